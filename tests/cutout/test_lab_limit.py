"""The bound on a correction, in CIELAB."""

import numpy as np

from cutout.colour import lab_to_srgb, srgb_to_lab
from cutout.lab_limit import limit_change

PRIOR = np.array([[0.5], [0.4], [0.3]], np.float32)


def change(solved, alpha):
    found = limit_change(solved, PRIOR, np.array([alpha], np.float32))
    assert found.dtype == np.float32
    return (srgb_to_lab(found) - srgb_to_lab(PRIOR))[:, 0]


def shifted(lightness, a, b):
    return lab_to_srgb(srgb_to_lab(PRIOR) + np.array([[lightness], [a], [b]], np.float32))


def test_small_changes_pass():
    np.testing.assert_allclose(change(shifted(0.5, 0.2, -0.2), 0.1), [0.5, 0.2, -0.2], atol=0.02)


def test_large_changes_are_bounded():
    lightness, a, b = change(shifted(30, 12, -16), 0.0)
    assert 4.9 < lightness <= 5.01
    assert 2.4 < np.hypot(a, b) <= 2.51
    np.testing.assert_allclose(a / b, 12 / -16, rtol=0.01)  # the hue of the change stays


def test_the_bounds_grow_as_the_photo_shows_more_of_the_foreground():
    sizes = [np.abs(change(shifted(20, 8, 8), alpha)[0]) for alpha in (0.0, 0.5, 0.9, 0.99)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 19.5


def test_colours_outside_the_gamut_come_back_in_along_the_line_to_the_prior():
    solved = np.array([[1.5], [0.4], [0.3]], np.float32)
    found = limit_change(solved, PRIOR, np.array([1.0], np.float32))
    np.testing.assert_allclose(found[:, 0], [1.0, 0.4, 0.3], atol=1e-3)


def test_no_change_is_no_change():
    for alpha in (0.0, 0.5, 1.0):
        np.testing.assert_allclose(limit_change(PRIOR, PRIOR, np.array([alpha], np.float32)), PRIOR, atol=1e-5)
    white = np.ones((3, 1), np.float32)
    np.testing.assert_allclose(limit_change(white + 3, white, np.array([0.5], np.float32)), 1, atol=1e-6)
