"""Reads dist/manifest.json, the list of everything that may be served below /assets/.

It is not the build (build.py writes the manifest) and it answers no requests (static_files.py does).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.json_record import SHA256, JsonRecord, read_json_record
from server.safe_path import SAFE_PATH, file_inside
from server.start_error import BUILD_HINT, StartError

UNITS = ("app", "pyodide", "python", "ort", "codecs", "vendor")
_BUILD = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class ManifestFile:
    """One file of the build; ``path`` is on disk, ``sha256`` in lower-case hexadecimal."""

    path: Path
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the build produced: unit name -> URL prefix, and URL path -> file."""

    build: str
    units: Mapping[str, str]
    files: Mapping[str, ManifestFile]


def load_manifest(dist: Path) -> Manifest:
    """Read the manifest and check that every file it names is on disk with the right size.

    Parameters
    ----------
    dist : Path
        The folder that build.py writes.

    Raises
    ------
    StartError
        If the folder, the manifest or a file is missing or wrong.
    """
    if not dist.is_dir():
        raise StartError(f"{dist} does not exist. {BUILD_HINT}")
    if not (dist / "manifest.json").is_file():
        raise StartError(f"{dist} holds no manifest.json, so it was not built completely. {BUILD_HINT}")
    record = read_json_record(dist / "manifest.json", BUILD_HINT)
    build = record.text("build", _BUILD, "12 hexadecimal digits")
    units = _units(record.record("units"))
    listed = record.record("files")
    if not listed.data:
        raise record.problem("files", "at least one file")
    files = {url: _file(dist, listed, url, tuple(units.values())) for url in listed.data}
    for name, prefix in units.items():
        if not any(url.startswith(prefix) for url in files):
            raise StartError(f"{record.file}: unit {name} ({prefix}) has no files. {BUILD_HINT}")
    return Manifest(build, units, files)


def _units(record: JsonRecord) -> dict[str, str]:
    for name in UNITS:
        if name not in record.data:
            raise record.problem(name, f"/assets/{name}.<12 hexadecimal digits>/")
    units = {}
    for name in record.data:
        pattern = re.compile(rf"/assets/{re.escape(name)}\.[0-9a-f]{{12}}/")
        units[name] = record.text(name, pattern, f"/assets/{name}.<12 hexadecimal digits>/")
    return units


def _file(dist: Path, listed: JsonRecord, url: str, prefixes: tuple[str, ...]) -> ManifestFile:
    if not url.startswith(prefixes) or not SAFE_PATH.fullmatch(url[1:]):
        raise StartError(f"{listed.file}: files names {url!r}, which is not a path below a unit. {listed.hint}")
    entry = listed.record(url)
    size, sha256 = entry.data.get("bytes"), entry.text("sha256", SHA256, "64 hexadecimal digits")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:  # an empty file (py.typed) is a file
        raise entry.problem("bytes", "a whole number")
    path = file_inside(dist, url[1:])
    if path is None:
        raise StartError(f"{dist / url[1:]} is missing although the manifest lists it. {BUILD_HINT}")
    if path.stat().st_size != size:
        raise StartError(f"{path} has {path.stat().st_size} bytes, the manifest says {size}. {BUILD_HINT}")
    return ManifestFile(path, size, sha256)
