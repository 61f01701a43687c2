"""The figures of two models beside each other, on alphas that are known."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="`build.py bench` installs what this needs")

from bench.quality.model_pairs import figures, found_by, summary

TRUTH = np.zeros((4, 10), np.float32)
TRUTH[:, 5:] = 1
TRUTH[:, 4] = 0.5


def test_a_perfect_alpha_has_no_error() -> None:
    assert figures(TRUTH, TRUTH) == {"mae": 0.0, "edge": 0.0, "iou": 1.0}


def test_the_error_over_the_photo_and_over_the_edge_are_told_apart() -> None:
    wrong = TRUTH.copy()
    wrong[:, 0] = 1
    wrong[:, 4] = 0.25
    found = figures(wrong, TRUTH)
    assert found["mae"] == pytest.approx(255 * (1 + 0.25) / 10)
    assert found["edge"] == pytest.approx(255 * 0.25)
    assert found["iou"] == pytest.approx(5 / 7)


def test_a_photo_without_a_subject_is_no_division_by_zero() -> None:
    nothing = np.zeros((2, 2), np.float32)
    assert figures(nothing, nothing) == {"mae": 0.0, "edge": 0.0, "iou": 1.0}


def test_the_summary_counts_on_which_photos_the_second_is_better() -> None:
    rows = [
        {"photo": photo, "model": model, "mae": mae, "iou": iou, "edge": 1.0}
        for photo, model, mae, iou in [
            ("cat", "a", 2.0, 0.9),
            ("cat", "b", 4.0, 0.8),
            ("dog", "a", 40.0, 0.5),
            ("dog", "b", 30.0, 0.6),
        ]
    ]
    text = summary(rows, "a", "b")
    assert "2 photos" in text
    assert "MAE: b is better on 1 of 2; it loses most on cat, 2.00 -> 4.00" in text
    assert "IoU: b is better on 1 of 2; it loses most on cat, 0.90 -> 0.80" in text
    assert found_by(rows, "a") == {"cat"}
