"""Writes dist/: units under hashed folder names, compressed copies, the models and, last, manifest.json."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from web.build.compress import compressed_copies
from web.build.paths import ASSETS, DIST, MODELS
from web.build.units import Unit

MANIFEST = DIST / "manifest.json"


def write_units(units: list[Unit], compression_cache: Path) -> None:
    """Write the units that are not there yet, then the manifest, then remove what no manifest names any more."""
    old = json.loads(MANIFEST.read_text("utf-8")) if MANIFEST.exists() else {"files": {}}
    files: dict[str, dict[str, object]] = {}
    for unit in units:
        prefix = f"/assets/{unit.folder}/"
        kept = {url: entry for url, entry in old["files"].items() if url.startswith(prefix)}
        files |= kept or _write_unit(unit, prefix, compression_cache)
    names = {unit.name: f"/assets/{unit.folder}/" for unit in units}
    build = hashlib.sha256(json.dumps(names, sort_keys=True).encode()).hexdigest()[:12]
    text = json.dumps({"build": build, "units": names, "files": files}, indent=1) + "\n"
    if not MANIFEST.exists() or MANIFEST.read_text("utf-8") != text:
        part = MANIFEST.with_suffix(".part")
        part.write_text(text, "utf-8")
        part.replace(MANIFEST)
    current = {unit.folder for unit in units}
    for folder in ASSETS.iterdir():
        if folder.name not in current:
            shutil.rmtree(folder)


def _write_unit(unit: Unit, prefix: str, compression_cache: Path) -> dict[str, dict[str, object]]:
    folder = ASSETS / unit.folder
    shutil.rmtree(folder, ignore_errors=True)
    files: dict[str, dict[str, object]] = {}
    for name, source in sorted(unit.files.items()):
        data = source.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        for extension, small in compressed_copies(data, source.suffix, sha256, compression_cache).items():
            target.with_name(target.name + extension).write_bytes(small)
        files[prefix + name] = {"bytes": len(data), "sha256": sha256}
    return files


def place_models(prepared: list[Path], models: Path | None = None) -> None:
    """Put prepared model folders (``ID.KEY`` in the cache) at dist/models/ID, as hard links where possible."""
    models = MODELS if models is None else models
    models.mkdir(parents=True, exist_ok=True)
    for folder in prepared:
        target = models / folder.name.rsplit(".", 1)[0]
        descriptor = target / "model.json"
        if descriptor.exists() and descriptor.read_bytes() == (folder / "model.json").read_bytes():
            continue
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for file in sorted(folder.iterdir(), key=lambda path: path.name == "model.json"):
            try:
                os.link(file, target / file.name)
            except OSError:
                shutil.copyfile(file, target / file.name)
