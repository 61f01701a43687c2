"""Errors of an estimated foreground on pictures whose errors are known by hand."""

import numpy as np
import pytest

from bench.quality.ciede2000 import ciede2000
from bench.quality.metrics_colour import colour_errors, composite_differences, contrasting_colour
from cutout.colour.rgb_space import SRGB

HALF = np.full((8, 8), 0.5, np.float32)
GREY = np.full((8, 8, 3), 128 / 255, np.float32)


def test_the_true_foreground_has_no_error() -> None:
    assert colour_errors(GREY, GREY, HALF, HALF) == (0, 0, 0, 0)


def test_premultiplied_errors_are_weighted_with_the_true_alpha() -> None:
    off = GREY + np.float32(10 / 255)
    errors = colour_errors(off, GREY, HALF, np.full_like(HALF, 0.2))
    assert errors.sad == pytest.approx(2, rel=1e-4)
    assert errors.mse == pytest.approx(1000 * (2 / 255) ** 2, rel=1e-4)


def test_pixels_outside_the_band_do_not_count() -> None:
    alpha = HALF.copy()
    alpha[:4] = 1
    off = GREY.copy()
    off[:4] = 0
    assert colour_errors(off, GREY, alpha, alpha) == (0, 0, 0, 0)


def test_composites_are_compared_over_white_black_and_a_contrasting_colour() -> None:
    red, blue = (np.tile(np.array(c, np.float32), (8, 8, 1)) for c in ([1, 0, 0], [0, 0, 1]))
    differences = composite_differences(red, HALF, blue, HALF, HALF).reshape(3, -1)
    assert contrasting_colour(blue, np.ones_like(HALF)) == pytest.approx([0.92, 0.92, 0.08])
    for found, backdrop in zip(differences, ([1, 1, 1], [0, 0, 0], [0.92, 0.92, 0.92]), strict=True):
        over = [
            SRGB.to_lab(((np.array(colour) + backdrop) / 2).astype(np.float32)[:, np.newaxis])
            for colour in ([1, 0, 0], [0, 0, 1])
        ]
        assert found == pytest.approx(ciede2000(*over)[0], rel=1e-5)


def test_a_wrong_alpha_counts_where_two_cutouts_are_compared() -> None:
    assert composite_differences(GREY, HALF, GREY, HALF * 1.2, HALF).min() > 1
