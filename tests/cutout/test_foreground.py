"""Edge decontamination against composites whose true foreground is known.

Bounds are regression bounds: the value found when they were set stands beside each.
"""

import numpy as np
import pytest

from cutout.edges import band as edge_band
from cutout.edges import coarse_to_fine, working_copy
from cutout.edges.foreground import estimate_foreground
from tests.cutout.edge_drawing import as_float, composite, soft_disc

BOTH = pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 3), (33, 65), (130, 257)])


def error(found, true, alpha):
    """Mean absolute error over the band, in 0..255."""
    band = (alpha > 0.02) & (alpha < 0.98)
    return 255 * np.abs(found - true)[band].mean()


def test_the_true_foreground_is_nearly_recovered():
    photo, alpha, true = composite(300, 400)
    untouched = error(as_float(photo), true, alpha)
    found = error(estimate_foreground(as_float(photo), alpha), true, alpha)
    assert untouched > 35  # found: 40.2
    assert found < 5  # found: 4.1


def test_a_wrong_matte_still_helps():
    """Alpha blurred and steepened, as networks give it."""
    photo, alpha, true = composite(300, 400)
    blurred = alpha
    for _ in range(2):
        rows = np.pad(blurred, ((4, 4), (0, 0)), "edge")
        blurred = np.mean([rows[k : k + 300] for k in range(9)], axis=0)
        columns = np.pad(blurred, ((0, 0), (4, 4)), "edge")
        blurred = np.mean([columns[:, k : k + 400] for k in range(9)], axis=0)
    guess = np.clip((blurred - 0.5) * 1.15 + 0.5, 0, 1).astype(np.float32)
    untouched = error(as_float(photo), true, guess)
    assert error(estimate_foreground(as_float(photo), guess), true, guess) < 0.2 * untouched  # found: 0.11


@pytest.mark.parametrize(
    ("inside", "outside"),
    [((0.8, 0.2, 0.1), (0.1, 0.3, 0.9)), ((0.5, 0.5, 0.5), (0.0, 1.0, 0.0)), ((0.9, 0.9, 0.9), (0.2, 0.2, 0.2))],
)
def test_flat_colours_are_recovered(inside, outside):
    alpha = soft_disc(200, 200)
    a = alpha[..., np.newaxis]
    photo = (a * np.float32(inside) + (1 - a) * np.float32(outside)).astype(np.float32)
    found = estimate_foreground(photo, alpha)
    band = (alpha > 0.02) & (alpha < 1)
    assert np.abs(found - np.float32(inside))[band].max() < 0.5 / 255  # found: 0.18 / 255


def test_opaque_and_clear_pixels_keep_their_colour_bit_for_bit():
    photo, alpha, _ = composite(120, 160)
    image = as_float(photo)
    found = estimate_foreground(image, alpha)
    outside_band = (alpha == 0) | (alpha == 1)
    assert 0 < outside_band.sum() < alpha.size
    np.testing.assert_array_equal(found[outside_band], image[outside_band])
    assert (found[~outside_band] != image[~outside_band]).any(axis=-1).mean() > 0.9


def test_arguments_are_not_modified():
    photo, alpha, _ = composite(60, 80)
    image = as_float(photo)
    image_before, alpha_before = image.copy(), alpha.copy()
    estimate_foreground(image, alpha)
    np.testing.assert_array_equal(image, image_before)
    np.testing.assert_array_equal(alpha, alpha_before)


def test_tiles_leave_no_seams(monkeypatch):
    photo, alpha, _ = composite(200, 300)
    image = as_float(photo)
    expected = estimate_foreground(image, alpha)
    monkeypatch.setattr(edge_band, "TILE", 40)
    monkeypatch.setattr(coarse_to_fine, "_TILE", 23)
    found = estimate_foreground(image, alpha)
    assert np.abs(found - expected).max() < 1e-5  # found: 1.2e-7


@pytest.mark.parametrize("longest_side", [60, 100])
def test_a_coarser_working_resolution_costs_little(monkeypatch, longest_side):
    """As for a photo of many megapixels: a fifth, or a third, of the resolution."""
    photo, alpha, true = composite(200, 300)
    monkeypatch.setattr(working_copy, "_LONGEST_SIDE", longest_side)
    untouched = error(as_float(photo), true, alpha)
    assert error(estimate_foreground(as_float(photo), alpha), true, alpha) < 0.17 * untouched  # found: 0.13 and 0.14


@BOTH
@pytest.mark.parametrize("kind", ["clear", "opaque", "half", "noise", "binary"])
def test_degenerate_sizes_and_mattes(size, kind):
    r = np.random.default_rng(5)
    image = r.random((*size, 3), np.float32)
    alpha = {
        "clear": np.zeros(size, np.float32),
        "opaque": np.ones(size, np.float32),
        "half": np.full(size, 0.5, np.float32),
        "noise": r.random(size, np.float32),
        "binary": (r.random(size) > 0.5).astype(np.float32),
    }[kind]
    found = estimate_foreground(image, alpha)
    assert found.shape == image.shape
    assert found.dtype == np.float32
    assert found.min() >= 0 and found.max() <= 1
    if kind in ("clear", "opaque", "binary"):
        np.testing.assert_array_equal(found, image)


PHOTO = np.zeros((4, 6, 3), np.float32)
ALPHA = np.zeros((4, 6), np.float32)


@pytest.mark.parametrize(
    ("image", "alpha", "words"),
    [
        (PHOTO.astype(np.float64), ALPHA, "image must be a non-empty float32 array .* found float64"),
        (np.zeros((4, 6, 4), np.float32), ALPHA, r"image must be .* found float32 of shape \(4, 6, 4\)"),
        (np.zeros((0, 6, 3), np.float32), ALPHA[:0], "image must be a non-empty"),
        (PHOTO, ALPHA.T, r"alpha must be .* shape \(4, 6\), as image has; found float32 of shape \(6, 4\)"),
        (PHOTO, (ALPHA * 255).astype(np.uint8), "alpha must be a float32 array .* found uint8"),
        (PHOTO + 2, ALPHA, r"image must lie in \[0, 1\]; found values from 2.0 to 2.0"),
        (PHOTO, ALPHA - 1, r"alpha must lie in \[0, 1\]; found values from -1.0 to -1.0"),
        (PHOTO, ALPHA * np.float32(np.nan), r"alpha must lie in \[0, 1\]; found values from nan to nan"),
    ],
)
def test_wrong_arguments_are_named(image, alpha, words):
    with pytest.raises(ValueError, match=words):
        estimate_foreground(image, alpha)
