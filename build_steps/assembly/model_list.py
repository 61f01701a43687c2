"""Shows the models there are, in words: the table of `build.py model list`, and one model before it is added."""

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from build_steps.models.model_entries import Entry
from build_steps.models.model_sources import bytes_to_fetch

WIDTH = 110


def megabytes(size: int) -> str:
    """Return a size as people read it."""
    return f"{size / 1e6:,.0f} MB" if size >= 10e6 else f"{size / 1e6:.1f} MB"


def table(entries: Sequence[Entry], state: Callable[[Entry], str]) -> str:
    """Return one line a model, and its note below."""
    rows = [("id", "state", "file", "commercial use", "title")]
    for entry in entries:
        size = megabytes(entry["source"]["model"]["bytes"])
        rows.append((entry["id"], state(entry), size, "yes" if entry["commercial_use"] else "no", entry["title"]))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for i, row in enumerate(rows):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if i and (note := entries[i - 1].get("note")):
            lines.append(textwrap.fill(note, WIDTH, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(lines)


def introduction(entry: Entry, downloads: Path, by_hand: bool = False) -> str:
    """Return what a person should know before a model is fetched, or taken from a file fetched by hand."""
    left = 0 if by_hand else bytes_to_fetch(entry["source"], downloads)
    size = f"{megabytes(left)} to fetch" if left else "nothing to fetch, the file is there"
    lines = [
        f"{entry['title']} ({entry['id']})",
        f"  {entry['description']}",
        f"  published file: {megabytes(entry['source']['model']['bytes'])}; {size}",
        f"  licence: {entry['licence']}" + (f" ({entry['licence_url']})" if "licence_url" in entry else ""),
    ]
    if note := entry.get("note"):
        lines.append(textwrap.fill(note, WIDTH, initial_indent="  ", subsequent_indent="  "))
    return "\n".join(lines)
