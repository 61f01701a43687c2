"""The input tensor: Pillow's resize, the model's mean and std, and transparent sources over mid-grey."""

import numpy as np
import pytest
from PIL import Image

from cutout.matte.input import prepare_input
from cutout.model_spec import Look
from tests.cutout.drawing import colours
from tests.cutout.specs import model_spec


def spec(side, mean=(128.0, 128.0, 128.0), std=(256.0, 256.0, 256.0)):
    return model_spec(side, mean=mean, std=std)


def asked(rgb, alpha, spec):
    return prepare_input(rgb, alpha, spec, spec.looks[0])


@pytest.mark.parametrize("size", [(900, 1300), (1300, 900), (20, 30), (1, 700), (700, 1), (1, 1), (64, 64)])
def test_it_is_pillows_antialiased_bilinear_resize_in_any_number_of_strips(size):
    rgb = colours(*size)
    tensor = asked(rgb, None, spec(64))
    resized = np.asarray(Image.fromarray(rgb).resize((64, 64), Image.Resampling.BILINEAR)).astype(np.float32)
    assert tensor.shape == (1, 3, 64, 64) and tensor.dtype == np.float32 and tensor.flags.c_contiguous
    np.testing.assert_array_equal(tensor[0], (resized.transpose(2, 0, 1) - 128) / 256)


@pytest.mark.parametrize(("size", "wanted"), [((900, 1300), (64, 96)), ((1300, 900), (96, 64)), ((40, 30), (96, 64))])
def test_an_aspect_look_is_the_same_in_the_photos_own_aspect(size, wanted):
    rgb = colours(*size)
    asked_in = model_spec(64, looks=(Look("square", 64), Look("aspect", 80)), multiple=16)
    tensor = prepare_input(rgb, None, asked_in, asked_in.looks[1])
    resized = np.asarray(Image.fromarray(rgb).resize(wanted[::-1], Image.Resampling.BILINEAR)).astype(np.float32)
    np.testing.assert_array_equal(tensor[0], resized.transpose(2, 0, 1))


def test_mean_and_std_belong_to_their_channels():
    rgb = np.full((5, 5, 3), (10, 20, 30), np.uint8)
    tensor = asked(rgb, None, spec(4, (1.0, 2.0, 3.0), (3.0, 6.0, 9.0)))
    np.testing.assert_allclose(tensor[0, :, 0, 0], [3, 3, 3])


def test_what_hides_under_alpha_0_is_not_seen():
    alpha = np.ones((600, 500), np.float32)
    alpha[200:] = 0
    one, other = colours(600, 500, seed=1), colours(600, 500, seed=2)
    other[:200] = one[:200]
    seen = asked(one, alpha, spec(50))
    np.testing.assert_array_equal(seen, asked(other, alpha, spec(50)))
    np.testing.assert_array_equal(seen[0, :, 20:], 0)


def test_half_transparent_pixels_are_mixed_with_the_grey():
    rgb = np.full((8, 8, 3), 228, np.uint8)
    tensor = asked(rgb, np.full((8, 8), 0.5, np.float32), spec(8))
    np.testing.assert_array_equal(tensor, (178 - 128) / 256)


def test_an_opaque_alpha_changes_nothing_and_nothing_is_modified():
    rgb = colours(40, 30)
    before, alpha = rgb.copy(), np.ones((40, 30), np.float32)
    np.testing.assert_array_equal(asked(rgb, alpha, spec(16)), asked(rgb, None, spec(16)))
    np.testing.assert_array_equal(rgb, before)
    assert (alpha == 1).all()


def test_views_that_are_not_contiguous_are_accepted():
    rgb = colours(40, 30)
    np.testing.assert_array_equal(
        asked(rgb.swapaxes(0, 1), None, spec(16)),
        asked(np.ascontiguousarray(rgb.swapaxes(0, 1)), None, spec(16)),
    )
