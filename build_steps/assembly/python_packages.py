"""The Python packages as the browser loads them: one file of sources, one index, and the few native libraries as .wasm.

Wheels would be unpacked again for every photo, with all their tests and every library compiled. Here only what a
cutout can need is kept; the licences go into one text file beside it. No *.dist-info reaches Python: Pyodide would note
such packages in JavaScript, and a memory with such notes cannot be snapshot.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from build_steps.downloads.runtime_wheels import pyodide_lock

# In the order in which they are loaded: a snapshot of the memory holds for exactly this order.
LIBRARIES = ("numpy/_core/_multiarray_umath", "numpy/linalg/_umath_linalg", "PIL/_imaging", "PIL/_webp")
LIBRARY_SUFFIX = ".cpython-314-wasm32-emscripten.so"
LEFT_OUT = ("numpy/f2py/", "numpy/random/", "numpy/fft/", "numpy/polynomial/", "numpy/testing/", "numpy/_pyinstaller/")
KEPT_SUFFIXES = {".py"}
OWN = "cutout/"
OWN_SUFFIXES = {".py", ".json"}


def pack_python_packages(wheels: Iterable[Path], folder: Path) -> list[Path]:
    """Write ``packages.json``, ``packages.bin``, ``licences.txt`` and a ``.wasm`` for each library; return them all.

    The index holds ``files``, a list of [path below site-packages, length] in the order of the bytes; ``libraries``, a
    list of [path below site-packages, file name]; and ``info``, from Pyodide's lock file.

    Raises
    ------
    ValueError
        A library is in none of the wheels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    libraries = {path + LIBRARY_SUFFIX: path.replace("/", ".") + ".wasm" for path in LIBRARIES}
    files, found, licences = dict[str, bytes](), dict[str, bytes](), list[bytes]()
    for name, data in _members(wheels):
        if name in libraries:
            found[name] = data
        elif ".dist-info/" in name and "licen" in name.lower():
            licences.append(f"==== {name} ====\n\n".encode() + data)
        elif _is_kept(name):
            files[name] = data
    if missing := libraries.keys() - found.keys():
        raise ValueError(f"no wheel holds {', '.join(sorted(missing))}")
    ordered = sorted(files.items())
    index = {
        "files": [[name, len(data)] for name, data in ordered],
        "libraries": list(libraries.items()),
        "info": pyodide_lock()["info"],
    }
    made = {
        "packages.json": json.dumps(index, separators=(",", ":")).encode(),
        "packages.bin": b"".join(data for _, data in ordered),
        "licences.txt": b"\n\n".join(licences),
        **{libraries[name]: data for name, data in found.items()},
    }
    for file_name, data in made.items():
        (folder / file_name).write_bytes(data)
    return [folder / file_name for file_name in made]


def _members(wheels: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.infolist():
                if not entry.is_dir():
                    yield entry.filename, archive.read(entry)


def _is_kept(name: str) -> bool:
    path = PurePosixPath(name)
    suffixes = OWN_SUFFIXES if name.startswith(OWN) else KEPT_SUFFIXES
    return path.suffix in suffixes and "tests" not in path.parts and not name.startswith(LEFT_OUT)
