"""Writes dist/: units under hashed folder names, compressed copies, the models and, last, manifest.json.

Every file is looked at each time (`checked_files`): one that is missing, damaged or foreign is made again or removed.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from build_steps.assembly.compress import CompressedCopies
from build_steps.assembly.units import Unit
from build_steps.checked_files import CheckedFiles
from build_steps.models.model_folder import checksums_of
from build_steps.places import DIST
from build_steps.whole_files import copy_whole, write_whole

Wanted = Mapping[str, tuple[Path, str]]
"""Path below a folder -> the file it is a copy of, and its sha256."""


class Dist:
    """The folder that is served.

    Parameters
    ----------
    folder : Path, optional
        Another one for tests.
    verify : bool
        Read every file, although size and times are as noted.
    """

    def __init__(self, folder: Path = DIST, *, verify: bool = False) -> None:
        self._folder = folder
        if not folder.is_dir():  # a file, or a link that leads to nothing
            folder.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        self._files = CheckedFiles(folder, verify=verify)

    def write_units(self, units: list[Unit], copies: CompressedCopies) -> None:
        """Write what is not there or not right, then the manifest, then remove what it does not name."""
        assets = self._folder / "assets"
        listed: dict[str, dict[str, object]] = {}
        for unit in units:
            wanted = dict[str, tuple[Path, str]]()
            for name, source in sorted(unit.files.items()):
                sha256 = unit.hashes[name]
                wanted[name] = (source, sha256)
                wanted |= {name + extension: copy for extension, copy in copies.of(source, sha256).items()}
                listed[f"/assets/{unit.folder}/{name}"] = {"bytes": source.stat().st_size, "sha256": sha256}
            self._fill(assets / unit.folder, wanted)
        names = {unit.name: f"/assets/{unit.folder}/" for unit in units}
        build = hashlib.sha256(json.dumps(names, sort_keys=True).encode()).hexdigest()[:12]
        text = json.dumps({"build": build, "units": names, "files": listed}, indent=1) + "\n"
        manifest = self._folder / "manifest.json"
        if not manifest.is_file() or manifest.read_bytes() != text.encode("utf-8"):
            _no_folder(manifest)
            write_whole(manifest, text)
        _remove(path for path in assets.iterdir() if path.name not in {unit.folder for unit in units})
        copies.save()
        self._files.save()

    def place_models(self, prepared: Iterable[Path]) -> None:
        """Put prepared model folders (``ID.KEY`` in the cache) at models/ID, as copies."""
        for folder in prepared:
            target = self._folder / "models" / folder.name.rsplit(".", 1)[0]
            checksums = checksums_of(folder)
            descriptor = target / "model.json"
            if not self._files.is_right(descriptor, checksums["model.json"]):
                _remove([descriptor])  # without one it is no model, until the right files are there
            # the descriptor last
            ordered = sorted(checksums.items(), key=lambda each: each[0] == "model.json")
            self._fill(target, {name: (folder / name, sha256) for name, sha256 in ordered})
        self._files.save()

    def _fill(self, folder: Path, wanted: Wanted) -> None:
        """Make a folder hold these files, as files of their own, and nothing else."""
        for name, (source, sha256) in wanted.items():
            target = folder / name
            if self._files.is_right(target, sha256) and target.stat().st_nlink == 1:
                continue
            _no_folder(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_whole(source, target)
            if self._files.note(target) != sha256:
                raise RuntimeError(f"{source} changed while it was copied. Run the command again")
        _remove(path for path in folder.rglob("*") if not _is_wanted(path.relative_to(folder).as_posix(), wanted))


def _is_wanted(path: str, wanted: Wanted) -> bool:
    return path in wanted or any(name.startswith(f"{path}/") for name in wanted)


def _no_folder(path: Path) -> None:
    """Make room for a file where a folder is."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)


def _remove(paths: Iterable[Path]) -> None:
    for path in list(paths):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
