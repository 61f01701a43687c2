"""JPEG: colour models, ink never as a negative, multi-picture files, profiles, kinds that cannot be read.

Files without their end are in test_jpeg_ends.py.
"""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from cutout.colour.icc import to_srgb
from cutout.colour.icc_write import adobe_rgb_profile
from cutout.errors import DecodeFailedError, OutOfMemoryError, UnsupportedFormatError
from tests.cutout.codecs_player import CPythonCodecs
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import rgba_profile, saved, smooth
from tests.cutout.jpeg_drawing import segment, with_frame, with_sampling, with_segments


def close(photo, expected, tolerance):
    assert photo.rgb.shape == expected.shape
    assert np.abs(photo.rgb.astype(int) - expected).max() <= tolerance
    assert photo.alpha is None


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}])
def test_colour_pictures(options):
    picture = smooth(40, 56)
    close(decode(saved(picture, "JPEG", quality=97, **options)), picture, 10)


def test_grey_pictures_have_three_equal_channels():
    grey = smooth(40, 56)[..., :1]
    photo = decode(saved(grey, "JPEG", quality=97))
    close(photo, np.repeat(grey, 3, 2), 4)
    assert photo.details["source_mode"] == "grey"


def ink_jpeg(cmyk, quality=97):
    buffer = io.BytesIO()
    Image.fromarray(cmyk, "CMYK").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


@pytest.mark.parametrize("marker", [True, False])
def test_ink_is_not_shown_as_a_negative_with_or_without_the_adobe_marker(marker):
    cmyk = np.zeros((32, 32, 4), np.uint8)
    cmyk[:16, :, 3] = 230  # almost black above; bare paper, which is white, below on the left
    cmyk[16:, 16:, 0] = 255  # cyan below on the right
    data = ink_jpeg(cmyk)
    at = data.index(b"\xff\xee")
    if not marker:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        data = data[:at] + data[at + 2 + length :]
    photo = decode(data)
    assert photo.rgb[4:12].max() < 40
    assert photo.rgb[20:28, 4:12].min() > 245
    assert photo.rgb[24, 24, 0] < 12 and photo.rgb[24, 24, 1:].min() > 240
    assert photo.details["source_mode"] == "CMYK"


def test_a_multi_picture_file_gives_its_first_picture():
    frames = [Image.fromarray(smooth(24, 32)), Image.fromarray(255 - smooth(24, 32))]
    buffer = io.BytesIO()
    frames[0].save(buffer, "MPO", save_all=True, append_images=frames[1:], quality=97, subsampling=0)
    close(decode(buffer.getvalue()), smooth(24, 32), 10)


def test_an_rgb_profile_is_kept_and_an_ink_profile_dropped():
    assert decode(saved(smooth(8, 8), "JPEG", icc_profile=rgba_profile())).icc_profile == rgba_profile()
    dropped = decode(saved(smooth(8, 8), "JPEG", icc_profile=rgba_profile(b"CMYK")))
    assert dropped.icc_profile is None and dropped.details["icc_profile"] == "dropped"


def test_an_rgb_profile_says_nothing_about_ink():
    buffer = io.BytesIO()
    ink = np.dstack([smooth(16, 16), smooth(16, 16)[..., 0]])
    Image.fromarray(ink, "CMYK").save(buffer, "JPEG", icc_profile=rgba_profile())
    photo = decode(buffer.getvalue())
    assert photo.icc_profile is None and photo.details["icc_profile"] == "dropped"
    np.testing.assert_array_equal(photo.rgb, decode(ink_jpeg(ink, quality=75)).rgb)


def test_bytes_after_the_picture_do_not_matter():
    data = saved(smooth(24, 32), "JPEG")
    np.testing.assert_array_equal(decode(data + b"trailing" * 50).rgb, decode(data).rgb)


@pytest.mark.parametrize("factors", [((1, 2), (1, 1), (1, 1)), ((4, 1), (1, 1), (1, 1)), ((2, 2), (2, 1), (1, 2))])
def test_any_sampling(factors):
    picture = smooth(40, 56)
    close(decode(with_sampling(picture, factors, quality=97)), picture, 12)


