"""Where the build reads and writes: the checkout, dist/ and the download cache. No behaviour beyond that."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
NODE_MODULES = WEB / "node_modules"
CUTOUT = ROOT / "pyodide_pkg" / "cutout"
DIST = ROOT / "dist"
ASSETS = DIST / "assets"
MODELS = DIST / "models"


def cache_folder() -> Path:
    """Return the download cache: ``CUTROOM_CACHE``, else ``cutroom`` in the user's cache folder."""
    if chosen := os.environ.get("CUTROOM_CACHE"):
        return Path(chosen).expanduser().resolve()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "cutroom"
