"""The Cutroom server: hands out the page, static files, models and headers.

It is not where pictures are processed: no route accepts a body and nothing is kept between requests.
"""

import sys
from pathlib import Path

__version__ = "0.1.0"

# `cutout` decides which models can be used. It is not installed: what runs is what is in the checkout.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pyodide_pkg"))
