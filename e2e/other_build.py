"""Makes a second dist/ whose application unit differs, the way the build makes the first: what a deployment brings."""

import json
import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from build_steps.assembly.compress import UNPACK, CompressedCopies
from build_steps.assembly.dist import Dist
from build_steps.assembly.units import Unit

DIST = Path(__file__).resolve().parents[1] / "dist"
CHANGED = "main.js"
LEFT_OUT = b"left out\n"


def copy_build(folder: Path, source: Path) -> Path:
    """Copy a build without its models; files are links, so they may be replaced but not written to."""
    target = folder / "dist"
    shutil.copytree(source, target, copy_function=os.link, ignore=shutil.ignore_patterns("models", "staging"))
    return target


def write_other_build(folder: Path, source: Path) -> Path:
    """Write a build with one changed module, and so with another address of its application unit."""
    main = source / app_folder(source)[1:] / CHANGED
    return write_changed_build(folder, {CHANGED: main.read_bytes() + b"\n// a later version\n"}, source)


def write_changed_build(
    folder: Path, changes: Mapping[str, bytes], source: Path = DIST, *, without: Collection[str] = ()
) -> Path:
    """Write a build below ``folder`` whose application unit has other bytes in some files.

    Parameters
    ----------
    changes : mapping of str to bytes
        Path inside the unit: what is there instead.
    source : Path, optional
        The build that it differs from.
    without : collection of str
        Names of other units, whose files are there by name only.
    """
    target = folder / "dist"
    manifest = json.loads((source / "manifest.json").read_text("utf-8"))
    changed = {name: folder / "changed" / name for name in changes}
    for name, path in changed.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(changes[name])
    units = [
        Unit(name, {url.removeprefix(prefix): source / url[1:] for url in manifest["files"] if url.startswith(prefix)})
        for name, prefix in manifest["units"].items()
    ]
    (nothing := folder / "nothing").write_bytes(LEFT_OUT)
    units = [Unit(each.name, dict.fromkeys(each.files, nothing)) if each.name in without else each for each in units]
    app = units[0]
    assert app.name == "app"
    assert changes.keys() <= app.files.keys()
    units[0] = Unit("app", app.files | changed)
    Dist(target).write_units(units, _compressed_already(source, manifest["files"], folder / "compressed"))
    return target


def _compressed_already(dist: Path, files: Mapping[str, Mapping[str, object]], cache: Path) -> CompressedCopies:
    """Return copies that start with those of a build: compressing the runtime again would take half a minute."""
    cache.mkdir()
    for url, facts in files.items():
        for extension in UNPACK:
            if (copy := dist / f"{url[1:]}{extension}").is_file():
                os.link(copy, cache / f"{facts['sha256']}{extension}")
    return CompressedCopies(cache)


def build_of(dist: Path) -> str:
    """Return a build's name."""
    return str(json.loads((dist / "manifest.json").read_text("utf-8"))["build"])


def app_folder(dist: Path) -> str:
    """Return the address of a build's application unit."""
    return str(json.loads((dist / "manifest.json").read_text("utf-8"))["units"]["app"])
