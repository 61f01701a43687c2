"""PNG: cICP, iCCP, sRGB, gAMA and cHRM. What comes out, seen through what it claims, is what the file means."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from cutout.colour.codes import profile_from_codes
from cutout.colour.icc_write import adobe_rgb_profile, rgb_to_d50
from cutout.colour.srgb import D50_TO_SRGB
from tests.cutout import profiles
from tests.cutout.codecs_player import decode_file
from tests.cutout.drawing import chunk, colours, png

GREY, RGB, PALETTE, RGBA = 0, 2, 3, 6
D65, D50 = (0.3127, 0.3290), (0.3457, 0.3585)
SRGB_CORNERS = (0.640, 0.330, 0.300, 0.600, 0.150, 0.060)
P3_CORNERS = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
PROPHOTO = (0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001)


def gama(number):
    return chunk(b"gAMA", struct.pack(">I", number))


def chrm(corners, white=D65):
    return chunk(b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in (*white, *corners))))


def cicp(*numbers):
    return chunk(b"cICP", bytes(numbers if len(numbers) != 2 else (*numbers, 0, 1)))


def iccp(profile):
    return chunk(b"iCCP", b"x\0\0" + zlib.compress(profile))


SRGB, NONSENSE = chunk(b"sRGB", b"\0"), chunk(b"iCCP", b"x\0\0nonsense")
P3, ADOBE = profile_from_codes(12, 13), adobe_rgb_profile()


def meant(values, exponent, corners=SRGB_CORNERS, white=D65):
    """Numbers in [0, 1] of a power curve and some primaries → sRGB, 0..255."""
    linear = np.clip(values**exponent @ (D50_TO_SRGB @ rgb_to_d50(corners, white)).T, 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def shown(photo):
    """The photo as a viewer shows it that follows what it claims."""
    if photo.icc_profile is None:
        return photo.rgb.astype(float)
    source = ImageCms.ImageCmsProfile(io.BytesIO(photo.icc_profile))
    transform = ImageCms.buildTransform(
        source, ImageCms.createProfile("sRGB"), "RGB", "RGB", flags=ImageCms.Flags.NOOPTIMIZE
    )
    return np.asarray(ImageCms.applyTransform(Image.fromarray(photo.rgb), transform)).astype(float)


def drawn(*before, bits=8, kind=RGB, values=None):
    samples = colours(24, 32).astype(int) if values is None else values
    return decode_file(png(samples, bits, kind, before_pixels=before))


@pytest.mark.parametrize(
    ("chunks", "meaning"),
    [
        ([gama(100_000)], (1,)),
        ([gama(50_000)], (2,)),
        ([gama(55_556)], (1.8,)),
        ([gama(45_455), chrm(P3_CORNERS)], (2.2, P3_CORNERS)),
        ([gama(100_000), chrm(SRGB_CORNERS)], (1, SRGB_CORNERS)),
        ([gama(55_556), chrm(PROPHOTO, D50)], (1.8, PROPHOTO, D50)),
        ([chrm(P3_CORNERS), gama(45_455)], (2.2, P3_CORNERS)),
        ([cicp(12, 4)], (2.2, P3_CORNERS)),
        ([cicp(1, 8)], (1,)),
        ([cicp(1, 1)], (2.4,)),  # a video screen's gamma: ITU-R BT.1886
        ([cicp(10, 8)], (1, (1, 0, 0, 1, 0, 0), (1 / 3, 1 / 3))),
        ([NONSENSE, gama(100_000)], (1,)),
        ([gama(100_000), gama(45_455)], (1,)),  # the first of two
    ],
)
def test_the_claim_is_what_the_file_means(chunks, meaning):
    values = colours(24, 32)
    photo = drawn(*chunks)
    np.testing.assert_array_equal(photo.rgb, values)  # the numbers stay
    apart = np.abs(shown(photo) - meant(values / 255, *meaning))
    assert apart.mean() < 0.4 and np.percentile(apart, 99.5) <= 1.5
    assert np.abs(values - meant(values / 255, *meaning)).mean() > 2, "as sRGB it would be wrong"


@pytest.mark.parametrize(
    "chunks",
    [
        [gama(45_455)],
        [gama(47_000)],
        [gama(45_455), chrm(SRGB_CORNERS)],
        [chrm(P3_CORNERS)],  # no curve, and nothing can be guessed: as browsers do
        [SRGB, gama(100_000)],
        [gama(100_000), chrm(P3_CORNERS), SRGB],
        [gama(0)],
        [gama(0), chrm(P3_CORNERS)],
        [gama(100_000), chrm((0,) * 6, (0, 0))],
        [gama(100_000), chrm((0.3,) * 6)],
        [gama(100_000), chrm((40_000.0,) * 6, (40_000.0, 40_000.0))],
        [gama(100_000)[:-1] + b"!"],
        [chunk(b"gAMA", b"\0\1")],
        [gama(1)],
        [cicp(1, 13), iccp(ADOBE), gama(100_000)],
        [cicp(12, 13, 1, 1)],
        [cicp(12, 13, 0, 0)],
        [cicp(12, 13)[:-1] + b"!"],
        [cicp(99, 13)],
        [cicp(9, 9)],
    ],
)
def test_what_is_srgb_and_what_says_nothing(chunks):
    photo = drawn(*chunks)
    np.testing.assert_array_equal(photo.rgb, colours(24, 32))
    assert photo.icc_profile is None


@pytest.mark.parametrize(
    ("chunks", "profile"),
    [
        ([cicp(12, 13), iccp(ADOBE), SRGB, gama(100_000)], P3),
        ([iccp(ADOBE), cicp(12, 13)], P3),
        ([SRGB, iccp(ADOBE), gama(100_000)], ADOBE),
        ([cicp(2, 2), iccp(ADOBE)], ADOBE),
        ([cicp(99, 99), iccp(ADOBE)], ADOBE),
        ([cicp(9, 9), iccp(ADOBE)], ADOBE),
        ([chunk(b"cICP", b"\x0c\x0d"), iccp(ADOBE)], ADOBE),
        ([cicp(12, 13), cicp(9, 13)], P3),
    ],
)
def test_the_order_of_the_sources(chunks, profile):
    assert drawn(*chunks).icc_profile == profile


def test_what_follows_the_pixels_is_too_late():
    data = png(colours(8, 8).astype(int), 8, RGB, after_pixels=[gama(100_000), iccp(P3), cicp(12, 13)])
    assert decode_file(data).icc_profile is None


@pytest.mark.parametrize(
    ("chunks", "meaning"),
    [
        ([gama(100_000)], (1,)),
        ([gama(45_455), chrm(P3_CORNERS)], (2.2, P3_CORNERS)),
        ([gama(100_000), chrm(P3_CORNERS)], (1, P3_CORNERS)),
        ([cicp(12, 8)], (1, P3_CORNERS)),
    ],
)
@pytest.mark.parametrize("kind", [GREY, RGB, RGBA])
def test_sixteen_bits_keep_the_shadows(chunks, meaning, kind):
    """With 8 bits of a linear curve, the darkest quarter of what is seen would have a handful of levels."""
    channels = {GREY: 1, RGB: 3, RGBA: 4}[kind]
    ramp = np.linspace(0, 65535, 32 * 1024).astype(int).reshape(32, 1024, 1)
    samples = np.repeat(ramp, channels, 2) if kind != RGBA else np.dstack([ramp, ramp[::-1], ramp * 0, ramp])
    photo = drawn(*chunks, bits=16, kind=kind, values=samples)
    values = samples[..., :3] / 65535 if kind != GREY else np.repeat(samples / 65535, 3, 2)
    apart = np.abs(shown(photo) - meant(values, *meaning))
    assert apart.mean() < 0.6 and np.percentile(apart, 99.9) <= 2.5
    if kind == RGBA:
        np.testing.assert_allclose(photo.alpha, samples[..., 3] / 65535, atol=1e-6)
    else:
        assert len(np.unique(photo.rgb[shown(photo) < 64])) > 50


def test_grey_and_palettes():
    levels = np.arange(256).reshape(16, 16, 1)
    photo = drawn(gama(100_000), kind=GREY, values=levels)
    np.testing.assert_array_equal(photo.rgb, np.repeat(levels, 3, 2))
    apart = np.abs(shown(photo) - meant(np.repeat(levels / 255, 3, 2), 1))
    assert apart.max() <= 1.5
    palette = colours(1, 256)
    photo = drawn(gama(50_000), chunk(b"PLTE", palette.tobytes()), kind=PALETTE, values=levels)
    assert np.abs(shown(photo).reshape(1, 256, 3) - meant(palette / 255, 2)).mean() < 0.4


def test_a_grey_profile_still_counts_before_gamma():
    profile = profiles.grey(profiles.gamma(1.8))
    levels = np.arange(256).reshape(16, 16, 1)
    photo = drawn(iccp(profile), gama(100_000), kind=GREY, values=levels)
    assert photo.details["icc_profile"] == "converted"
    assert np.abs(photo.rgb - meant(np.repeat(levels / 255, 3, 2), 1.8)).max() <= 1
    deep = drawn(iccp(profile), bits=16, kind=GREY, values=levels * 257)
    np.testing.assert_array_equal(deep.rgb, photo.rgb)


def test_a_key_is_compared_with_the_stored_samples():
    samples = np.random.default_rng(2).integers(0, 65536, (9, 9, 3))
    key = chunk(b"tRNS", struct.pack(">3H", *samples[4, 4]))
    photo = drawn(gama(100_000), key, bits=16, values=samples)
    assert photo.alpha[4, 4] == 0 and photo.alpha.sum() == 80


def test_the_item_says_what_was_found():
    assert drawn(gama(100_000)).details["source_colour"] == "gamma 1"
    assert drawn(gama(45_455), chrm(P3_CORNERS)).details["source_colour"] == "gamma 2.2, own primaries (cHRM)"
    assert drawn(cicp(9, 1)).details["source_colour"] == "BT.2020, BT.709"


NUMBERS = st.one_of(st.integers(0, 120_000), st.integers(0, (1 << 32) - 1))


@given(gamma=NUMBERS, points=st.lists(NUMBERS, min_size=8, max_size=8), codes=st.binary(max_size=5), deep=st.booleans())
@settings(max_examples=150)
def test_no_numbers_fail_a_photo(gamma, points, codes, deep):
    samples = np.zeros((2, 2, 3), int)
    before = [chunk(b"cICP", codes), gama(gamma), chunk(b"cHRM", struct.pack(">8I", *points))]
    photo = decode_file(png(samples, 16 if deep else 8, RGB, before_pixels=before))
    assert photo.rgb.shape == (2, 2, 3) and np.isfinite(shown(photo)).all()
