"""A ZIP with difficult names, made by the page's own code, unpacked by programs that had no part in making it.

Windows' rules, for which there is no program here, are in windows-names.js.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

MAKE_ZIP = Path(__file__).with_name("make-zip.js")
FIELD_NAMES = Path(__file__).resolve().parents[3] / "shared" / "testdata" / "field" / "names.json"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PATHS = [
    *("CON.jpg", "aux.png", "nul.tar.gz.jpg", "Lpt9.webp", "COM\u00b2.jpg", "prn/nul./conout$.jpg"),
    *("a:b.jpg", "a?b.jpg", "a_b.jpg", 'all "<>|*".jpg', "back\\slash.jpg", "C:\\x.jpg", "shoot. /day .../1.jpg"),
    *(
        "two\nlines\r\n.jpg",
        "tab\t.jpg",
        "bell\x07\x85.jpg",
        "right\u202egnp.jpg",
        "\u2067\u05e9\u05dc\u05d9\u2069.jpg",
    ),
    *("caf\u00e9.jpg", "cafe\u0301.jpg", "stra\u00dfe.jpg", "STRASSE.jpg", "Photo.jpg", "photo.JPG", "x (2).png"),
    *(f"{FAMILY}.jpg", f"{FAMILY * 40}.jpg", "\u5199" * 100 + ".jpg", "M" * 251 + ".jpg", "M" * 300 + ".jpg"),
    *("M" * 300 + ".png", "/".join(["d" * 200] * 6) + "/deep.jpg", "../../up.jpg", "x.png", "x.jpg", ".jpg", "..."),
    *("-rf.jpg", " lead.jpg", "=1+2.jpg", "report.csv", "report.csv/inside.jpg", "no extension", ""),
]


def paths() -> list[str]:
    """Return the drawn names, and those from bug reports where they lie beside the checkout."""
    reported: list[str] = json.loads(FIELD_NAMES.read_text("utf-8")) if FIELD_NAMES.is_file() else []
    return PATHS + reported


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("zip") / "cutouts.zip"
    subprocess.run(["node", MAKE_ZIP, file], input=json.dumps(paths()).encode(), check=True, timeout=60)
    return file


def with_python(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        opened.extractall(folder)


def with_program(*command: str) -> Callable[[Path, Path], None]:
    def unpack(archive: Path, folder: Path) -> None:
        folder.mkdir()
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        subprocess.run([*command, archive], cwd=folder, env=environment, check=True, timeout=60, stdout=subprocess.PIPE)

    return unpack


SEVEN_ZIP = next((name for name in ("7z", "7zz", "7za") if shutil.which(name)), None)
READERS = [
    pytest.param(with_python, id="Python"),
    pytest.param(
        with_program("unzip", "-q"),
        id="Info-ZIP",
        marks=pytest.mark.skipif(shutil.which("unzip") is None, reason="Debian package unzip is not installed"),
    ),
    pytest.param(
        with_program(SEVEN_ZIP or "7z", "x"),
        id="7-Zip",
        marks=pytest.mark.skipif(SEVEN_ZIP is None, reason="Debian package 7zip is not installed"),
    ),
]


@pytest.mark.parametrize("unpack", READERS)
def test_every_entry_unpacks_under_its_name(
    archive: Path, unpack: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    unpack(archive, folder)
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    found = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert found == set(names)
    *cutouts, report = names
    assert [(folder / name).read_text("utf-8") for name in cutouts] == [str(index) for index in range(len(paths()))]
    rows = list(csv.DictReader(io.StringIO((folder / report).read_bytes().decode("utf-8-sig"), newline="")))
    assert [row["cutout"].removeprefix("'") for row in rows] == cutouts
    assert [row["file"].removeprefix("'") for row in rows] == paths(), "each photo's own name, unchanged"