def test_colours_that_are_stored_as_rgb():
    buffer = io.BytesIO()
    Image.fromarray(smooth(24, 32)).save(buffer, "JPEG", quality=97, keep_rgb=True)
    close(decode(buffer.getvalue()), smooth(24, 32), 10)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"bits": 12}, "a JPEG picture with 12 bits per channel"),
        ({"bits": 12, "marker": 0xC1}, "a JPEG picture with 12 bits per channel"),
        ({"marker": 0xC3}, "a lossless JPEG picture"),
        ({"marker": 0xC3, "bits": 16}, "a lossless JPEG picture"),
        ({"marker": 0xCB}, "a lossless JPEG picture"),
        ({"marker": 0xC9}, "a JPEG picture with arithmetic coding"),
        ({"marker": 0xCA}, "a JPEG picture with arithmetic coding"),
        ({"marker": 0xC5}, "a hierarchical JPEG picture"),
        ({"marker": 0xDE}, "a hierarchical JPEG picture"),
        ({"marker": 0xF7}, "a JPEG-LS picture"),
        ({"components": 2}, "a JPEG picture with 2 channels"),
    ],
)
def test_kinds_of_jpeg_that_cannot_be_read_are_named(changes, name):
    with pytest.raises(UnsupportedFormatError) as caught:
        decode(with_frame(saved(smooth(16, 16), "JPEG"), **changes))
    assert caught.value.found == {"case": "unusual-jpeg", "name": name}


def icc(profile, number=1, count=1):
    return segment(0xE2, b"ICC_PROFILE\0" + bytes([number, count]) + profile)


def test_a_profile_that_is_there_twice_is_used_once():
    profile = adobe_rgb_profile()
    halves = profile[:200], profile[200:]
    pieces = [icc(halves[0], 1, 2), icc(halves[1], 2, 2)]
    plain = saved(smooth(8, 8), "JPEG")
    for segments in (
        [icc(profile)],
        [icc(profile)] * 2,
        pieces,
        pieces * 2,
        pieces[::-1],
        [pieces[0], icc(profile), pieces[1]],
        [icc(halves[0]), icc(halves[1])],  # numbered wrongly
    ):
        photo = decode(with_segments(plain, *segments))
        assert (photo.icc_profile, photo.details["icc_profile"]) == (profile, "kept")
    broken = decode(with_segments(plain, pieces[0]))
    assert (broken.icc_profile, broken.details["icc_profile"]) == (None, "dropped")


def exif_colours(space, index):
    """An EXIF block with a colour space and an interoperability index, as DCF cameras write it."""
    entries = [struct.pack(">HHIHH", 0xA001, 3, 1, space, 0), struct.pack(">HHII", 0xA005, 4, 1, 56)]
    directory = struct.pack(">HHHIII", 1, 0x8769, 4, 1, 26, 0) + struct.pack(">H", 2) + b"".join(entries) + bytes(4)
    interoperability = struct.pack(">HHHI", 1, 1, 2, 4) + index.ljust(4, b"\0") + bytes(4)
    return segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + directory + interoperability)


def test_adobe_rgb_that_only_exif_names_gets_a_profile():
    plain = saved(smooth(8, 8), "JPEG")
    photo = decode(with_segments(plain, exif_colours(0xFFFF, b"R03")))
    assert photo.icc_profile == adobe_rgb_profile()
    assert photo.details["source_colour"] == "Adobe RGB, by EXIF" and photo.details["icc_profile"] == "kept"
    np.testing.assert_array_equal(photo.rgb, decode(plain).rgb)
    # A saturated green of Adobe RGB is more than sRGB has.
    assert to_srgb(np.full((1, 1, 3), (100, 200, 100), np.uint8), photo.icc_profile).tolist() == [[[0, 201, 92]]]


@pytest.mark.parametrize(
    ("space", "index", "more"),
    [(1, b"R98", ()), (1, b"R03", ()), (0xFFFF, b"", ()), (0xFFFF, b"R98", ()), (0xFFFF, b"R03", (rgba_profile(),))],
)
def test_nothing_else_is_taken_for_adobe_rgb(space, index, more):
    data = with_segments(saved(smooth(8, 8), "JPEG"), exif_colours(space, index), *map(icc, more))
    photo = decode(data)
    assert photo.icc_profile == (more[0] if more else None) and "source_colour" not in photo.details


class Failing(CPythonCodecs):
    """A codec that ends like this."""

    def __init__(self, words):
        self.words = words

    async def decode_jpeg(self, data):
        raise RuntimeError(self.words)


def test_a_decoder_without_memory_is_no_damaged_file():
    with pytest.raises(OutOfMemoryError):
        decode(saved(smooth(8, 8), "JPEG"), codecs=Failing("out of memory: Insufficient memory (case 4)"))


def test_the_words_of_the_library_are_in_the_detail_only():
    with pytest.raises(DecodeFailedError) as caught:
        decode(saved(smooth(8, 8), "JPEG"), codecs=Failing("Bogus Huffman table definition"))
    assert caught.value.found == {"case": "undecodable", "format": "JPEG"}
    assert "Bogus Huffman table definition" in caught.value.detail
