"""Makes a second dist/ whose application unit differs, the way the build makes the first: what a deployment brings."""

import json
import os
import shutil
from pathlib import Path

from build_steps.assembly.compress import CompressedCopies
from build_steps.assembly.dist import Dist
from build_steps.assembly.units import Unit

ROOT = Path(__file__).resolve().parents[1]
CHANGED = "main.js"


def copy_build(folder: Path) -> Path:
    """Copy dist/ without its models; files are links, so they may be replaced but not written to."""
    target = folder / "dist"
    shutil.copytree(ROOT / "dist", target, copy_function=os.link, ignore=shutil.ignore_patterns("models", "staging"))
    return target


def write_other_build(folder: Path) -> Path:
    """Copy dist/ and replace its application unit by one with a changed module, and so with another address."""
    target = copy_build(folder)
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    units = [
        Unit(name, {url.removeprefix(prefix): target / url[1:] for url in manifest["files"] if url.startswith(prefix)})
        for name, prefix in manifest["units"].items()
    ]
    changed = folder / CHANGED
    changed.write_bytes(units[0].files[CHANGED].read_bytes() + b"\n// a later version\n")
    assert units[0].name == "app"
    units[0] = Unit("app", units[0].files | {CHANGED: changed})
    Dist(target).write_units(units, CompressedCopies(folder / "compressed"))
    return target


def build_of(dist: Path) -> str:
    """Return a build's name."""
    return str(json.loads((dist / "manifest.json").read_text("utf-8"))["build"])


def app_folder(dist: Path) -> str:
    """Return the address of a build's application unit."""
    return str(json.loads((dist / "manifest.json").read_text("utf-8"))["units"]["app"])
