"""Float becomes uint8 by clipping and rounding half to even."""

import numpy as np

from cutout.colour.quantise import STRIP_BYTES, quantise, rows_per_strip, straight_rgba_strips
from tests.cutout.drawing import colours


def test_every_eighth_bit_value_is_a_fixed_point():
    values = (np.arange(256) / np.float32(255)).astype(np.float32)
    np.testing.assert_array_equal(quantise(values), np.arange(256))


def test_values_are_rounded_not_cut_off_and_never_wrap():
    values = np.array([0.999, 1.0, 1.01, 40.0, -0.001, -3.0, 0.5 / 255, 1.5 / 255, 2.5 / 255], np.float32)
    np.testing.assert_array_equal(quantise(values), [255, 255, 255, 255, 0, 0, 0, 2, 2])


def test_the_argument_is_not_modified():
    values = np.array([[0.25, 2.0]], np.float32)
    quantise(values)
    np.testing.assert_array_equal(values, np.array([[0.25, 2.0]], np.float32))


def test_strips_are_small_and_join_to_the_whole():
    rgb = colours(2000, 300)
    alpha = np.random.default_rng(3).random((2000, 300), np.float32)
    strips = list(straight_rgba_strips(rgb, alpha))
    assert len(strips) > 1 and all(strip.nbytes <= STRIP_BYTES for strip in strips)
    whole = np.concatenate(strips)
    np.testing.assert_array_equal(whole[..., :3], rgb)
    np.testing.assert_array_equal(whole[..., 3], quantise(alpha))


def test_a_strip_has_at_least_one_row():
    assert rows_per_strip(10_000_000) == 1
