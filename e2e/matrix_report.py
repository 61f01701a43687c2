"""What came out of the browser matrix, as a table: at the end of the pytest run, and as Markdown for the README.

`python -m e2e.matrix_report` prints the Markdown of the last run. It is a pytest plugin and holds no test.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from e2e.matrix import CELLS, PROOFS, Cell

LAST_RUN = Path(__file__).resolve().parent / "output" / "matrix.json"
ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKitGTK"}
# The worst of several tests of one proof stands in the table.
WORDS = ("FAILED", "gap", "not run", "yes")
NOT_ASKED = ""
CELL = "matrix cell"


class MatrixReport:
    """Hears every test report; those of the matrix carry a property that it gave them when they were collected."""

    def __init__(self) -> None:
        self._words: dict[str, dict[str, str]] = defaultdict(dict)
        self._versions: dict[str, str] = {}
        self._seconds: dict[str, float] = defaultdict(float)
        self._reasons: dict[str, str] = {}

    def note_version(self, cell: Cell, version: str) -> None:
        """Remember which browser a cell had."""
        self._versions[cell.id] = f"{ENGINES[cell.engine]} {version}"

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Mark the tests of the matrix."""
        for item in items:
            if isinstance(item, pytest.Function) and item.originalname in PROOFS and hasattr(item, "callspec"):
                cell: Any = item.callspec.params["cell"]
                item.user_properties.append((CELL, (cell.id, item.originalname)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a result in."""
        found: Any = dict(report.user_properties).get(CELL)
        if found is None:
            return
        cell, proof = found
        self._seconds[cell] += report.duration
        word = _word(report)
        if word is not None:
            self._words[cell][proof] = min(word, self._words[cell].get(proof, "yes"), key=WORDS.index)
        if word in ("gap", "not run"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
            self._reasons[cell] = str(reason).removeprefix("Skipped: ")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table, and keep it for the Markdown."""
        if not self._words:
            return
        LAST_RUN.parent.mkdir(exist_ok=True)
        LAST_RUN.write_text(json.dumps(self.rows(), indent=1), "utf-8")
        terminalreporter.section("browser matrix")
        table = [[*row.values()] for row in self.rows()]
        headings = [*self.rows()[0]]
        widths = [max(len(row[column]) for row in [headings, *table]) for column in range(len(headings))]
        for row in [headings, *table]:
            line = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            terminalreporter.write_line(line.rstrip(), red="FAILED" in row)
        for cell, reason in self._reasons.items():
            terminalreporter.write_line(f"{cell}: {reason}")

    def rows(self) -> list[dict[str, str]]:
        """Return a row for each cell, by heading."""
        return [
            {
                "cell": cell.id,
                "browser": self._versions.get(cell.id, "-"),
                **{heading: self._words[cell.id].get(proof, NOT_ASKED) for proof, heading in PROOFS.items()},
                "seconds": f"{self._seconds[cell.id]:.0f}",
            }
            for cell in CELLS
            if cell.id in self._words
        ]


def _word(report: pytest.TestReport) -> str | None:
    """Return what a report says; None for one that says nothing, such as a set-up that went well."""
    if hasattr(report, "wasxfail"):
        return "gap"
    if report.failed:
        return "FAILED"
    if report.skipped:
        return "not run"
    return "yes" if report.when == "call" else None


def to_markdown(rows: list[dict[str, str]]) -> str:
    """Return the table without its times, which are one machine's."""
    headings = [heading for heading in rows[0] if heading != "seconds"]
    lines = [headings, ["---"] * len(headings), *([row[heading] for heading in headings] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def main() -> int:
    """Print the Markdown of the last run."""
    if not LAST_RUN.exists():
        print("There is no run yet: .venv/bin/pytest e2e/test_matrix.py", file=sys.stderr)
        return 1
    print(to_markdown(json.loads(LAST_RUN.read_text("utf-8"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
