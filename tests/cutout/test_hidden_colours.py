"""Only what cannot be seen changes, and it takes the colours of what can be."""

import numpy as np
import pytest

from cutout.hidden_colours import BLOCK, smooth_hidden_colours_inplace
from tests.cutout.drawing import colours


@pytest.mark.parametrize("size", [(1, 1), (BLOCK, BLOCK), (45, 70), (3, 100), (100, 3)])
def test_alpha_and_visible_colours_stay(size):
    rgba = colours(*size, 4)
    rgba[..., 3][colours(*size, 1, seed=5)[..., 0] < 128] = 0
    changed = rgba.copy()
    smooth_hidden_colours_inplace(changed)
    visible = rgba[..., 3] > 0
    np.testing.assert_array_equal(changed[visible], rgba[visible])
    np.testing.assert_array_equal(changed[..., 3], rgba[..., 3])


def test_hidden_pixels_take_the_mean_of_the_visible_ones_of_their_block():
    rgba = colours(2 * BLOCK, 2 * BLOCK, 4)
    rgba[..., 3] = 0
    rgba[1, 2] = (10, 20, 30, 1)
    rgba[5, 9] = (30, 40, 51, 255)
    rgba[BLOCK, BLOCK] = (7, 8, 9, 200)
    smooth_hidden_colours_inplace(rgba)
    assert (rgba[0, 0] == (20, 30, 41, 0)).all() and (rgba[BLOCK - 1, BLOCK - 1] == (20, 30, 41, 0)).all()
    assert (rgba[-1, -1] == (7, 8, 9, 0)).all()
    assert (rgba[0, BLOCK:] == (128, 128, 128, 0)).all() and (rgba[BLOCK:, 0] == (128, 128, 128, 0)).all()


def test_pictures_without_hidden_pixels_stay():
    rgba = colours(40, 40, 4) | 1
    changed = rgba.copy()
    smooth_hidden_colours_inplace(changed)
    np.testing.assert_array_equal(changed, rgba)
