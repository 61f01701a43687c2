"""Colour conversion against littlecms (Pillow's ImageCms), generated profiles, and any damage to a profile."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from cutout.colour.codes import profile_from_codes
from cutout.colour.icc import grey_to_srgb, to_srgb
from cutout.colour.icc_header import usable_rgb_profile
from cutout.colour.icc_table import InkToSrgb
from cutout.colour.icc_tags import BadProfileError
from cutout.matte.input import prepare_input
from tests.cutout import profiles
from tests.cutout.codecs_player import decode_file
from tests.cutout.drawing import chunk, colours, png, rgba_profile, saved, smooth
from tests.cutout.specs import model_spec

SRGB = ImageCms.createProfile("sRGB")
SRGB_TRC = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
RGB_PROFILES = {
    "Display P3, generated": profile_from_codes(12, 13),
    "BT.2020, generated": profile_from_codes(9, 1),
    "gamma 2.2, generated": profile_from_codes(1, 4),
    "linear, generated": profile_from_codes(12, 8),
    "Adobe RGB, gamma": profiles.matrix(profiles.gamma(2.19921875)),
    "no curve": profiles.matrix(b"curv" + bytes(8)),
    "table": profiles.matrix(profiles.table(np.linspace(0, 1, 1024) ** 1.8)),
    "parametric 0": profiles.matrix(profiles.parametric(0, 1.8), version=4),
    "parametric 1": profiles.matrix(profiles.parametric(1, 2.0, 0.9, 0.1), version=4),
    "parametric 2": profiles.matrix(profiles.parametric(2, 2.0, 0.9, 0.05, 0.05), version=4),
    "parametric 3": profiles.matrix(profiles.parametric(3, *SRGB_TRC), version=4),
    "parametric 4": profiles.matrix(profiles.parametric(4, 2.2, 0.9, 0.1, 0.1, 0.04, 0.0, 0.0), version=4),
    "lookup table of 16 bits": profiles.ink(space=b"RGB ", inks=3, points=17),
    "lookup table of 8 bits": profiles.ink(wide=False, space=b"RGB ", inks=3, points=17),
}  # fmt: skip


def littlecms(picture, mode, profile, *, black_point=False):
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    flags = ImageCms.Flags.NOOPTIMIZE
    if black_point:
        flags |= ImageCms.Flags.BLACKPOINTCOMPENSATION
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    transform = ImageCms.buildTransform(source, SRGB, mode, "RGB", intent, flags)
    image = (
        Image.fromarray(picture) if mode != "CMYK" else Image.frombytes("CMYK", picture.shape[1::-1], picture.tobytes())
    )
    return np.asarray(ImageCms.applyTransform(image, transform)).astype(int)


@pytest.mark.parametrize("name", RGB_PROFILES)
def test_rgb_profiles_as_littlecms_converts_them(name):
    picture = colours(96, 96)
    difference = np.abs(to_srgb(picture, RGB_PROFILES[name]) - littlecms(picture, "RGB", RGB_PROFILES[name]))
    table = name.startswith("lookup")
    assert difference.mean() < (0.3 if table else 0.1)
    # Between the nodes of a table littlecms divides each cube into tetrahedra, and this package does not.
    assert np.percentile(difference, 99.9) <= (12 if table else 1)


def test_exchanged_channels():
    red, green, blue = (profiles.ADOBE_RGB[kind] for kind in (b"rXYZ", b"gXYZ", b"bXYZ"))
    spun = profiles.matrix(profiles.gamma(2.2), {b"rXYZ": green, b"gXYZ": blue, b"bXYZ": red})
    plain = profiles.matrix(profiles.gamma(2.2))
    picture = colours(16, 16)
    np.testing.assert_array_equal(to_srgb(picture[..., [1, 2, 0]], spun), to_srgb(picture, plain))


def test_what_is_srgb_already_stays():
    picture = colours(64, 64)
    profile = ImageCms.ImageCmsProfile(SRGB).tobytes()
    assert np.abs(to_srgb(picture, profile).astype(int) - picture).max() <= 1
    assert profile_from_codes(1, 13) is None and profile_from_codes(12, 16) is None and profile_from_codes(2, 2) is None


def test_the_arguments_are_not_modified_and_rows_are_converted_alike():
    picture = np.tile(colours(1, 700), (900, 1, 1))
    before = picture.copy()
    converted = to_srgb(picture, RGB_PROFILES["Adobe RGB, gamma"])
    np.testing.assert_array_equal(picture, before)
    assert (converted == converted[:1]).all()


@pytest.mark.parametrize(
    "curve", [profiles.gamma(1.8), profiles.gamma(2.2), profiles.table(np.linspace(0, 1, 512) ** 2)]
)
def test_grey_profiles(curve):
    levels = np.arange(256, dtype=np.uint8)[np.newaxis]
    profile = profiles.grey(curve)
    converted = grey_to_srgb(profile)
    assert np.abs(converted - littlecms(levels, "L", profile)[0]).max() <= 1
    data = png(levels[..., np.newaxis], 8, 0, before_pixels=[_iccp(profile)])
    photo = decode_file(data)
    np.testing.assert_array_equal(photo.rgb[0], converted)
    assert photo.icc_profile is None and photo.details["icc_profile"] == "converted"
    photo = decode_file(saved(np.full((16, 16, 1), 100, np.uint8), "JPEG", icc_profile=profile))
    assert photo.icc_profile is None and np.abs(photo.rgb.astype(int) - converted[100]).max() <= 1


def _iccp(profile):
    return chunk(b"iCCP", b"x\0\0" + zlib.compress(profile))


@pytest.mark.parametrize("wide", [True, False])
def test_ink_with_a_profile_as_littlecms_converts_it(wide):
    profile = profiles.ink(wide=wide)
    picture = colours(96, 96, 4)
    difference = np.abs(InkToSrgb(profile).convert(picture) - littlecms(picture, "CMYK", profile, black_point=True))
    assert difference.mean() < 1
    assert np.percentile(difference, 99) <= 6


def test_a_jpeg_of_ink_becomes_srgb_and_never_a_negative():
    cmyk = np.zeros((32, 48, 4), np.uint8)
    cmyk[:, 16:32, 3] = 255
    cmyk[:, 32:, 0] = 255
    buffer = io.BytesIO()
    image = Image.frombytes("CMYK", (48, 32), cmyk.tobytes())
    image.save(buffer, "JPEG", quality=97, icc_profile=profiles.ink())
    photo = decode_file(buffer.getvalue())
    paper, black, cyan = (photo.rgb[16, x].astype(int) for x in (8, 24, 40))
    assert paper.min() > 225 and black.max() < 70 and cyan[2] > cyan[0] + 80
    assert photo.icc_profile is None and photo.details["icc_profile"] == "converted"


def test_ink_profiles_of_other_kinds_are_refused():
    for profile in (
        profiles.ink(space=b"RGB ", inks=3),
        profiles.matrix(profiles.gamma(2)),
        b"",
        rgba_profile(b"CMYK"),
    ):
        with pytest.raises(BadProfileError):
            InkToSrgb(profile)


def test_the_network_sees_srgb():
    spec = model_spec(16, mean=(0, 0, 0), std=(1, 1, 1))
    picture = np.full((16, 16, 3), (200, 100, 50), np.uint8)
    seen = prepare_input(picture, None, spec, spec.looks[0], RGB_PROFILES["Display P3, generated"])
    expected = littlecms(picture, "RGB", RGB_PROFILES["Display P3, generated"])[0, 0]
    assert np.abs(seen[0, :, 8, 8] - expected).max() <= 1
    np.testing.assert_array_equal(prepare_input(picture, None, spec, spec.looks[0])[0, :, 8, 8], [200, 100, 50])


SEEDS = [
    *list(RGB_PROFILES.values())[:12],
    profiles.grey(profiles.gamma(2)),
    profiles.ink(points=2),
    profiles.ink(points=2, space=b"RGB ", inks=3),
]


@given(data=st.data(), seed=st.sampled_from(range(len(SEEDS))))
@settings(max_examples=300)
def test_damaged_profiles(data, seed):
    damaged = bytearray(SEEDS[seed])
    last = min(len(damaged) - 1, 1200)
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, last), st.integers(0, 255)), max_size=8)):
        damaged[at] = value
    if data.draw(st.booleans()):
        del damaged[data.draw(st.integers(0, len(damaged))) :]
    convert_or_refuse(bytes(damaged))


@given(st.binary(max_size=300))
def test_arbitrary_profiles(tail):
    convert_or_refuse(tail)
    convert_or_refuse(rgba_profile()[:128] + tail)


def convert_or_refuse(profile):
    picture = smooth(4, 5)
    assert to_srgb(picture, profile).shape == picture.shape
    greys = grey_to_srgb(profile)
    assert greys is None or greys.shape == (256, 3)
    usable_rgb_profile(profile)
    try:
        converted = InkToSrgb(profile).convert(np.dstack([picture, picture[..., :1]]))
    except BadProfileError:
        return
    assert converted.shape == picture.shape
