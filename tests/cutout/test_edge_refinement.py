"""Alpha moved by the photo's colours, against the alpha the photo was composited with."""

import numpy as np
import pytest

from cutout.alpha import upsample_alpha
from cutout.edge_refinement import refine_alpha
from cutout.quantise import quantise


def scene():
    """A subject with a wavy outline; alpha as a network at a twelfth of the resolution would give it."""
    height, width = 240, 360
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot(y - 120, x - 180) - 70 - 8 * np.sin(np.arctan2(y - 120, x - 180) * 14)
    alpha = np.clip(0.5 - distance / 6, 0, 1)
    inside = np.stack([0.7 + 0.1 * np.sin(x / 40), 0.5 + 0 * x, 0.35 + 0.05 * np.sin(y / 30)], axis=-1)
    outside = np.stack([0.2 + 0 * x, 0.5 + 0.1 * np.sin(y / 50), 0.6 + 0.1 * np.sin(x / 60)], axis=-1)
    a = alpha[..., np.newaxis]
    photo = quantise((a * inside + (1 - a) * outside).astype(np.float32))
    small = alpha.reshape(height // 12, 12, width // 12, 12).mean(axis=(1, 3))
    return photo, alpha, upsample_alpha(small.astype(np.float32), photo)


def test_a_coarse_matte_comes_closer_to_the_true_one():
    photo, alpha, coarse = scene()
    before, after = (np.abs(guess - alpha).mean() for guess in (coarse, refine_alpha(coarse, photo)))
    assert after < 0.5 * before  # found: 0.14


def test_flat_regions_stay_untouched_and_the_argument_is_not_modified():
    photo, _, coarse = scene()
    kept = coarse.copy()
    refined = refine_alpha(coarse, photo)
    flat = (coarse == 0) | (coarse == 1)
    assert 0 < flat.sum() < flat.size
    np.testing.assert_array_equal(refined[flat], coarse[flat])
    np.testing.assert_array_equal(coarse, kept)
    assert refined.min() >= 0 and refined.max() <= 1 and refined.dtype == np.float32


def test_where_the_colours_say_nothing_nothing_moves_far():
    _, _, coarse = scene()
    grey = np.full((*coarse.shape, 3), 128, np.uint8)
    assert np.abs(refine_alpha(coarse, grey) - coarse).max() < 1e-3


def test_uint8_and_float_photos_agree():
    photo, _, coarse = scene()
    np.testing.assert_allclose(
        refine_alpha(coarse, photo), refine_alpha(coarse, photo.astype(np.float32) / 255), atol=1e-5
    )


def test_wrong_arguments_are_named():
    photo, _, coarse = scene()
    with pytest.raises(ValueError, match=r"photo must be a non-empty uint8 or float32 array .* found float64"):
        refine_alpha(coarse, photo / 255)
    with pytest.raises(ValueError, match=r"alpha must be .* as photo has; found"):
        refine_alpha(coarse[:5], photo)
