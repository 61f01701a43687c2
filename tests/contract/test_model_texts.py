"""One answer to "can the page show this text of a model": build and server agree, and the page wraps long words."""

import json
import re
from pathlib import Path

import pytest

from build_steps.models.model_entries import EntryError, check_entry, read_entries
from cutout.model_texts import LINES, LONGEST, as_model_text, is_model_text
from server.model_descriptor import load_model
from server.start_error import StartError
from tests.server import sample

STYLES = Path(__file__).resolve().parents[2] / "web" / "styles"
FIT = ["a", "RMBG 2.0 (ISNet)", "背景除去", "👩‍🚀 é"]
UNFIT = ["", " ", "a\0", "a\x1bb", "a\x85", "a\rb", "a\udcff", 3, None]


def build_accepts(field: str, value: object) -> bool:
    entry = {**read_entries()[0], field: value}
    try:
        check_entry(entry)
    except EntryError as error:
        assert f": {field} is " in str(error)
        return False
    return True


def server_accepts(models: Path, field: str, value: object) -> bool:
    file = models / "balanced" / "model.json"
    descriptor = json.loads(file.read_text("utf-8"))
    sample.write_json(file, {**descriptor, field: value})
    try:
        load_model(models / "balanced")
    except StartError as error:
        assert f"field {field} is " in str(error)
        return False
    finally:
        sample.write_json(file, descriptor)
    return True


@pytest.mark.parametrize("field", [field for field in LONGEST if field != "source"])
def test_build_and_server_give_the_same_answer(tmp_path: Path, field: str) -> None:
    sample.write_model(tmp_path)
    start = "https://example.org/" if field == "licence_url" else ""
    room = LONGEST[field] - len(start)
    texts = [*FIT, *UNFIT, "a\nb", "W" * room, "W" * (room + 1)]
    values = [start + text if isinstance(text, str) and text.strip() else text for text in texts]
    right = [*(True for _ in FIT), *(False for _ in UNFIT), field in LINES, True, False]
    assert [build_accepts(field, value) for value in values] == right
    assert [server_accepts(tmp_path, field, value) for value in values] == right


@pytest.mark.parametrize("field", LONGEST)
@pytest.mark.parametrize("text", ["plain", "a\0b\udcff", "W" * 5000, "\n"])
def test_what_is_made_of_a_text_can_be_shown(field: str, text: str) -> None:
    made = as_model_text(field, text)
    assert is_model_text(field, made)
    assert (made == text) is (text == "plain")


def test_the_page_wraps_every_place_that_shows_such_a_text() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", "\n".join(path.read_text("utf-8") for path in STYLES.glob("*.css")))
    wrapping = {
        selector.split("*/")[-1].strip()
        for selectors, body in rules
        if "overflow-wrap: anywhere" in body
        for selector in selectors.split(",")
    }
    assert {".model-title", ".model-note", ".model-fact dd", ".model-problem", ".models-remark"} <= wrapping
    assert {".model-line", ".notice-title", ".notice-text", ".dialog-title", ".dialog-text"} <= wrapping
    assert {".details-row dd", ".item-failure"} <= wrapping
