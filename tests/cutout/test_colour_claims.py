"""What an export claims is what its pixels are: source colour → exported colour, both seen through littlecms.

Every source of colour information that is read, and every format that is written. A picture of flat patches is drawn so
that each patch means a known sRGB colour, in whatever way the file says colours. The exported file, opened as a
stranger opens it, has to show those colours again, and so has the tensor that the network gets.
"""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from cutout.colour.codes import profile_from_codes
from cutout.colour.icc_write import adobe_rgb_profile, rgb_to_d50
from cutout.colour.srgb import D50_TO_SRGB
from cutout.options import Options
from cutout.pipeline import find_matte, finish
from cutout.stages import StageClock
from tests.cutout import profiles
from tests.cutout.codecs_player import CPythonCodecs
from tests.cutout.drawing import chunk, drawn_heic, png, saved
from tests.cutout.hdr_drawing import coded, hlg, linear
from tests.cutout.specs import model_spec
from tests.cutout.test_png_colour import P3_CORNERS, SRGB_CORNERS, chrm, cicp, gama, iccp

SIDE, PATCH = 96, 24
PATCHES = np.array([(200, 60, 50), (60, 140, 70), (50, 80, 170), (210, 190, 90), (128, 128, 128), (240, 240, 235),
                    (30, 26, 24), (160, 90, 130), (90, 160, 170), (220, 150, 120), (70, 50, 90), (180, 180, 60),
                    (40, 90, 60), (110, 70, 40), (200, 200, 200), (90, 90, 100)], np.uint8)  # fmt: skip
PICTURE = np.kron(PATCHES.reshape(4, 4, 3), np.ones((PATCH, PATCH, 1), np.uint8))
GREYS = np.repeat(PICTURE[..., 1:2], 3, 2)
SPEC = model_spec(SIDE, mean=(0, 0, 0), std=(1, 1, 1))
P3, BT2020_CORNERS = profile_from_codes(12, 13), (0.708, 0.292, 0.170, 0.797, 0.131, 0.046)
GAMMA_P3 = profile_from_codes(12, 4)
SRGB = ImageCms.createProfile("sRGB")


def numbers(exponent, corners=SRGB_CORNERS, picture=PICTURE, largest=255):
    """Samples that mean the picture in a space of these primaries and this power."""
    to_space = np.linalg.inv(rgb_to_d50(corners, (0.3127, 0.3290))) @ np.linalg.inv(D50_TO_SRGB)
    return np.rint(np.clip(linear(picture) @ to_space.T, 0, 1) ** (1 / exponent) * largest).astype(int)


def through(profile, picture=PICTURE):
    """The picture's numbers in a profile, by littlecms."""
    target = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    flags = ImageCms.Flags.NOOPTIMIZE
    return np.asarray(ImageCms.profileToProfile(Image.fromarray(picture), SRGB, target, flags=flags))


def avif(picture, primaries, transfer):
    file = saved(np.asarray(picture, np.uint8), "AVIF", **BEST_AVIF)
    said = b"colrnclx" + bytes([0, primaries, 0, transfer])
    return file.replace(b"colrnclx\0\1\0\x0d", said)


def heic(picture, primaries, transfer, **options):
    said = {"color_primaries": primaries, "transfer_characteristics": transfer, "matrix_coefficients": 1}
    return drawn_heic(picture, quality=100, full_range_flag=1, **said, **options)


def grey_png(exponent, bits, *before):
    return png(numbers(exponent, picture=GREYS, largest=(1 << bits) - 1)[..., :1], bits, 0, before_pixels=before)


def palette_png(exponent, *before):
    order = np.arange(16).reshape(4, 4)
    table = numbers(exponent, picture=PATCHES[np.newaxis]).astype(np.uint8)
    indices = np.kron(order, np.ones((PATCH, PATCH), int))[..., np.newaxis]
    return png(indices, 8, 3, before_pixels=[*before, chunk(b"PLTE", table.tobytes())])


