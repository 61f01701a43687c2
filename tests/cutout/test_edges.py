"""The pipeline's pass over the edge: alpha and colours together, in place, against composites whose truth is known.

Bounds are regression bounds: the value found when they were set stands beside each.
"""

import tracemalloc

import numpy as np
import pytest

from cutout.colour.quantise import quantise
from cutout.edges import finish_edges_inplace, working_copy
from cutout.edges.band import is_translucent_in_8_bit
from cutout.edges.foreground import estimate_foreground
from cutout.edges.upsampling import upsample_alpha
from cutout.matte.alpha import enlarge_alpha
from tests.cutout.edge_drawing import as_float, composite


def coarse(alpha, factor=10):
    """Alpha as a network at a tenth of the resolution would give it."""
    height, width = alpha.shape
    return alpha.reshape(height // factor, factor, width // factor, factor).mean(axis=(1, 3))


def scene():
    photo, alpha, true = composite(300, 400, softness=6)
    return photo, alpha, true, enlarge_alpha(coarse(alpha), 300, 400)


def finished(photo, alpha, **choices):
    """Of a matte that is crisp: what is done to hair has tests of its own, in `test_strands`."""
    photo, alpha = photo.copy(), alpha.copy()
    finish_edges_inplace(photo, alpha, matte=np.round(alpha), **choices)
    return photo, alpha


def translucent(alpha):
    exported = quantise(alpha)
    return (exported > 0) & (exported < 255)


def test_a_coarse_alpha_comes_closer_to_the_true_one():
    photo, alpha, _, enlarged = scene()
    before, after = (np.abs(guess - alpha).mean() for guess in (enlarged, finished(photo, enlarged)[1]))
    assert after < 0.35 * before  # found: 0.25


def test_new_composites_come_closer_to_the_true_ones():
    """Over white: nothing done, colours alone, both. The error of alpha itself is counted."""
    photo, alpha, true, enlarged = scene()

    def error(rgb, opacity):
        a, b = alpha[..., np.newaxis], opacity[..., np.newaxis]
        return 255 * np.abs(a * true + (1 - a) - (b * as_float(rgb) + (1 - b)))[translucent(alpha)].mean()

    nothing = error(photo, enlarged)
    clean = error(*finished(photo, enlarged, edges="plain"))
    both = error(*finished(photo, enlarged))
    assert clean < 0.7 * nothing  # found: 0.65
    assert both < 0.2 * nothing  # found: 0.14


def test_each_step_is_taken_only_when_asked():
    photo, _, _, enlarged = scene()
    rgb, alpha = finished(photo, enlarged, clean=False)
    np.testing.assert_array_equal(rgb, photo)
    assert (alpha != enlarged).any()
    rgb, alpha = finished(photo, enlarged, edges="plain")
    assert (rgb != photo).any()
    np.testing.assert_array_equal(alpha, enlarged)
    rgb, alpha = finished(photo, enlarged, edges="plain", clean=False)
    np.testing.assert_array_equal(rgb, photo)
    np.testing.assert_array_equal(alpha, enlarged)


def test_it_agrees_with_the_two_public_functions():
    photo, alpha, _, enlarged = scene()
    np.testing.assert_allclose(finished(photo, enlarged)[1], upsample_alpha(coarse(alpha), photo), atol=1e-5)
    rgb, _ = finished(photo, alpha, edges="plain")
    difference = np.abs(as_float(rgb) - estimate_foreground(as_float(photo), alpha))
    assert difference[translucent(alpha)].max() < 1.01 / 510  # half a step: rounding, and nothing else


def test_uint8_and_float_photos_agree():
    photo, alpha, _, _ = scene()
    np.testing.assert_allclose(
        upsample_alpha(coarse(alpha), photo), upsample_alpha(coarse(alpha), as_float(photo)), atol=1e-5
    )


def test_flat_regions_keep_alpha_and_colour_bit_for_bit():
    photo, _, _, enlarged = scene()
    rgb, alpha = finished(photo, enlarged)
    flat = ~translucent(enlarged)
    assert 0.5 < flat.mean() < 1
    np.testing.assert_array_equal(rgb[flat], photo[flat])
    np.testing.assert_array_equal(alpha[flat], enlarged[flat])
    plain = (enlarged == 0) | (enlarged == 1)
    np.testing.assert_array_equal(upsample_alpha(coarse(scene()[1]), photo)[plain], enlarged[plain])


def test_what_is_opaque_in_8_bit_in_the_end_has_the_photos_colour():
    photo, alpha, _, enlarged = scene()
    enlarged[:40, :40] = 0.9999  # rounds to 255
    rgb, alpha = finished(photo, enlarged)
    opaque = quantise(alpha) == 255
    assert (opaque & translucent(enlarged)).any() and opaque[:40, :40].all()
    np.testing.assert_array_equal(rgb[opaque], photo[opaque])


def test_settled_pixels_are_left_alone():
    photo, _, _, enlarged = scene()
    settled = np.zeros(enlarged.shape, bool)
    settled[:, :200] = True
    rgb, alpha = finished(photo, enlarged, settled=settled)
    np.testing.assert_array_equal(rgb[settled], photo[settled])
    np.testing.assert_array_equal(alpha[settled], enlarged[settled])
    assert (rgb[~settled] != photo[~settled]).any() and (alpha[~settled] != enlarged[~settled]).any()


def test_translucent_in_8_bit_is_what_the_export_rounds_to():
    """At every border between two levels, and at the floats beside it: half to even, as the quantiser rounds."""
    borders = (np.arange(511, dtype=np.float32) / 2) / np.float32(255)
    beside = [np.nextafter(borders, np.float32(way)) for way in (-1, 2)]
    values = np.clip(np.concatenate([borders, *beside]), 0, 1).astype(np.float32)
    np.testing.assert_array_equal(is_translucent_in_8_bit(values), translucent(values))


def test_where_the_colours_say_nothing_alpha_hardly_moves():
    _, _, _, enlarged = scene()
    grey = np.full((*enlarged.shape, 3), 128, np.uint8)
    assert np.abs(finished(grey, enlarged)[1] - enlarged).max() < 1e-3


def test_a_view_of_an_rgba_picture_can_be_finished():
    photo, _, _, enlarged = scene()
    rgba = np.dstack([photo, quantise(enlarged)])
    finish_edges_inplace(rgba[..., :3], enlarged.copy(), matte=np.round(enlarged))
    np.testing.assert_array_equal(rgba[..., :3], finished(photo, enlarged)[0])
    np.testing.assert_array_equal(rgba[..., 3], quantise(enlarged))


def test_memory_does_not_grow_with_the_photo(monkeypatch):
    """Peak of what numpy holds, beyond the arguments: far below a float copy of the photo (here 12 MB)."""
    photo, alpha, _ = composite(1000, 1000)
    monkeypatch.setattr(working_copy, "_LONGEST_SIDE", 300)
    tracemalloc.start()
    try:
        finish_edges_inplace(photo, alpha, matte=np.round(alpha[::10, ::10]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8e6  # found: 5.9e6


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 3), (33, 65), (130, 257)])
@pytest.mark.parametrize("kind", ["clear", "opaque", "half", "noise", "binary"])
def test_degenerate_sizes_and_mattes(size, kind):
    r = np.random.default_rng(5)
    photo = quantise(r.random((*size, 3), np.float32))
    given = {
        "clear": np.zeros(size, np.float32),
        "opaque": np.ones(size, np.float32),
        "half": np.full(size, 0.5, np.float32),
        "noise": r.random(size, np.float32),
        "binary": (r.random(size) > 0.5).astype(np.float32),
    }[kind]
    rgb, alpha = finished(photo, given)
    assert alpha.dtype == np.float32 and alpha.min() >= 0 and alpha.max() <= 1
    if kind in ("clear", "opaque", "binary"):
        np.testing.assert_array_equal(rgb, photo)
        np.testing.assert_array_equal(alpha, given)


def test_wrong_arguments_are_named():
    photo, alpha = np.zeros((4, 6, 3), np.float32), np.zeros((4, 6), np.float32)
    with pytest.raises(ValueError, match=r"rgb must be a non-empty uint8 array .* found float32"):
        finish_edges_inplace(photo, alpha, matte=alpha)
    with pytest.raises(ValueError, match="as rgb has; found"):
        finish_edges_inplace(photo.astype(np.uint8), alpha[:2], matte=alpha)
