"""The rooms of `cutout`: arrows only downwards, each room entered by its face, JavaScript known in one room."""

from pathlib import Path

import pytest

from tests.contract.rooms import ROOMS, WORDS, faces, imports, problems, room_of

PACKAGE = Path(__file__).resolve().parents[2] / "pyodide_pkg" / "cutout"
DRAWN = {
    "errors.py": "",
    "limits.py": "from cutout.errors import PhotoTooLargeError\nimport math\n",
    "pipeline.py": "from cutout.edges import finish\nfrom cutout.formats import decode\n",
    "bridge/__init__.py": "from cutout.bridge.entry import run\n__all__ = ['run']\n",
    "bridge/entry.py": "from cutout.pipeline import make\ndef run():\n    from js import Object\n",
    "edges/__init__.py": "from cutout.edges.band import finish\n__all__ = ['finish']\n",
    "edges/band.py": "from cutout.arrays.tiles import tiles\nimport numpy as np\n",
    "formats/__init__.py": "__all__ = ['decode']\n",
    "formats/decode.py": "from cutout.formats.png.source import open_png\nimport cutout.limits\n",
    "formats/png/__init__.py": "__all__ = ['source']\n",
    "formats/png/source.py": "from cutout.formats.png import chunks\nfrom cutout import limits\n",
    "formats/png/chunks.py": "",
    "arrays/__init__.py": "__all__ = ['tiles']\n",
    "arrays/tiles.py": "",
}


def drawn(folder: Path) -> Path:
    """A small package that keeps the rules."""
    for name, source in DRAWN.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, "utf-8")
    return folder


def test_the_package_keeps_its_rooms() -> None:
    assert problems(PACKAGE) == []


def test_arrows_point_downwards_so_there_is_no_cycle() -> None:
    order = list(ROOMS)
    for place, (room, below) in enumerate(ROOMS.items()):
        assert below <= set(order[place + 1 :]), room


def test_every_arrow_of_the_table_is_used() -> None:
    used = {(found.room, room_of(found.target.removeprefix("cutout."))) for found in imports(PACKAGE)}
    used |= {
        (found.room, room_of(found.target.removeprefix("cutout.").partition(".")[0])) for found in imports(PACKAGE)
    }
    assert [(room, below) for room in ROOMS for below in ROOMS[room] if (room, below) not in used] == []


def test_every_file_is_in_a_room_and_every_folder_has_a_face() -> None:
    modules = [file.relative_to(PACKAGE).with_suffix("") for file in PACKAGE.rglob("*.py")]
    assert [name for name in modules if not room_of(".".join(name.parts)) and name.name != "__init__"] == []
    folders = {".".join(name.parts[:-1]) for name in modules} - {""}
    assert faces(PACKAGE).keys() == folders == ROOMS.keys() - {"pipeline", "pictures", "words"}
    assert {name.name for name in modules if len(name.parts) == 1} == WORDS | {"__init__", "pipeline", "pictures"}


def test_what_a_face_offers_is_there() -> None:
    for room, names in faces(PACKAGE).items():
        folder = PACKAGE.joinpath(*room.split("."))
        source = (folder / "__init__.py").read_text("utf-8")
        assert [name for name in names if not (folder / f"{name}.py").exists() and f"import {name}" not in source] == []


def test_a_drawn_package_that_keeps_the_rules_passes(tmp_path: Path) -> None:
    assert problems(drawn(tmp_path)) == []


@pytest.mark.parametrize(
    ("file", "source", "sentence"),
    [
        ("arrays/tiles.py", "from cutout.edges import finish", "arrays/tiles.py:1: arrays imports edges.finish"),
        (
            "edges/band.py",
            "def f():\n    from cutout.formats.decode import x",
            "edges/band.py:2: edges imports formats",
        ),
        ("formats/png/source.py", "import cutout.formats.decode", "formats.png imports formats.decode"),
        ("formats/decode.py", "from cutout.pipeline import make", "formats imports pipeline.make"),
        ("formats/decode.py", "import pyodide.ffi", "formats/decode.py:1 imports pyodide; only bridge"),
        ("pipeline.py", "from js import Object", "pipeline.py:1 imports js; only bridge"),
        ("pipeline.py", "from cutout.formats.png.source import x", "pipeline imports formats.png.source.x"),
        ("pipeline.py", "from cutout.edges.band import x", "edges.band.x is not in the face of edges"),
        ("pipeline.py", "from cutout import edges, bridge", "pipeline imports bridge"),
        ("pipeline.py", "import cutout.edges", "edges is not in the face of edges"),
        ("formats/decode.py", "from cutout.formats.png import chunks", "formats.png.chunks is not in the face"),
        ("formats/decode.py", "from .png import source", "imports .png.source; write the absolute name"),
        ("errors.py", "import numpy as np", "errors.py:1 imports numpy; words need Python alone"),
        ("errors.py", "from cutout.arrays import tiles", "words imports arrays.tiles"),
        ("__init__.py", "from cutout.pipeline import make", "the package imports pipeline.make"),
        ("edges/band.py", "from cutout.unknown import x", "edges imports unknown.x"),
    ],
)
def test_the_checker_names_a_wrong_import(tmp_path: Path, file: str, source: str, sentence: str) -> None:
    changed = drawn(tmp_path)
    (changed / file).write_text(source + "\n", "utf-8")
    assert any(sentence in problem for problem in problems(changed)), problems(changed)