GREY_PROFILE = profiles.grey(profiles.gamma(1.8))
WIDE_GAMMA, LINEAR_WIDE_GAMMA = [gama(45_455), chrm(P3_CORNERS)], [gama(100_000), chrm(P3_CORNERS)]
BEST_JPEG, BEST_AVIF = {"quality": 100, "subsampling": 0}, {"quality": 100, "subsampling": "4:4:4"}
ADOBE_NUMBERS = through(adobe_rgb_profile()).astype(int)
SOURCES = {
    "PNG, nothing said": (saved(PICTURE, "PNG"), PICTURE),
    "PNG, gAMA": (png(numbers(1.8), 8, 2, before_pixels=[gama(55_556)]), PICTURE),
    "PNG, gAMA, 16 bits": (png(numbers(1, largest=65535), 16, 2, before_pixels=[gama(100_000)]), PICTURE),
    "PNG, gAMA and cHRM": (png(numbers(2.2, P3_CORNERS), 8, 2, before_pixels=WIDE_GAMMA), PICTURE),
    "PNG, gAMA and cHRM, 16 bits": (
        png(numbers(1, P3_CORNERS, largest=65535), 16, 2, before_pixels=LINEAR_WIDE_GAMMA),
        PICTURE,
    ),
    "PNG, grey, gAMA": (grey_png(1.8, 8, gama(55_556)), GREYS),
    "PNG, grey, gAMA, 16 bits": (grey_png(1, 16, gama(100_000)), GREYS),
    "PNG, palette, gAMA": (palette_png(1.8, gama(55_556)), PICTURE),
    "PNG, grey profile": (grey_png(1.8, 8, iccp(GREY_PROFILE)), GREYS),
    "PNG, iCCP": (png(ADOBE_NUMBERS, 8, 2, before_pixels=[iccp(adobe_rgb_profile())]), PICTURE),
    "PNG, cICP P3": (png(numbers(2.2, P3_CORNERS), 8, 2, before_pixels=[cicp(12, 4)]), PICTURE),
    "PNG, cICP PQ": (png(coded(PICTURE), 16, 2, before_pixels=[cicp(9, 16)]), PICTURE),
    "PNG, cICP HLG": (png(coded(PICTURE, hlg), 16, 2, before_pixels=[cicp(9, 18)]), PICTURE),
    "PNG, cICP PQ beside a profile": (png(coded(PICTURE), 16, 2, before_pixels=[iccp(P3), cicp(9, 16)]), PICTURE),
    "JPEG, profile": (saved(through(P3), "JPEG", icc_profile=P3, **BEST_JPEG), PICTURE),
    "JPEG, grey profile": (
        saved(numbers(1.8, picture=GREYS)[..., :1].astype(np.uint8), "JPEG", icc_profile=GREY_PROFILE, **BEST_JPEG),
        GREYS,
    ),
    "WebP, profile": (saved(through(GAMMA_P3), "WEBP", icc_profile=GAMMA_P3, lossless=True), PICTURE),
    "AVIF, profile": (saved(through(P3), "AVIF", icc_profile=P3, **BEST_AVIF), PICTURE),
    "AVIF, nclx P3": (avif(numbers(2.2, P3_CORNERS), 12, 4), PICTURE),
    "AVIF, nclx BT.2020": (avif(numbers(2.2, BT2020_CORNERS), 9, 4), PICTURE),
    "AVIF, nclx DCI-P3 and sRGB's curve": (avif(through(profile_from_codes(11, 13)), 11, 13), PICTURE),
    "HEIC, nclx P3": (heic(numbers(2.2, P3_CORNERS).astype(np.uint8), 12, 4), PICTURE),
    "HEIC, PQ of 10 bits": (heic(coded(PICTURE).astype(np.uint16), 9, 16, bits=10), PICTURE),
    "HEIC, HLG of 10 bits": (heic(coded(PICTURE, hlg).astype(np.uint16), 9, 18, bits=10), PICTURE),
}
EXPORTS = {
    "png": Options(format="png"),
    "webp": Options(format="webp", lossless=True),
    "avif": Options(format="avif", quality=100),
}


def as_strangers_see(file):
    """The exported file in sRGB, by what it claims: a profile, or nothing for sRGB."""
    image = Image.open(io.BytesIO(file))
    profile = image.info.get("icc_profile")
    rgb = image.convert("RGB")
    if profile:
        claimed = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        rgb = ImageCms.profileToProfile(rgb, claimed, SRGB, flags=ImageCms.Flags.NOOPTIMIZE)
    elif image.format == "PNG":
        assert "srgb" in image.info
    elif image.format == "AVIF":
        assert b"colrnclx\0\1\0\x0d" in file
    return np.asarray(rgb)


def middles(picture):
    """One colour a patch, from its middle: codecs blur the patches' borders."""
    return np.asarray(picture, float).reshape(4, PATCH, 4, PATCH, -1)[:, 8:16, :, 8:16].mean(axis=(1, 3))


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize("source", SOURCES)
def test_exports_and_the_network_show_what_the_source_means(source, export):
    data, meant = SOURCES[source]
    seen = {}

    async def infer(tensor):
        seen["tensor"] = np.moveaxis(tensor[0], 0, -1)
        return np.ones((1, 1, SIDE, SIDE), np.float32)

    async def cut():
        options, codecs, clock = EXPORTS[export], CPythonCodecs(), StageClock(lambda *_: None)
        photo, answers = await find_matte(data, SPEC, "1", options, infer, codecs, clock)
        return await finish(photo, answers.mattes[0], options, codecs, clock)

    cutout = asyncio.run(cut())
    expected = middles(meant)
    for shown in (middles(as_strangers_see(cutout.data)), middles(seen["tensor"])):
        apart = np.abs(shown - expected)
        # Pillow's AVIF decoder alone is off by one; nothing said, or P3 taken for sRGB, would be off by five and more.
        assert apart.mean() < (2 if source.startswith("AVIF") else 1) and apart.max() < 6, (apart.mean(), apart.max())


def test_the_sources_differ_from_plain_numbers():
    """Without their colour information most of these files would show something else: the test above can fail."""
    for name, (data, meant) in SOURCES.items():
        if name.startswith(("PNG", "JPEG", "WebP")) and "16 bits" not in name and name != "PNG, nothing said":
            raw = Image.open(io.BytesIO(data)).convert("RGB")
            assert np.abs(middles(raw) - middles(meant)).mean() > 2, name
