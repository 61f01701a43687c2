"""The packed Python packages: what is kept, where the native libraries go, and that licences stay."""

import json
import zipfile
from pathlib import Path

import pytest

from build_steps.assembly.python_packages import LIBRARIES, LIBRARY_SUFFIX, pack_python_packages


def wheel(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def libraries() -> dict[str, bytes]:
    return {path + LIBRARY_SUFFIX: path.encode() for path in LIBRARIES}


def test_sources_are_one_file_with_an_index_and_libraries_are_files_of_their_own(tmp_path: Path) -> None:
    members = {
        "numpy/__init__.py": b"one",
        "numpy/_core/core.py": b"three",
        "numpy/_core/tests/test_core.py": b"left out",
        "numpy/random/mtrand.py": b"left out",
        "numpy/random/mtrand.cpython-314-wasm32-emscripten.so": b"left out",
        "numpy/__init__.pyi": b"left out",
        "numpy-2.dist-info/METADATA": b"left out",
        "numpy-2.dist-info/licenses/LICENSE.txt": b"the licence",
    }
    made = {
        path.name: path for path in pack_python_packages([wheel(tmp_path / "a.whl", members | libraries())], tmp_path)
    }
    index = json.loads(made["packages.json"].read_text())
    assert index["files"] == [["numpy/__init__.py", 3], ["numpy/_core/core.py", 5]]
    assert made["packages.bin"].read_bytes() == b"onethree"
    assert [path for path, _ in index["libraries"]] == list(libraries())
    assert all(made[file].read_bytes() == libraries()[path] for path, file in index["libraries"])
    assert b"the licence" in made["licences.txt"].read_bytes()
    assert index["info"]["platform"].startswith("emscripten")


def test_a_library_that_no_wheel_holds_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="PIL/_webp"):
        pack_python_packages([wheel(tmp_path / "a.whl", dict(list(libraries().items())[:-1]))], tmp_path)
