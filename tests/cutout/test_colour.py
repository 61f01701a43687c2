"""Colour conversions: round trips, and values published for sRGB and CIELAB."""

import numpy as np
import pytest

from cutout.colour import cielab as colour
from cutout.colour.rgb_space import SRGB

GRID = np.stack(np.meshgrid(*[np.linspace(0, 1, 18, dtype=np.float32)] * 3)).reshape(3, -1)


# sRGB and its CIELAB coordinates for D65, as commonly tabulated (two decimals).
@pytest.mark.parametrize(
    ("srgb", "lab"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((1, 1, 1), (100, 0, 0)),
        ((1, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 1, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 1), (32.30, 79.19, -107.86)),
        ((128 / 255, 128 / 255, 128 / 255), (53.59, 0, 0)),
        ((2 / 255, 2 / 255, 2 / 255), (0.55, 0, 0)),  # on the straight part of both curves
    ],
)
def test_known_values(srgb, lab):
    found = SRGB.to_lab(np.array(srgb, np.float32)[:, np.newaxis])[:, 0]
    np.testing.assert_allclose(found, lab, atol=0.03)  # the standard's matrix has four decimals


def test_the_gamma_curve_at_published_points():
    curve = colour.srgb_to_linear(np.array([0, 0.04045, 0.5, 1], np.float32))
    np.testing.assert_allclose(curve, [0, 0.0031308, 0.2140411, 1], atol=1e-6)


@pytest.mark.parametrize(
    ("there", "back", "bound"),
    [
        (colour.srgb_to_linear, colour.linear_to_srgb, 1e-6),  # found: 6e-8
        (colour.xyz_to_lab, colour.lab_to_xyz, 2e-6),  # found: 4.2e-7
        (SRGB.to_lab, SRGB.from_lab, 2e-5),  # found: 5.6e-6
    ],
)
def test_round_trips(there, back, bound):
    before = GRID.copy()
    result = back(there(GRID))
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, GRID, atol=bound)
    np.testing.assert_array_equal(GRID, before)


def test_any_number_of_pixel_axes():
    picture = GRID[:, : 18 * 10].reshape(3, 18, 10)
    flat = SRGB.to_lab(picture.reshape(3, -1))
    np.testing.assert_array_equal(SRGB.to_lab(picture), flat.reshape(3, 18, 10))
    assert SRGB.to_lab(np.float32([0.2, 0.4, 0.6])).shape == (3,)


def test_colours_outside_the_gamut_stay_numbers():
    wild = np.array([[200.0, 0, -20], [200, 150, -150], [-200, 150, 150]], np.float32)
    result = SRGB.from_lab(wild)
    assert np.isfinite(result).all()
    assert result.min() < 0 or result.max() > 1
