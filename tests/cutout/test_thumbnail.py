"""Thumbnails: size, no fringe from hidden colours, never enlarged."""

import io

import numpy as np
import pytest
from PIL import Image

from cutout.colour.codes import profile_from_codes
from cutout.formats.thumbnail import small_rgba, thumbnail_png
from tests.cutout.drawing import colours

SIZES = {
    (1000, 2000): (128, 256),
    (257, 100): (256, 100),
    (100, 256): (100, 256),
    (3, 5): (3, 5),
    (1, 1): (1, 1),
    (1, 9000): (1, 256),
    (5000, 3): (256, 1),
    (2048, 2048): (256, 256),
}


@pytest.mark.parametrize(("size", "expected"), SIZES.items())
def test_the_longest_side_is_256_and_nothing_is_enlarged(size, expected):
    data = thumbnail_png(colours(*size), np.ones(size, np.float32))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.height, image.width) == expected and image.mode == "RGBA"


def test_lists_show_the_colours_that_the_profile_means():
    linear_grey = np.full((40, 50, 3), 55, np.uint8)  # 55 of 255 in linear light is 128 in sRGB
    data = thumbnail_png(linear_grey, np.ones((40, 50), np.float32), profile_from_codes(1, 8))
    with Image.open(io.BytesIO(data)) as image:
        assert image.getpixel((20, 20)) == (128, 128, 128, 255)


def test_a_small_cutout_is_its_own_thumbnail():
    rgb = colours(40, 50)
    alpha = (colours(40, 50, 1)[..., 0] / np.float32(255)).astype(np.float32)
    small = small_rgba(rgb, alpha, 256)
    np.testing.assert_array_equal(small[..., 3], colours(40, 50, 1)[..., 0])
    visible = alpha > 0
    assert np.abs(small[..., :3].astype(int) - rgb)[visible].max() <= 1


@pytest.mark.parametrize("size", [(1000, 1400), (300, 290)])
def test_colours_hidden_under_alpha_0_leave_no_fringe(size):
    rgb = np.zeros((*size, 3), np.uint8)
    rgb[..., 1] = 255  # green screen everywhere
    alpha = np.zeros(size, np.float32)
    y, x = np.mgrid[: size[0], : size[1]]
    inside = np.hypot(y - size[0] / 2, x - size[1] / 2) < 130
    alpha[inside] = 1
    rgb[inside] = (200, 30, 40)
    small = small_rgba(rgb, alpha, 256)
    edge = (small[..., 3] > 0) & (small[..., 3] < 255)
    assert edge.any()
    assert np.abs(small[..., :3][small[..., 3] > 0].astype(int) - (200, 30, 40)).max() <= 1


def test_a_flat_cutout_stays_flat_with_odd_block_sizes():
    small = small_rgba(np.full((1537, 1111, 3), (9, 99, 199), np.uint8), np.full((1537, 1111), 0.5, np.float32), 256)
    assert np.unique(small.reshape(-1, 4), axis=0).tolist() == [[9, 99, 199, 128]]
