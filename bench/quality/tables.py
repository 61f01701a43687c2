"""Rows of measurements, their means, and tables as text. Knows nothing about what was measured."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
"""One measurement: what was measured, by name, and the figures, by name."""


def chosen(rows: Sequence[Row], **wanted: Any) -> list[Row]:
    """Return the rows that have all these values."""
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def mean(rows: Sequence[Row], column: str) -> float:
    """Return the mean of a column."""
    return sum(float(row[column]) for row in rows) / len(rows)


def table(rows: Sequence[Row], columns: Mapping[str, str], first: str = "method") -> str:
    """Return a Markdown table of means: a line for each value of `first`, in the order of their first appearance.

    Parameters
    ----------
    rows : sequence of Row
    columns : mapping
        Columns to show and their headings.
    first : str
        The column whose values name the lines.
    """
    names = list(dict.fromkeys(row[first] for row in rows))
    lines = [[first, *columns.values()]]
    lines += [[str(name), *(digits(mean(chosen(rows, **{first: name}), key)) for key in columns)] for name in names]
    return markdown(lines)


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Lay lines of cells out as a Markdown table, the first line as its head; figures to the right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    aligned = [
        [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        for line in lines
    ]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (aligned[0], rule, *aligned[1:]))


def digits(value: float) -> str:
    """Show three significant digits, never as a power of ten."""
    if value == 0:
        return "0"
    size = abs(value)
    return (
        f"{value:.0f}"
        if size >= 100
        else f"{value:.1f}"
        if size >= 10
        else f"{value:.2f}"
        if size >= 0.1
        else f"{value:.3f}"
    )
