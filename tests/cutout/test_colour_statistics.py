"""Local covariances and the matte's noise, on pictures drawn from known distributions."""

import numpy as np
import pytest

from cutout.arrays.resample import block_mean
from cutout.arrays.tiles import Window
from cutout.edges.colour_statistics import CELL, ColourStatistics, colour_statistics, interpolate
from cutout.edges.matte_noise import TYPICAL_MATTE_NOISE, estimate_matte_noise
from cutout.edges.symmetric import PAIRS

COVARIANCE = np.array([[0.01, 0.006, 0.002], [0.006, 0.008, 0.003], [0.002, 0.003, 0.004]])


def known_colours(side):
    r = np.random.default_rng(6)
    colours = r.multivariate_normal([0.5, 0.5, 0.5], COVARIANCE, (side, side))
    return np.ascontiguousarray(np.moveaxis(colours, -1, 0), np.float32)


def test_the_covariance_of_the_clear_foreground_is_found():
    photo = known_colours(8 * CELL)
    alpha = np.ones(photo.shape[1:], np.float32)
    alpha[:, 6 * CELL :] = 0
    found = colour_statistics(photo, alpha).foreground
    assert found.shape == (6, 8, 8)
    for plane, (i, j) in zip(found, PAIRS, strict=True):
        assert plane[:, :6].mean() == pytest.approx(COVARIANCE[i, j] + (i == j) * 1e-4, abs=3e-4)


def test_cells_without_evidence_take_their_neighbours():
    photo = known_colours(8 * CELL)
    alpha = np.ones(photo.shape[1:], np.float32)
    alpha[:, 4 * CELL :] = 0.5
    found = colour_statistics(photo, alpha).foreground
    np.testing.assert_allclose(found[0, :, 7], COVARIANCE[0, 0], rtol=0.3)


def test_without_any_background_only_the_floor_is_left():
    photo = known_colours(2 * CELL)
    found = colour_statistics(photo, np.ones(photo.shape[1:], np.float32)).background
    np.testing.assert_allclose(found[:3], 1e-4, rtol=1e-5)
    np.testing.assert_array_equal(found[3:], 0)


@pytest.mark.parametrize("cell", [0.5, 1.0, 8.0, 128.0])
def test_interpolated_windows_are_parts_of_the_whole(cell):
    cells = np.random.default_rng(7).random((6, 5, 4), np.float32)
    height, width = int(5 * cell), int(4 * cell)
    whole = interpolate(cells, cell, Window(0, height, 0, width))
    window = Window(height // 3, height, width // 4, width // 4 + 1)
    np.testing.assert_allclose(interpolate(cells, cell, window), whole[:, *window.slices], atol=1e-6)
    assert whole.min() >= cells.min() - 1e-6 and whole.max() <= cells.max() + 1e-6


def noise_for(alpha_error):
    """Flat red before flat blue, soft edge; alpha given with an error of this size."""
    side = 4 * CELL
    r = np.random.default_rng(8)
    alpha = np.tile(np.linspace(-0.5, 1.5, side), (side, 1)).clip(0, 1)
    inside, outside = np.array([[[0.8]], [[0.2]], [[0.2]]]), np.array([[[0.1]], [[0.3]], [[0.9]]])
    photo = (alpha * inside + (1 - alpha) * outside).astype(np.float32)
    given = alpha + alpha_error * np.sqrt(4 * alpha * (1 - alpha)) * r.normal(size=alpha.shape)
    given = given.clip(0, 1).astype(np.float32)
    half = (3, side // 2, side // 2)
    flat = np.zeros((6, 4, 4), np.float32)
    flat[:3] = 1e-4
    priors = [np.broadcast_to(colour, half).astype(np.float32) for colour in (inside, outside)]
    return estimate_matte_noise(photo, given, *priors, ColourStatistics(flat, flat))


def test_an_exact_matte_is_recognised():
    assert noise_for(0.0) == pytest.approx(0.003)


def test_the_noise_grows_with_the_error():
    small, large = noise_for(0.05), noise_for(0.12)
    assert small == pytest.approx(6 * 0.05**2, rel=0.2)  # _GAIN times the variance
    assert large == pytest.approx(6 * 0.12**2, rel=0.2)


def test_too_few_pixels_give_the_typical_value():
    photo = known_colours(8)
    alpha = np.zeros((8, 8), np.float32)
    alpha[4] = 0.5
    statistics = colour_statistics(photo, alpha)
    priors = block_mean(photo, 2)
    assert estimate_matte_noise(photo, alpha, priors, priors, statistics) == TYPICAL_MATTE_NOISE
