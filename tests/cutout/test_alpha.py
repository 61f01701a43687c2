"""Alpha at the photo's size, without the photo's help: range, flat regions, alignment, odd sizes."""

import numpy as np
import pytest

from cutout.edges.upsampling import upsample_alpha
from cutout.matte.alpha import enlarge_alpha


def photo(height, width):
    return np.zeros((height, width, 3), np.uint8)


def disc(side, radius, softness):
    centre = (side - 1) / 2
    y, x = np.mgrid[:side, :side]
    distance = np.hypot(y - centre, x - centre)
    return np.clip((radius - distance) / softness + 0.5, 0, 1).astype(np.float32)


@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("size", [(1, 1), (7, 3), (40, 90), (700, 300)])
@pytest.mark.parametrize("source", [(1, 1), (1, 5), (24, 32)])
def test_constant_stays_constant(value, size, source):
    result = enlarge_alpha(np.full(source, value, np.float32), *size)
    assert result.shape == size
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, value, atol=1e-6)
    if value in (0.0, 1.0):
        np.testing.assert_array_equal(result, np.float32(value))


def test_the_same_size_is_a_copy():
    alpha = np.random.default_rng(0).random((20, 30), np.float32)
    result = enlarge_alpha(alpha, 20, 30)
    np.testing.assert_array_equal(result, alpha)
    assert not np.shares_memory(result, alpha)


def test_no_ringing_beside_an_edge():
    """An edge between 0.1 and 0.9: plain Lanczos reaches 0.006 and 0.994 beside it."""
    alpha = np.full((32, 32), 0.1, np.float32)
    alpha[:, 16:] = 0.9
    result = enlarge_alpha(alpha, 128, 128)
    np.testing.assert_allclose(result[:, : 4 * 14], 0.1, atol=1e-6)
    np.testing.assert_allclose(result[:, 4 * 18 :], 0.9, atol=1e-6)
    assert result.min() >= 0.1 - 1e-6
    assert result.max() <= 0.9 + 1e-6
    assert (np.diff(result[64]) >= -1e-6).all()


@pytest.mark.parametrize("size", [(9, 9), (60, 200), (1000, 30), (511, 513)])
def test_range_is_kept_for_noise(size):
    alpha = (np.random.default_rng(1).random((64, 48)) > 0.5).astype(np.float32)
    result = enlarge_alpha(alpha, *size)
    assert result.shape == size
    assert result.min() >= 0
    assert result.max() <= 1


@pytest.mark.parametrize("size", [61, 256, 1037])
def test_a_centred_shape_stays_centred(size):
    result = enlarge_alpha(disc(96, 30, 6), size, size).astype(np.float64)
    y, x = np.mgrid[:size, :size]
    centre = (size - 1) / 2
    assert abs((result * y).sum() / result.sum() - centre) < 0.01
    assert abs((result * x).sum() / result.sum() - centre) < 0.01
    np.testing.assert_allclose(result, result[::-1], atol=1e-4)
    np.testing.assert_allclose(result, result[:, ::-1], atol=1e-4)


def test_enlarging_comes_closer_than_bilinear_would():
    truth = disc(512, 180, 10)
    small = truth.reshape(128, 4, 128, 4).mean(axis=(1, 3))
    result = enlarge_alpha(small, 512, 512)
    band = (truth > 0.02) & (truth < 0.98)
    assert np.abs(result - truth)[band].mean() < 0.013  # found: 0.0110; bilinear 0.0184


def test_reducing_averages_instead_of_picking():
    checks = (np.indices((400, 600)).sum(axis=0) % 2).astype(np.float32)
    result = enlarge_alpha(checks, 40, 60)
    np.testing.assert_allclose(result[2:-2, 2:-2], 0.5, atol=0.02)


def test_a_tall_result_has_no_seams_between_strips():
    ramp = np.repeat(np.linspace(0, 1, 50, dtype=np.float32)[:, np.newaxis], 4, axis=1)
    result = enlarge_alpha(ramp, 2000, 8)
    steps = np.diff(result[:, 3])
    assert steps.min() >= -1e-6
    assert steps.max() < 2 / 2000


def test_what_a_resampler_leaves_above_1_is_rounding_and_no_error():
    alpha = np.full((4, 4), 1.0000002, np.float32)
    assert upsample_alpha(alpha, photo(8, 8)).max() == 1
    assert enlarge_alpha(alpha, 4, 4).max() == 1


@pytest.mark.parametrize(
    ("alpha", "picture", "words"),
    [
        (np.zeros((4, 4)), photo(8, 8), "alpha must be .* found float64"),
        (np.zeros((4, 4, 1), np.float32), photo(8, 8), r"alpha must be .* shape \(4, 4, 1\)"),
        (np.zeros((0, 4), np.float32), photo(8, 8), "alpha must be a non-empty"),
        (np.full((4, 4), 1.5, np.float32), photo(8, 8), r"alpha must lie in \[0, 1\]; found values from 1.5 to 1.5"),
        (np.full((4, 4), np.nan, np.float32), photo(8, 8), r"alpha must lie in \[0, 1\]; found values from nan"),
        (np.zeros((4, 4), np.float32), np.zeros((8, 8), np.uint8), r"photo must .* found shape \(8, 8\)"),
        (np.zeros((4, 4), np.float32), np.zeros((8, 8, 3)), "photo must be .* uint8 or float32 array .* found float64"),
    ],
)
def test_wrong_arguments_are_named(alpha, picture, words):
    with pytest.raises(ValueError, match=words):
        upsample_alpha(alpha, picture)
