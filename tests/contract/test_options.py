"""One table of options: the page's copy is Python's, and both sides take and refuse the same values."""

import ast
import json
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from build_steps.assembly.option_table import COPY, option_table_text, write_option_table
from cutout.option_rules import Choice, Flag, Whole, checked, option, read_table
from cutout.options import OPTION_TABLE, Options

PACKAGE = Path(__file__).resolve().parents[2] / "pyodide_pkg" / "cutout"
WEB = Path(__file__).resolve().parents[2] / "web" / "src"
SCRIPT = """
const { DEFAULT_OPTIONS, OPTION_TABLE, readOptions } = await import(`${process.argv[1]}/shared/options.js`);
const { OPTION_WORDS } = await import(`${process.argv[1]}/words/options.js`);
const given = JSON.parse((await import("node:fs")).readFileSync(0, "utf8"));
const read = given.map((values) => {
  try { return readOptions(values); } catch { return null; }
});
console.log(JSON.stringify({ table: OPTION_TABLE, words: Object.keys(OPTION_WORDS), read }));
"""
WILD: list[Any] = [None, True, False, 0, 1, 85, 100, 101, 50.5, -1, "", "png", "avif", "keep", "clear", "gif", [], {}]


def wild_options(count: int) -> list[dict[str, Any]]:
    drawn = random.Random(5)
    keys = [*OPTION_TABLE, "surprise"]
    weights = [*(8 for _ in OPTION_TABLE), 1]
    return [
        {key: drawn.choice(WILD) for key in drawn.choices(keys, weights, k=drawn.randrange(3))} for _ in range(count)
    ]


def python_reads(values: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return checked(OPTION_TABLE, values)
    except ValueError:
        return None


@pytest.fixture(scope="module")
def given() -> list[dict[str, Any]]:
    return wild_options(600)


@pytest.fixture(scope="module")
def page(given: list[dict[str, Any]]) -> dict[str, Any]:
    command = ["node", "--input-type=module", "--eval", SCRIPT, WEB.as_uri()]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_pages_table_is_pythons() -> None:
    assert COPY.read_text("utf-8") == option_table_text(), "the table has changed: run `python3 build.py build`"


def test_each_option_of_python_has_words_on_the_page(page: dict[str, Any]) -> None:
    assert [name for name in OPTION_TABLE if name not in page["words"]] == [], "add a record to words/options.js"


def read_attributes() -> set[str]:
    """What any stage or format takes from its options: `options.NAME` in the package's sources."""
    return {
        node.attr
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "options"
    }


def test_each_option_is_used_by_the_pipeline() -> None:
    unused = [name for name in OPTION_TABLE if name not in read_attributes()]
    assert unused == [], "options that are accepted and ignored: nothing in cutout reads options.NAME"


def test_both_sides_take_the_same_values_and_fill_in_the_same_defaults(
    page: dict[str, Any], given: list[dict[str, Any]]
) -> None:
    expected = [python_reads(values) for values in given]
    assert {each is None for each in expected} == {True, False}
    for values, ours, theirs in zip(given, expected, page["read"], strict=True):
        assert ours == theirs, values


@dataclass(frozen=True)
class WithDrawn(Options):
    drawn: bool = option(False, Flag())
    drawn_size: int = option(8, Whole(0, 50), counts=({"drawn": (True,)},))


def test_an_option_that_is_added_reaches_the_page_and_the_check_without_more() -> None:
    table = read_table(WithDrawn)
    assert '  drawn_size: {"least": 0, "most": 50,' in option_table_text(table)
    assert '"counts": [{"drawn": [true]}]}' in option_table_text(table)
    assert checked(table, {"drawn": True})["drawn_size"] == 8
    with pytest.raises(ValueError, match="'drawn_size' must be a whole number from 0 to 50, not 51"):
        checked(table, {"drawn_size": 51})
    with pytest.raises(ValueError, match="unknown option 'drawn'"):
        Options.from_mapping({"drawn": True})


def test_the_copy_is_written_where_it_differs_only(tmp_path: Path) -> None:
    file = tmp_path / "option-table.js"
    write_option_table(file)
    assert file.read_text("utf-8") == option_table_text()
    before = file.stat().st_mtime_ns
    write_option_table(file)
    assert file.stat().st_mtime_ns == before
    file.write_text("else", "utf-8")
    write_option_table(file)
    assert file.read_text("utf-8") == option_table_text()


def test_a_field_without_a_rule_is_named() -> None:
    @dataclass(frozen=True)
    class Bare(Options):
        drawn: bool = False

    with pytest.raises(TypeError, match="option 'drawn' has no rule"):
        read_table(Bare)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: option("gif", Choice(("png",))), "'drawn' starts as 'gif', but must be one of 'png'"),
        (lambda: option(0, Whole(1, 3)), "'drawn' starts as 0"),
        (lambda: option(1, Flag()), "'drawn' starts as 1, but must be true or false"),
        (lambda: option(True, Flag(), counts=({"formt": ("png",)},)), "counts where 'formt' is 'png'"),
        (lambda: option(True, Flag(), counts=({"format": ("gif",)},)), "counts where 'format' is 'gif'"),
    ],
)
def test_a_record_that_cannot_be_is_named(made: Any, words: str) -> None:
    wrong = dataclass(frozen=True)(type("Wrong", (Options,), {"__annotations__": {"drawn": Any}, "drawn": made()}))
    with pytest.raises(TypeError, match=words):
        read_table(wrong)
