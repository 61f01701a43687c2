"""What of a change of colour is let through: the gamut always, chroma as far as the photo's chroma is trusted."""

import numpy as np
import pytest

from cutout.colour.codes import profile_from_codes
from cutout.colour.rgb_space import SRGB, rgb_space
from cutout.edges.lab_limit import limit_change

PRIOR = np.array([[0.5], [0.4], [0.3]], np.float32)
DISPLAY_P3 = rgb_space(profile_from_codes(12, 13))


def change(solved, alpha, trust, space=SRGB):
    found = limit_change(solved, PRIOR, np.array([alpha], np.float32), space, trust)
    assert found.dtype == np.float32
    return (space.to_lab(found) - space.to_lab(PRIOR))[:, 0]


def shifted(lightness, a, b, space=SRGB):
    return space.from_lab(space.to_lab(PRIOR) + np.array([[lightness], [a], [b]], np.float32))


@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0])
def test_with_full_trust_every_colour_of_the_gamut_passes(alpha):
    solved = np.random.default_rng(1).random((3, 50), np.float32)
    prior = np.random.default_rng(2).random((3, 50), np.float32)
    found = limit_change(solved, prior, np.full(50, alpha, np.float32))
    np.testing.assert_allclose(found, solved, atol=1e-6)


def test_without_trust_only_lightness_changes_and_only_so_far():
    lightness, a, b = change(shifted(30, 12, -16), 0.0, 0.0)
    assert 2.4 < lightness <= 2.51
    np.testing.assert_allclose([a, b], 0, atol=1e-3)
    np.testing.assert_allclose(change(shifted(0.3, 5, 5), 0.1, 0.0), [0.3, 0, 0], atol=0.01)


def test_the_bound_on_lightness_grows_as_the_photo_shows_more_of_the_foreground():
    sizes = [change(shifted(20, 8, 8), alpha, 0.0)[0] for alpha in (0.0, 0.5, 0.9, 0.99)]
    assert sizes == sorted(sizes) and sizes[0] < 2.6
    assert sizes[-1] > 19.5


def test_trust_goes_all_the_way_between_the_two():
    chromas, lightnesses = [], []
    for trust in (0.0, 0.25, 0.5, 0.75, 1.0):
        lightness, a, b = change(shifted(15, 9, -12), 0.0, trust)
        lightnesses.append(lightness)
        chromas.append(np.hypot(a, b))
    np.testing.assert_allclose(chromas, [0, 3.75, 7.5, 11.25, 15], atol=0.01)
    assert lightnesses == sorted(lightnesses)
    np.testing.assert_allclose(lightnesses[-1], 15, atol=0.01)


def test_lab_is_that_of_the_photos_own_colours():
    solved = shifted(0.2, 10, -5, DISPLAY_P3)
    np.testing.assert_allclose(change(solved, 0.0, 0.0, DISPLAY_P3), [0.2, 0, 0], atol=0.01)
    # Held in sRGB the same numbers mean another lightness, so the measure matters.
    assert abs((SRGB.to_lab(solved) - SRGB.to_lab(PRIOR))[0, 0] - 0.2) > 0.1


@pytest.mark.parametrize("trust", [0.0, 0.5, 1.0])
def test_colours_outside_the_gamut_come_back_in_along_the_line_to_the_prior(trust):
    solved = np.array([[1.5], [0.6], [0.3]], np.float32)
    found = limit_change(solved, PRIOR, np.array([1.0], np.float32), SRGB, trust)
    assert found.max() <= 1
    if trust == 1:
        np.testing.assert_allclose(found[:, 0], [1.0, 0.5, 0.3], atol=1e-3)


@pytest.mark.parametrize("trust", [0.0, 0.5, 1.0])
def test_no_change_is_no_change(trust):
    for alpha in (0.0, 0.5, 1.0):
        at = np.array([alpha], np.float32)
        np.testing.assert_allclose(limit_change(PRIOR, PRIOR, at, SRGB, trust), PRIOR, atol=1e-5)
    white = np.ones((3, 1), np.float32)
    found = limit_change(white + 3, white, np.array([0.5], np.float32), SRGB, trust)
    np.testing.assert_allclose(found, 1, atol=1e-6)
