"""The build: turns web/src, the vendored runtime, the cutout wheel and the models into dist/.

Runs inside the environment that ../../build.py makes. Nothing here is imported by the server or reaches a browser.
"""

import sys

from build_steps.places import ROOT

# `cutout` decides which models can be used. It is not installed: what runs is what is in the checkout.
sys.path.insert(0, str(ROOT / "pyodide_pkg"))
