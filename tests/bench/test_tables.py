"""Means of measurements, and how they are shown."""

import pytest

from bench.quality.tables import chosen, digits, mean, table

ROWS = [
    {"method": "old", "jpeg": None, "error": 4.0},
    {"method": "new", "jpeg": None, "error": 1.0},
    {"method": "old", "jpeg": 75, "error": 6.0},
    {"method": "new", "jpeg": 75, "error": 0.0},
]


def test_rows_are_chosen_and_averaged() -> None:
    assert [row["error"] for row in chosen(ROWS, jpeg=None)] == [4, 1]
    assert mean(ROWS, "error") == 2.75


def test_a_table_has_a_line_for_each_method_in_order() -> None:
    assert table(ROWS, {"error": "mean error"}).splitlines() == [
        "| method | mean error |",
        "| ------ | ---------: |",
        "| old    |       5.00 |",
        "| new    |       0.50 |",
    ]


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (0.0123, "0.012"), (1.234, "1.23"), (12.34, "12.3"), (1234.5, "1234")]
)
def test_three_digits(value: float, shown: str) -> None:
    assert digits(value) == shown
