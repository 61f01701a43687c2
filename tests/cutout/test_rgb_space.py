"""Lab of a photo's own RGB: known colours by another formula, round trips, and sRGB where nothing better is known."""

import numpy as np
import pytest

from cutout.colour.codes import profile_from_codes
from cutout.colour.icc_write import adobe_rgb_profile
from cutout.colour.rgb_space import SRGB, rgb_space
from tests.cutout import profiles

GRID = np.stack(np.meshgrid(*[np.linspace(0, 1, 18, dtype=np.float32)] * 3)).reshape(3, -1)
P3_CORNERS = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
ADOBE_CORNERS = (0.640, 0.330, 0.210, 0.710, 0.150, 0.060)
SRGB_COLORANTS = {
    b"rXYZ": profiles.xyz(0.43607, 0.22249, 0.01392),
    b"gXYZ": profiles.xyz(0.38515, 0.71687, 0.09708),
    b"bXYZ": profiles.xyz(0.14307, 0.06061, 0.71410),
}
X = np.linspace(0, 1, 1024)
SRGB_TABLE = profiles.table(np.where(X <= 0.04045, X / 12.92, ((X + 0.055) / 1.055) ** 2.4))
TOE = (2.2, 0.9, 0.1, 0.2, 0.05)

WITH_A_SPACE = {
    "Display P3": profile_from_codes(12, 13),
    "Adobe RGB": adobe_rgb_profile(),
    "Adobe RGB, one number": profiles.matrix(profiles.gamma(2.2)),
    "linear P3": profile_from_codes(12, 8),
    "sRGB curve in a table": profiles.matrix(SRGB_TABLE),
    "gamma 1.8 in a table": profiles.matrix(profiles.table(X**1.8)),
    "curve with a toe": profiles.matrix(profiles.parametric(3, *TOE), version=4),
    "three curves": profiles.profile(
        b"RGB ",
        b"XYZ ",
        profiles.ADOBE_RGB | {b"rTRC": profiles.gamma(1.8), b"gTRC": SRGB_TABLE, b"bTRC": profiles.parametric(3, *TOE)},
    ),
}


def lab_by_hand(rgb, corners, decode):
    """CIELAB under D65 from chromaticities, one colour at a time, in float64."""
    x, y = np.array(corners).reshape(3, 2).T
    columns = np.stack([x / y, np.ones(3), (1 - x - y) / y])
    white = np.array([0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290])
    xyz = columns @ (np.linalg.solve(columns, white) * decode(np.array(rgb, float)))
    fx, fy, fz = (np.cbrt(v) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in xyz / white)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def srgb_curve(values):
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("rgb", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1), (0.8, 0.4, 0.2), (0.02, 0.03, 0.01)])
@pytest.mark.parametrize(
    ("name", "corners", "decode"),
    [
        ("Display P3", P3_CORNERS, srgb_curve),
        ("Adobe RGB", ADOBE_CORNERS, lambda values: values**2.19921875),
        ("Adobe RGB, one number", ADOBE_CORNERS, lambda values: values**2.19921875),
        ("linear P3", P3_CORNERS, lambda values: values),
    ],
)
def test_known_colours(name, corners, decode, rgb):
    found = rgb_space(WITH_A_SPACE[name]).to_lab(np.array(rgb, np.float32)[:, np.newaxis])[:, 0]
    # Profiles hold four to five decimals, and white points come with four.
    np.testing.assert_allclose(found, lab_by_hand(rgb, corners, decode), atol=0.15)


def test_the_red_of_display_p3_is_not_that_of_srgb():
    red = np.array([[1], [0], [0]], np.float32)
    distance = np.linalg.norm(rgb_space(WITH_A_SPACE["Display P3"]).to_lab(red) - SRGB.to_lab(red))
    assert distance > 15  # found: 17.0


@pytest.mark.parametrize("name", WITH_A_SPACE)
def test_round_trips(name):
    before = GRID.copy()
    space = rgb_space(WITH_A_SPACE[name])
    assert space is not SRGB
    found = space.from_lab(space.to_lab(GRID))
    assert found.dtype == np.float32 and space.to_lab(GRID).dtype == np.float32
    # Near black a power's inverse is steep: found 1.0e-3, a quarter of a level; elsewhere 5e-6.
    np.testing.assert_allclose(found, GRID, atol=2e-3)
    np.testing.assert_array_equal(GRID, before)
    np.testing.assert_allclose(found[:, GRID.min(axis=0) > 0.05], GRID[:, GRID.min(axis=0) > 0.05], atol=2e-5)


@pytest.mark.parametrize("name", WITH_A_SPACE)
def test_colours_outside_the_gamut_stay_outside_and_numbers(name):
    space = rgb_space(WITH_A_SPACE[name])
    wild = np.array([[60.0, 40, 90], [150, -200, 0], [-150, 100, 180]], np.float32)
    found = space.from_lab(wild)
    assert np.isfinite(found).all()
    assert ((found < 0) | (found > 1)).any(axis=0).all()


@pytest.mark.parametrize(
    "profile",
    [
        None,
        b"",
        b"no profile at all",
        profiles.matrix(SRGB_TABLE, SRGB_COLORANTS),
        profiles.matrix(profiles.parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045), SRGB_COLORANTS),
        profiles.grey(profiles.gamma(2.2)),
        profiles.ink(),
        profiles.ink(space=b"RGB ", inks=3),
        profiles.matrix(profiles.table([0, 0])),
        profiles.matrix(profiles.table([1, 0])),
        profiles.matrix(profiles.parametric(0, 0)),
        profiles.matrix(b"curv" + bytes(4)),
        profiles.matrix(profiles.gamma(2.2), dict.fromkeys(profiles.ADOBE_RGB, profiles.WHITE)),
        profiles.matrix(profiles.gamma(2.2), dict.fromkeys(profiles.ADOBE_RGB, profiles.xyz(0, 0, 0))),
        WITH_A_SPACE["Adobe RGB"][:300],
    ],
)
def test_srgb_by_any_other_name_and_what_cannot_be_read_are_srgb(profile):
    assert rgb_space(profile) is SRGB


def test_any_damage_gives_some_space_with_finite_numbers():
    random = np.random.default_rng(1)
    for name in ("Adobe RGB", "three curves", "gamma 1.8 in a table"):
        for _ in range(100):
            data = bytearray(WITH_A_SPACE[name])
            for place in random.integers(128, len(data), 4):
                data[place] = random.integers(256)
            space = rgb_space(bytes(data))
            lab = space.to_lab(GRID[:, ::50])
            assert np.isfinite(lab).all() and np.isfinite(space.from_lab(lab)).all()
