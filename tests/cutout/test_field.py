"""Files rebuilt from public bug reports, in a folder beside the repository: each has the outcome that people wanted.

tests/field.json holds the outcomes; tests/pyodide holds the code in WebAssembly to the same ones.
"""

import json
from pathlib import Path

import pytest

from cutout.errors import CutoutError
from tests.cutout.codecs_player import decode_file
from tests.cutout.found_facts import what_is_wrong

FIELD = Path(__file__).resolve().parents[3] / "shared" / "testdata" / "field"
EXPECTED = json.loads((Path(__file__).parents[1] / "field.json").read_text("utf-8"))

pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="the folder shared/testdata/field is missing")


@pytest.mark.parametrize("name", EXPECTED)
def test_the_outcome_is_what_people_expect(name):
    expected = EXPECTED[name]
    try:
        photo = decode_file((FIELD / name).read_bytes())
    except CutoutError as error:
        assert error.code == expected["outcome"], str(error)
        assert what_is_wrong(error.found) == ""
        assert error.found.get("case") != "damaged"
        return
    assert f"{photo.width}x{photo.height}" == expected["outcome"]
    assert photo.details.items() >= expected.get("details", {}).items()


def test_no_file_is_left_out():
    assert {path.name for path in FIELD.iterdir() if path.suffix not in (".md", ".json")} == EXPECTED.keys()
