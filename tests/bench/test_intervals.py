"""Intervals: of families, not of photos."""

import numpy as np
import pytest

from bench.quality.intervals import mean_estimate, ratio_estimate, ratios


def test_equal_figures_have_no_interval() -> None:
    assert mean_estimate([0.25] * 6, list("aabbcc")) == (0.25, 0.25, 0.25)


def test_the_interval_of_independent_figures_is_that_of_the_textbook() -> None:
    values = np.random.default_rng(1).normal(10, 2, 400)
    found = mean_estimate(values.tolist(), [str(i) for i in range(400)])
    half = 1.96 * values.std() / 20
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.04)
    assert found.high == pytest.approx(values.mean() + half, abs=0.04)


def test_ten_photos_of_each_subject_are_no_more_than_one() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    once = mean_estimate(values, list("abcdef"))
    often = mean_estimate(
        [value for value in values for _ in range(10)], [name for name in "abcdef" for _ in range(10)]
    )
    assert often == pytest.approx(once)


def test_ratios_are_averaged_as_factors() -> None:
    found = ratio_estimate([2.0, 0.5], [1.0, 1.0], ["a", "b"])
    assert found == pytest.approx((1.0, 0.5, 2.0))


def test_nothing_divides_by_zero() -> None:
    assert ratios([0.0, 1.0], [0.0, 0.0]).tolist() == pytest.approx([1.0, 1000.0])
