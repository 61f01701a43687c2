"""Profiles written from chromaticities: as littlecms reads them, and what describes no colour space."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from cutout.colour.codes import PRIMARIES, profile_from_codes
from cutout.colour.icc_write import D65, SRGB_CURVE, adobe_rgb_profile, matrix_profile
from tests.cutout.profiles import ADOBE_RGB
from tests.cutout.profiles import gamma as drawn_gamma
from tests.cutout.profiles import matrix as drawn_matrix

SRGB_CORNERS = (0.640, 0.330, 0.300, 0.600, 0.150, 0.060)
PROPHOTO = (0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001)
D50 = (0.3457, 0.3585)


def seen(profile, colour):
    """One colour of a profile in sRGB, by littlecms."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    image = Image.new("RGB", (1, 1), colour)
    return np.array(ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")).getpixel((0, 0)))


@pytest.mark.parametrize("colour", [(255, 0, 0), (20, 90, 200), (130, 130, 130), (255, 255, 255)])
def test_srgb_by_its_chromaticities_is_srgb(colour):
    assert np.abs(seen(matrix_profile("x", SRGB_CORNERS, SRGB_CURVE), colour) - colour).max() <= 1


@pytest.mark.parametrize("colour", [(10, 200, 60), (180, 90, 30), (128, 128, 128)])
def test_adobe_rgb_is_what_its_makers_profile_says(colour):
    published = drawn_matrix(drawn_gamma(563 / 256), ADOBE_RGB)
    assert np.abs(seen(adobe_rgb_profile(), colour) - seen(published, colour)).max() <= 1


@pytest.mark.parametrize("white", [D65, D50, (0.314, 0.351), (0.310, 0.316)])
def test_white_is_white_under_every_white_point(white):
    for corners in (SRGB_CORNERS, PROPHOTO):
        assert seen(matrix_profile("x", corners, (1.8,), white), (255, 255, 255)).min() >= 254


def test_every_code_has_a_profile_in_which_white_is_white():
    for primaries in PRIMARIES:
        profile = profile_from_codes(primaries, 4)
        assert seen(profile, (255, 255, 255)).min() >= 254


@pytest.mark.parametrize(
    ("corners", "curve", "white"),
    [
        ((0,) * 6, (2.2,), D65),
        ((0.3, 0.3) * 3, (2.2,), D65),
        ((0.1, 0.1, 0.2, 0.2, 0.3, 0.3), (2.2,), D65),
        (SRGB_CORNERS, (2.2,), (0.0, 0.0)),
        (SRGB_CORNERS, (2.2,), (0.3, 1e-5)),
        (SRGB_CORNERS, (2.2,), (0.7, 0.28)),
        (SRGB_CORNERS, (2.2,), (42949.67295, 42949.67295)),
        ((42949.67295,) * 6, (2.2,), D65),
        (SRGB_CORNERS, (0.0,), D65),
        (SRGB_CORNERS, (1e5,), D65),
        (SRGB_CORNERS, (float("inf"),), D65),
    ],
)
def test_what_is_no_colour_space_is_refused(corners, curve, white):
    with pytest.raises(ValueError, match=r"colours lie|white|gamma"):
        matrix_profile("x", corners, curve, white)
