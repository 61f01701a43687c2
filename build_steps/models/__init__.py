"""Models: the catalogue, what people added, and how a published model is prepared for the browser.

The passes over its graph are in `graph`, getting files from elsewhere is in `downloads`.
"""

import sys

from build_steps.places import ROOT

# `cutout` decides which models can be used. It is not installed: what runs is what is in the checkout.
sys.path.insert(0, str(ROOT / "pyodide_pkg"))
