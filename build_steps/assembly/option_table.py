"""Writes the page's copy of the tables of options and export formats: it cannot know others than Python does."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from build_steps.places import WEB
from build_steps.whole_files import write_whole
from cutout.export_formats import EXPORT_FORMATS
from cutout.option_rules import OptionRecord
from cutout.options import OPTION_TABLE

COPY = WEB / "src" / "shared" / "option-table.js"
_HEAD = """\
// What can be chosen for a batch: of each option its default, its rule, what it changes and the cases in which it
// counts; null: always.
// `build.py build` writes this file from cutout/options.py and export_formats.py; change those. What is done with it
// is in options.js and export-types.js.
// biome-ignore-all format: written by a program

export const OPTION_TABLE = /** @type {const} */ ({
"""
_FORMATS = """
/** The formats a cutout can be written in. */
export const EXPORT_FORMATS = /** @type {const} */ ({
"""


def option_table_text(table: Mapping[str, OptionRecord] = OPTION_TABLE) -> str:
    """Return the JavaScript module that holds the table."""
    records = {
        name: {**asdict(record.rule), "default": record.default, "changes": record.changes, "counts": record.counts}
        for name, record in table.items()
    }
    lines = [f"  {name}: {json.dumps(record)},\n" for name, record in records.items()]
    formats = [f"  {name}: {json.dumps(asdict(facts))},\n" for name, facts in EXPORT_FORMATS.items()]
    return f"{_HEAD}{''.join(lines)}}});\n{_FORMATS}{''.join(formats)}}});\n"


def write_option_table(file: Path = COPY) -> None:
    """Bring the copy up to date; a file that is right already is left alone."""
    text = option_table_text()
    if not file.exists() or file.read_text("utf-8") != text:
        write_whole(file, text)
