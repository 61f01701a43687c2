"""Too large photos are refused by their header, before any pixel is decoded."""

import struct
import zlib

import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from cutout.errors import DecodeFailedError, PhotoTooLargeError
from cutout.formats.png import source as png_source
from cutout.formats.shared.declared_size import LARGEST_EDITED_SIDE
from cutout.formats.webp import source as webp_source
from cutout.limits import MAX_PIXELS, MAX_SIDE, check_photo_size
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import chunk, saved, smooth
from tests.cutout.heif_drawing import still

JPEG = saved(smooth(16, 16), "JPEG")
WEBP = saved(smooth(16, 16), "WEBP")
EXTENDED_WEBP = saved(smooth(16, 16), "WEBP", icc_profile=b"x")


@pytest.fixture(autouse=True)
def no_pixels(monkeypatch):
    """Any attempt to decode pixels, or to let a decoder allocate its canvas, ends the test."""

    def forbidden(*_args, **_kwargs):
        pytest.fail("a decoder was asked for pixels")

    monkeypatch.setattr(Image.Image, "load", forbidden)
    monkeypatch.setattr(JpegImageFile, "load", forbidden)
    monkeypatch.setattr(png_source, "PngImageFile", forbidden)
    monkeypatch.setattr(webp_source, "WebPImageFile", forbidden)


def refused(data, width, height):
    with pytest.raises(PhotoTooLargeError) as caught:
        decode(data)
    assert caught.value.code == "photo-too-large"
    assert (caught.value.found["width"], caught.value.found["height"]) == (width, height)


def impossible(data, source_format, width, height):
    with pytest.raises(DecodeFailedError) as caught:
        decode(data)
    assert caught.value.found == {"case": "impossible-size", "format": source_format, "width": width, "height": height}


def png_of(width, height):
    """Return the header of such a PNG, and nothing of sense behind it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"nothing of sense"


def jpeg_of(width, height):
    data = bytearray(JPEG)
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_of(width, height):
    data = bytearray(WEBP)
    data[26:30] = struct.pack("<HH", width, height)
    return bytes(data)


def avif_of(width, height):
    return still(size=(width, height))


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0), (0, 0)])
@pytest.mark.parametrize(
    ("source_format", "made"),
    [("PNG", png_of), ("JPEG", jpeg_of), ("WebP", webp_of), ("AVIF", avif_of)],
)
def test_a_side_of_no_pixels_is_damage(source_format, made, width, height):
    impossible(made(width, height), source_format, width, height)


@pytest.mark.parametrize(("width", "height"), [(LARGEST_EDITED_SIDE + 1, 1), (1, 2**31 - 1)])
def test_a_side_that_no_editor_opens_is_damage_and_not_a_photo_to_make_smaller(width, height):
    impossible(png_of(width, height), "PNG", width, height)


def test_png():
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 65536, 65536, 8, 3, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(bytes(4_000_000)))
    refused(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b""), 65536, 65536)


def test_png_is_judged_before_the_rest_of_the_file_is_looked_at():
    refused(png_of(LARGEST_EDITED_SIDE, LARGEST_EDITED_SIDE), LARGEST_EDITED_SIDE, LARGEST_EDITED_SIDE)
    impossible(png_of(2**31 - 1, 2**31 - 1), "PNG", 2**31 - 1, 2**31 - 1)


def test_jpeg():
    refused(jpeg_of(50_000, 60_000), 50_000, 60_000)


def test_lossy_webp():
    refused(webp_of(16_383, 16_000), 16_383, 16_000)


def test_extended_webp():
    data = bytearray(EXTENDED_WEBP)
    data[24:30] = (19_999).to_bytes(3, "little") + (29_999).to_bytes(3, "little")
    refused(bytes(data), 20_000, 30_000)


def test_the_limits_themselves_are_allowed():
    check_photo_size(10_000, MAX_PIXELS // 10_000)
    check_photo_size(MAX_SIDE, 1)
    with pytest.raises(PhotoTooLargeError, match=r"pixels.*max_pixels=100000000"):
        check_photo_size(10_000, MAX_PIXELS // 10_000 + 1)
    with pytest.raises(PhotoTooLargeError, match=r"side.*max_side=65535"):
        check_photo_size(1, MAX_SIDE + 1)
