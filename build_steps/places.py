"""Where build.py reads and writes: the checkout, what it makes in there, and the cache. No behaviour beyond that."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
WEB = ROOT / "web"
NODE_MODULES = WEB / "node_modules"
CUTOUT = ROOT / "pyodide_pkg" / "cutout"
DIST = ROOT / "dist"
MODELS = DIST / "models"
PEERS = ROOT / "bench" / "peers"
STAMP = "cutroom-stamp.json"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
MADE_HERE = (
    ".venv",
    "dist",
    "web/node_modules",
    "bench/peers/node_modules",
    "e2e/output",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
)


def venv_python() -> Path:
    """Return the environment's own Python, whether it is there or not."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


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
