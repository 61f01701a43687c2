"""The figures of whole subjects, beside the numbers of PySODMetrics 1.3.1 on the same drawn maps."""

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("scipy", reason="`build.py bench` installs what this needs")

from bench.quality.object_figures import s_measure, weighted_f


def disc_beside_its_truth() -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    y, x = np.mgrid[:48, :64]
    soft = np.clip((17 - np.hypot(y - 23, x - 33)) / 8 + 0.5, 0, 1)
    return (np.rint(soft * 255) / 255).astype(np.float32), np.hypot(y - 20, x - 36) < 14


def stripes_over_a_corner() -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    y, x = np.mgrid[:40, :50]
    levels = np.where(x < 35, x * 7 % 256, 0)
    levels[0, 0] = 255
    return (levels / 255).astype(np.float32), (y > 25) & (x < 20)


def test_both_agree_with_pysodmetrics() -> None:
    alpha, subject = disc_beside_its_truth()
    assert s_measure(alpha, subject) == pytest.approx(0.7858137091927513, abs=1e-6)
    assert weighted_f(alpha, subject) == pytest.approx(0.6832883477593379, abs=1e-6)
    alpha, subject = stripes_over_a_corner()
    assert s_measure(alpha, subject) == pytest.approx(0.3552295085761071, abs=1e-6)
    assert weighted_f(alpha, subject) == pytest.approx(0.13689643279275934, abs=1e-6)


def test_the_truth_is_perfect_and_its_opposite_is_nothing() -> None:
    _, subject = disc_beside_its_truth()
    perfect = subject.astype(np.float32)
    assert s_measure(perfect, subject) == pytest.approx(1)
    assert weighted_f(perfect, subject) == pytest.approx(1)
    assert s_measure(1 - perfect, subject) == pytest.approx(0, abs=1e-6)
    assert weighted_f(1 - perfect, subject) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("everything", "value", "expected"), [(False, 0.25, 0.75), (True, 0.25, 0.25)])
def test_without_a_subject_or_a_background_the_s_measure_is_the_mean(
    everything: bool, value: float, expected: float
) -> None:
    subject = np.full((8, 8), everything)
    assert s_measure(np.full((8, 8), value, np.float32), subject) == pytest.approx(expected)


def test_without_a_subject_there_is_nothing_to_weigh() -> None:
    assert weighted_f(np.ones((8, 8), np.float32), np.zeros((8, 8), np.bool_)) == 0
