"""Block means and windows of enlarged pictures: alignment, edges, independence of the cutting."""

import numpy as np
import pytest

from cutout.arrays.resample import Bilinear, Pictures, block_mean
from cutout.arrays.tiles import Window, grow, tiles
from cutout.edges.box_filter import box_sum
from cutout.edges.doubled import Doubled


def noise(*shape):
    return np.random.default_rng(4).random(shape, np.float32)


def test_blocks_are_averaged_and_the_last_ones_hold_what_is_left():
    planes = noise(2, 7, 9)
    found = block_mean(planes, 4)
    assert found.shape == (2, 2, 3)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[:, 0, 0], planes[:, :4, :4].mean(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_allclose(found[:, 1, 2], planes[:, 4:, 8:].mean(axis=(1, 2)), rtol=1e-5)


@pytest.mark.parametrize("scale", [2, 3, 8])
def test_a_ramp_is_enlarged_to_the_same_ramp(scale):
    """Pixel centres: coarse pixel k lies at (k + 1/2) * scale - 1/2 of the fine grid."""
    ramp = np.tile((np.arange(12, dtype=np.float32) + 0.5) * scale - 0.5, (1, 5, 1))
    found = Pictures(ramp).enlarged(scale, Window(0, 5 * scale, 0, 12 * scale))[0]
    inner = slice(scale, -scale)
    np.testing.assert_allclose(found[:, inner], np.tile(np.arange(12 * scale)[inner], (5 * scale, 1)), atol=1e-3)
    assert (found[:, 0] == ramp[0, 0, 0]).all()


def test_windows_are_parts_of_the_whole():
    pictures = Pictures(noise(2, 11, 13))
    whole = pictures.enlarged(4, Window(0, 43, 0, 50))  # the fine grid need not be a multiple of the scale
    for window in tiles(43, 50, 17):
        np.testing.assert_allclose(pictures.enlarged(4, window), whole[:, *window.slices], atol=1e-6)


def test_box_sum_adds_nine_pixels_and_repeats_the_edge():
    planes = noise(2, 5, 6)
    found = box_sum(planes)
    np.testing.assert_allclose(found[:, 2, 3], planes[:, 1:4, 2:5].sum(axis=(1, 2)), rtol=1e-5)
    padded = np.pad(planes, ((0, 0), (1, 1), (1, 1)), "edge")
    np.testing.assert_allclose(found[:, 0, 5], padded[:, 0:3, 5:8].sum(axis=(1, 2)), rtol=1e-5)
    np.testing.assert_array_equal(box_sum(np.ones((1, 1, 1), np.float32)), 9)


@pytest.mark.parametrize(("height", "width", "side"), [(1, 1, 8), (16, 16, 8), (17, 31, 8), (3, 100, 8)])
def test_tiles_cover_every_pixel_once(height, width, side):
    count = np.zeros((height, width), int)
    for tile in tiles(height, width, side):
        count[tile.slices] += 1
        assert tile.bottom - tile.top <= side and tile.right - tile.left <= side
    assert (count == 1).all()


def test_a_grown_window_ends_at_the_picture_and_still_finds_its_core():
    core = Window(8, 16, 0, 5)
    window = grow(core, 3, 18, 40)
    assert window == Window(5, 18, 0, 8)
    picture = noise(18, 40)
    np.testing.assert_array_equal(picture[window.slices][core.within(window).slices], picture[core.slices])


@pytest.mark.parametrize("window", [(0, 18, 0, 28), (1, 17, 3, 28), (4, 5, 2, 11), (17, 18, 0, 1)])
def test_doubled_windows_are_those_of_the_resampler(window):
    planes = noise(3, 9, 14)
    found = Doubled(planes).window(Window(*window))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, Pictures(planes).enlarged(2, Window(*window)), atol=1e-6)


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_scattered_pixels_are_those_of_the_enlarged_picture(scale):
    planes = noise(3, 9, 14)
    height, width = 9 * scale - scale // 2, 14 * scale
    window = Window(scale, height, 3, width)
    wanted = np.random.default_rng(1).random((height - scale, width - 3)) > 0.6
    found = Bilinear(planes, scale).read(window, wanted)
    expected = Pictures(planes).enlarged(scale, window)[:, wanted]
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=2e-6)
