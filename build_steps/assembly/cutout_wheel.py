"""Builds the `cutout` wheel from pyodide_pkg/. Pure Python: no compiler, the same bytes for the same sources."""

import os
import shutil
from pathlib import Path

from flit_core import wheel

from build_steps.places import ROOT

SOURCES = ROOT / "pyodide_pkg"
# ZIP cannot date a file earlier; a fixed date makes the wheel, and so its hashed address, reproducible.
EPOCH = "315532800"


def build_cutout_wheel(folder: Path) -> Path:
    """Return the path of the wheel, built into ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    built: Path = wheel.make_wheel_in(SOURCES / "pyproject.toml", folder).file
    return built
