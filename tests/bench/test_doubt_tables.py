"""The tables of `bench doubt`, from rows that are known."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="`build.py bench` installs what this needs")

from bench.quality.doubt_tables import ALL, AUTOMATIC, ONE, auc, flag_lines, missed, plan_lines, share, wilson
from bench.quality.intervals import statistic_estimate
from bench.quality.tables import Row


def row(photo: str, plan: str, iou: float, reasons: tuple[str, ...] = (), cost: float = 1.0) -> Row:
    """A photo under a plan; it is the softer, the less of it is right."""
    figures = {"iou": iou, "mae": 100 * (1 - iou), "soft_area": 1 - iou, "score": 1 - iou, "cost": cost}
    names = {"photo": photo, "half": "development", "family": photo, "group": "real", "plan": plan}
    return {**names, **figures, "reasons": list(reasons)}


ROWS = [
    row("cat", ONE, 0.95),
    row("dog", ONE, 0.5, ("soft",)),
    row("fox", ONE, 0.6),
    row("hen", ONE, 0.92, ("soft",)),
    row("cat", AUTOMATIC, 0.95),
    row("dog", AUTOMATIC, 0.9, ("disagree",), 1.5),
    row("fox", AUTOMATIC, 0.6),
    row("hen", AUTOMATIC, 0.8, ("soft",), 2.0),
]


def test_the_area_is_how_often_the_worse_photo_has_the_larger_value() -> None:
    assert auc(np.array([[0.9, 1], [0.8, 1], [0.1, 0]])) == 1
    assert auc(np.array([[0.9, 0], [0.1, 1]])) == 0
    assert auc(np.array([[0.5, 0], [0.5, 1]])) == 0.5
    assert np.isnan(auc(np.array([[0.5, 1.0]])))


def test_a_statistic_is_estimated_over_whole_families() -> None:
    values = np.array([[1.0], [1.0], [5.0]])
    found = statistic_estimate(values, ["a", "a", "b"], lambda drawn: float(drawn[:, 0].mean()))
    assert found.value == pytest.approx(7 / 3)
    assert found.low == 1 and found.high == 5


@pytest.mark.parametrize(
    ("held", "count", "low", "high"), [(0, 10, 0, 0.278), (10, 10, 0.722, 1), (5, 10, 0.237, 0.763)]
)
def test_the_interval_of_a_share_is_wilsons(held: int, count: int, low: float, high: float) -> None:
    assert wilson(held, count) == pytest.approx((low, high), abs=0.001)


def test_flags_are_counted_among_failures_and_among_good_mattes() -> None:
    lines = {line[0]: line[1:] for line in flag_lines(ROWS)}
    assert lines["recall: of IoU < 0.7, flagged"][1].startswith("1 of 2 ")
    assert lines["recall: of IoU < 0.7, flagged"][2].startswith("0 of 1 ")
    assert lines["false flags: of IoU > 0.9, flagged"][1].startswith("1 of 2 ")
    assert lines["false flags: of IoU > 0.9, flagged"][2].startswith("0 of 1 ")
    assert lines["AUC, IoU < 0.7"][0].startswith("1.000")


def test_a_plan_is_held_against_one_look() -> None:
    one, automatic = plan_lines(ROWS)[1:]
    assert one[0] == ONE and one[1] == "0.742" and one[4] == "2"
    assert automatic[0] == AUTOMATIC and automatic[1] == "0.812" and automatic[4] == "1"
    assert automatic[2].startswith("0.070") and automatic[3].startswith("-7.000")
    assert automatic[5] == "1 (0)"
    assert automatic[6:] == ["1.38", "1.00"]


def test_what_nobody_is_told_of_is_named() -> None:
    assert missed(ROWS) == "failed, not flagged: fox 0.60\nflagged, good: none"
    assert share(ROWS, lambda _: False, lambda _: True) == "0 of 0"
    assert ALL not in missed(ROWS)
