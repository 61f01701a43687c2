"""Where the parts of dist/ lie. Checkout and cache are for `build_steps.places` to say. No behaviour beyond that."""

from build_steps.places import NODE_MODULES, ROOT, WEB, cache_folder

__all__ = ["ASSETS", "CUTOUT", "DIST", "MODELS", "NODE_MODULES", "ROOT", "WEB", "cache_folder"]

CUTOUT = ROOT / "pyodide_pkg" / "cutout"
DIST = ROOT / "dist"
ASSETS = DIST / "assets"
MODELS = DIST / "models"
