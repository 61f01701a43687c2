"""Errors of an estimated alpha where they are known by hand, and the drawn alpha."""

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("scipy", reason="`build.py bench` installs what this needs")

from bench.quality.drawn_alpha import drawn_small_alpha, enlarged, exact_small_alpha
from bench.quality.metrics_alpha import alpha_errors, connectivity_error, gradient_error

EVERYWHERE = np.ones((40, 40), np.bool_)


def ramp(side: int = 40) -> NDArray[np.float32]:
    return np.tile(np.linspace(0, 1, side, dtype=np.float32), (side, 1))


def test_the_truth_has_no_error() -> None:
    assert alpha_errors(ramp(), ramp(), EVERYWHERE) == (0, 0, 0, 0, 0)


def test_absolute_and_squared_errors() -> None:
    band = EVERYWHERE.copy()
    band[:20] = False
    truth = np.full((40, 40), 0.5, np.float32)
    estimate = truth.copy()
    estimate[20:] += 0.1
    estimate[:20] = 0
    errors = alpha_errors(estimate, truth, band)
    assert errors[:3] == pytest.approx((25.5, 10, 0.08), rel=1e-5)


def test_the_gradient_of_a_ramp_is_its_slope() -> None:
    inside = np.zeros((40, 40), np.bool_)
    inside[10:30, 10:30] = True
    flat = np.full((40, 40), 0.5, np.float32)
    assert gradient_error(ramp(), flat, inside) == pytest.approx(400 / 39**2, rel=1e-3)
    assert gradient_error(ramp().T.copy(), ramp(), inside) == pytest.approx(0, abs=1e-6)  # magnitudes, not directions


def test_a_part_cut_off_from_the_subject_is_a_connectivity_error() -> None:
    truth = np.zeros((40, 40), np.float32)
    truth[:20] = 1
    attached, detached = truth.copy(), truth.copy()
    attached[20:24] = 1
    detached[30:34] = 1
    # Both are wrong by the same 160 pixels; the truth calls neither connected.
    assert connectivity_error(attached, truth, EVERYWHERE) == pytest.approx(160)
    assert connectivity_error(detached, truth, EVERYWHERE) == pytest.approx(160)
    bridged = truth.copy()
    bridged[20:30, :] = 0.5
    bridged[30:34] = 1
    # With a half-transparent bridge in both, the far part hangs on at 0.5: what is beyond that counts.
    cut = bridged.copy()
    cut[25] = 0
    assert connectivity_error(bridged, bridged, EVERYWHERE) == 0
    assert connectivity_error(cut, bridged, EVERYWHERE) == pytest.approx(40 * 0.5, rel=1e-6)


def test_small_deviations_do_not_count_as_disconnected() -> None:
    truth = np.ones((40, 40), np.float32)
    assert connectivity_error(truth - np.float32(0.1), truth, EVERYWHERE) == 0
    assert connectivity_error(truth - np.float32(0.2), truth, EVERYWHERE) == pytest.approx(1600 * 0.2, rel=1e-6)


def test_a_drawn_alpha_is_small_wrong_and_the_same_every_time() -> None:
    truth = np.zeros((240, 240), np.float32)
    truth[:, 120:] = 1
    small = drawn_small_alpha(truth, seed=1)
    assert small.shape == exact_small_alpha(truth).shape == (102, 102)
    assert np.array_equal(small, drawn_small_alpha(truth, seed=1))
    assert not np.array_equal(small, drawn_small_alpha(truth, seed=2))
    assert np.array_equal(np.unique(np.rint(small * 255) / np.float32(255)), np.unique(small))
    assert set(np.unique(small[:, :40])) == {0}
    assert set(np.unique(small[:, -40:])) == {1}
    assert np.abs(small - exact_small_alpha(truth)).max() > 0.05
    assert np.abs(enlarged(small, 240, 240) - truth).mean() < 0.02
