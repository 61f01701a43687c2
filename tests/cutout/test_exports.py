"""The whole pipeline into each export format: what is kept, converted and refused. The formats' own files have tests of
their own."""

import io

import numpy as np
import pytest
from PIL import Image

from cutout.colour.icc import to_srgb
from cutout.errors import (
    EncodeFailedError,
    PhotoTooLargeError,
)
from cutout.formats.encode import check_export_size
from cutout.options import Options
from tests.cutout.drawing import chunk, colours, png, rgba_profile, saved, smooth
from tests.cutout.profiles import gamma, matrix
from tests.cutout.whole_job import make, pixels

WIDE = matrix(gamma(2.2))

FORMATS = {
    "png": ("PNG", "image/png", ".png"),
    "webp": ("WEBP", "image/webp", ".webp"),
    "avif": ("AVIF", "image/avif", ".avif"),
}


@pytest.mark.parametrize("chosen", FORMATS)
def test_the_export_is_of_the_chosen_format_and_named_so(chosen):
    cutout = make(saved(smooth(90, 120), "PNG"), Options(chosen))
    with Image.open(io.BytesIO(cutout.data)) as image:
        assert (image.format, cutout.media_type, cutout.extension) == FORMATS[chosen]
        assert image.size == (120, 90) == (cutout.width, cutout.height)
    rgba = pixels(cutout)
    # A lossy AVIF may move alpha by a level or two where some of its block is translucent.
    assert rgba[45, 60, 3] >= (253 if chosen == "avif" else 255) and rgba[0, 0, 3] <= 1
    assert np.abs(rgba[45, 60, :3].astype(int) - smooth(90, 120)[45, 60]).max() <= 6
    assert cutout.thumbnail.startswith(b"\x89PNG")


@pytest.mark.parametrize("chosen", ["png", "webp"])
def test_lossless_exports_hold_the_very_same_pixels(chosen):
    source = saved(colours(90, 120), "PNG")
    found = pixels(make(source, Options(chosen, lossless=True)))
    np.testing.assert_array_equal(found, pixels(make(source)))
    assert (found[found[..., 3] == 0][:, :3] == colours(90, 120)[found[..., 3] == 0]).all()


def test_lossy_exports_are_smaller():
    source = saved(smooth(300, 300), "PNG")
    size = {chosen: len(make(source, Options(chosen)).data) for chosen in FORMATS}
    assert size["webp"] < 0.5 * size["png"] and size["avif"] < 0.5 * size["png"]


def test_a_profile_goes_into_a_webp_and_is_converted_away_for_an_avif():
    with Image.open(io.BytesIO(saved(smooth(60, 60), "PNG"))) as image:
        picture = np.asarray(image)
    source = saved(picture, "PNG", icc_profile=WIDE)
    with Image.open(io.BytesIO(make(source, Options("webp")).data)) as image:
        assert image.info["icc_profile"] == WIDE
    cutout = make(source, Options("avif", quality=100))
    with Image.open(io.BytesIO(cutout.data)) as image:
        assert "icc_profile" not in image.info
    assert "converted to sRGB" in cutout.details["icc_profile"]
    middle = pixels(cutout)[20:40, 20:40, :3].astype(int)
    expected = to_srgb(picture, WIDE)[20:40, 20:40].astype(int)
    assert np.abs(expected - picture[20:40, 20:40]).max() > 8
    assert np.abs(middle - expected).max() <= 7


def test_a_profile_that_cannot_be_read_is_dropped_for_an_avif_and_said_to_be():
    cutout = make(saved(smooth(60, 60), "PNG", icc_profile=rgba_profile()), Options("avif"))
    assert cutout.details["icc_profile"].startswith("dropped")
    assert np.abs(pixels(cutout)[30, 30, :3].astype(int) - smooth(60, 60)[30, 30]).max() <= 6


def test_the_sources_resolution_is_in_a_png():
    resolution = chunk(b"pHYs", (2835).to_bytes(4, "big") + (2835).to_bytes(4, "big") + b"\x01")
    source = png(smooth(20, 30), 8, 2, before_pixels=[resolution])
    assert resolution in make(source).data


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (51, 1), (3, 5)])
@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("chosen", ["webp", "avif"])
def test_tiny_and_odd_photos_pass_through_in_every_format(chosen, lossless, size):
    if chosen == "avif" and lossless:
        source = saved(np.full((*size, 3), 77, np.uint8), "PNG")  # grey: the stand-in's lossless is not for colours
    else:
        source = saved(colours(*size), "PNG")
    cutout = make(source, Options(chosen, lossless=lossless), output=np.ones((1, 1, 64, 64), np.float32))
    assert pixels(cutout).shape == (*size, 4)


def test_a_photo_too_wide_for_webp_is_refused_before_the_network_runs():
    source = saved(np.zeros((1, 16_384, 3), np.uint8), "PNG")
    with pytest.raises(EncodeFailedError) as caught:
        make(source, Options("webp"), output="not used")
    numbers = {"width": 16_384, "height": 1, "max_side": 16_383}
    assert caught.value.found == {"case": "side", "format": "WebP", **numbers}
    assert make(source, Options("png")).width == 16_384


def test_a_photo_too_large_for_avif_is_refused_with_the_numbers():
    check_export_size("avif", 8000, 5000)
    with pytest.raises(EncodeFailedError, match=r"pixels.*AVIF.*width=8000, height=5010, max_pixels=40000000"):
        check_export_size("avif", 8000, 5010)
    check_export_size("png", 8000, 5010)


def test_the_callers_limit_is_heeded():
    with pytest.raises(PhotoTooLargeError):
        make(saved(smooth(20, 20), "PNG"), output="not used", max_pixels=399)
