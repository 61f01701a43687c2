"""The table of the browser matrix: the worst result of a proof stands in it, and a cell that did not run says why."""

from typing import Any, Literal

import pytest

from e2e.matrix import CELLS, PROOFS
from e2e.matrix_report import CELL, MatrixReport, to_markdown

VALID, ZIP = "test_webp_and_avif_are_valid", "test_the_zip_is_named_after_the_photos"
FIRST, SECOND = CELLS[0], CELLS[1]


def told(cell: str, proof: str, outcome: Literal["passed", "failed", "skipped"], **more: Any) -> pytest.TestReport:
    longrepr = ("file", 1, "Skipped: not installed: firefox") if outcome == "skipped" else None
    return pytest.TestReport(
        proof,
        ("file", 1, proof),
        {},
        outcome,
        longrepr,
        "call",
        duration=2,
        user_properties=[(CELL, (cell, proof))],
        **more,
    )


@pytest.fixture
def report() -> MatrixReport:
    return MatrixReport()


@pytest.mark.parametrize("order", [("failed", "passed"), ("passed", "failed")])
def test_the_worst_result_counts(report: MatrixReport, order: tuple[Any, Any]) -> None:
    for outcome in order:
        report.pytest_runtest_logreport(told(FIRST.id, VALID, outcome))
    report.pytest_runtest_logreport(told(FIRST.id, ZIP, "passed"))
    (row,) = report.rows()
    assert (row[PROOFS[VALID]], row[PROOFS[ZIP]], row["seconds"]) == ("FAILED", "yes", "6")


def test_what_did_not_run_and_what_is_known_to_fail(report: MatrixReport) -> None:
    report.note_version(FIRST, "1.2")
    report.pytest_runtest_logreport(told(FIRST.id, VALID, "skipped", wasxfail="no AVIF"))
    report.pytest_runtest_logreport(told(SECOND.id, VALID, "skipped"))
    first, second = report.rows()
    assert (first["browser"], first[PROOFS[VALID]]) == ("Chromium 1.2", "gap")
    assert (second["browser"], second[PROOFS[VALID]]) == ("-", "not run")
    assert second[PROOFS[ZIP]] == "", "never asked"


def test_other_tests_are_not_in_the_table(report: MatrixReport) -> None:
    report.pytest_runtest_logreport(pytest.TestReport("x", ("x", 1, "x"), {}, "passed", None, "call"))
    assert report.rows() == []


def test_the_markdown_leaves_times_out(report: MatrixReport) -> None:
    report.pytest_runtest_logreport(told(FIRST.id, VALID, "passed"))
    heading, rule, row = to_markdown(report.rows()).split("\n")
    assert heading.startswith("| cell | browser | ")
    assert "seconds" not in heading
    assert heading.count("|") == rule.count("|") == row.count("|")
    assert "| yes |" in row
