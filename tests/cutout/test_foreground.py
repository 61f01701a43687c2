"""Edge decontamination against composites whose true foreground is known.

Bounds are regression bounds: the value found when they were set stands beside each.
"""

import tracemalloc

import numpy as np
import pytest

from cutout import coarse_to_fine, edge_band
from cutout.foreground import clean_edges_inplace, estimate_foreground
from cutout.quantise import quantise

BOTH = pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 3), (33, 65), (130, 257)])


def soft_disc(height, width, softness=24):
    y, x = np.mgrid[:height, :width]
    distance = np.hypot((y - height / 2) / height, (x - width / 2) / width) * min(height, width)
    # Waves on the outline, so that the band is not one smooth ring.
    waves = 6 * np.sin(np.arctan2(y - height / 2, x - width / 2) * 9)
    return np.clip((0.3 * min(height, width) - distance + waves) / softness + 0.5, 0, 1).astype(np.float32)


def smooth_colours(height, width, seed, low, high):
    """Slow waves of colour between two colours."""
    r = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / 60
    wave = 0.5 + 0.5 * np.sin(r.uniform(0.5, 1.5) * y + r.uniform(0.5, 1.5) * x + r.uniform(0, 6))
    texture = r.normal(0, 0.02, (height, width, 1))
    return np.clip(np.array(low) + wave[..., np.newaxis] * (np.array(high) - low) + texture, 0, 1).astype(np.float32)


def composite(height, width, seed=0):
    """A sandy subject before green leaves: photo, alpha, true foreground; the photo in steps of 1 / 255."""
    alpha = soft_disc(height, width)
    true = smooth_colours(height, width, seed, (0.45, 0.3, 0.2), (0.85, 0.7, 0.5))
    behind = smooth_colours(height, width, seed + 1, (0.1, 0.4, 0.1), (0.3, 0.8, 0.2))
    a = alpha[..., np.newaxis]
    photo = quantise(a * true + (1 - a) * behind)
    return photo, alpha, true


def as_float(photo):
    return photo.astype(np.float32) / 255


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
    clean_edges_inplace(photo, alpha)
    np.testing.assert_array_equal(alpha, alpha_before)


def test_the_variant_in_place_agrees():
    photo, alpha, _ = composite(300, 400)
    expected = estimate_foreground(as_float(photo), alpha)
    clean_edges_inplace(photo, alpha)
    exported = quantise(alpha)
    band = (exported > 0) & (exported < 255)
    assert np.abs(as_float(photo) - expected)[band].max() < 1.01 / 510  # half a step: rounding, and nothing else


def test_in_place_only_pixels_translucent_in_8_bit_change():
    photo, alpha, _ = composite(120, 160)
    alpha[40:60, 60:80] = 0.9999  # rounds to 255
    alpha[:10, :10] = 0.0001  # rounds to 0
    before = photo.copy()
    clean_edges_inplace(photo, alpha)
    exported = quantise(alpha)
    kept = (exported == 0) | (exported == 255)
    assert kept[40:60, 60:80].all() and kept[:10, :10].all()
    np.testing.assert_array_equal(photo[kept], before[kept])
    assert (photo[~kept] != before[~kept]).any(axis=-1).mean() > 0.8


def test_a_view_of_an_rgba_picture_can_be_cleaned():
    photo, alpha, _ = composite(90, 70)
    rgba = np.dstack([photo, quantise(alpha)])
    clean_edges_inplace(rgba[..., :3], alpha)
    clean_edges_inplace(photo, alpha)
    np.testing.assert_array_equal(rgba[..., :3], photo)
    np.testing.assert_array_equal(rgba[..., 3], quantise(alpha))


def test_tiles_leave_no_seams(monkeypatch):
    photo, alpha, _ = composite(200, 300)
    image = as_float(photo)
    expected = estimate_foreground(image, alpha)
    monkeypatch.setattr(edge_band, "_TILE", 37)
    monkeypatch.setattr(coarse_to_fine, "_TILE", 23)
    found = estimate_foreground(image, alpha)
    assert np.abs(found - expected).max() < 1e-5  # found: 1.2e-7


@pytest.mark.parametrize("longest_side", [60, 100])
def test_a_coarser_working_resolution_costs_little(monkeypatch, longest_side):
    """As for a photo of many megapixels: a fifth, or a third, of the resolution."""
    photo, alpha, true = composite(200, 300)
    monkeypatch.setattr(edge_band, "_LONGEST_WORKING_SIDE", longest_side)
    untouched = error(as_float(photo), true, alpha)
    assert error(estimate_foreground(as_float(photo), alpha), true, alpha) < 0.17 * untouched  # found: 0.13 and 0.14


def test_memory_does_not_grow_with_the_photo(monkeypatch):
    """Peak of what numpy holds, beyond the arguments: far below a float copy of the photo (here 12 MB)."""
    photo, alpha, _ = composite(1000, 1000)
    monkeypatch.setattr(edge_band, "_LONGEST_WORKING_SIDE", 300)
    tracemalloc.start()
    try:
        clean_edges_inplace(photo, alpha)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8e6  # found: 5.9e6


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
    photo = quantise(image)
    before = photo.copy()
    clean_edges_inplace(photo, alpha)
    if kind in ("clear", "opaque", "binary"):
        np.testing.assert_array_equal(found, image)
        np.testing.assert_array_equal(photo, before)


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


def test_wrong_arguments_are_named_in_place():
    with pytest.raises(ValueError, match=r"rgb must be a non-empty uint8 array .* found float32"):
        clean_edges_inplace(PHOTO, ALPHA)
    with pytest.raises(ValueError, match="as rgb has; found"):
        clean_edges_inplace(PHOTO.astype(np.uint8), ALPHA[:2])
