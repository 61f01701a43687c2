"""The check of an export finds every kind of damage and says what it is."""

import itertools
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutout.errors import EncodeVerificationFailedError
from cutout.formats.png.encode import encode_png, encode_png_strips
from cutout.formats.png.filters import CANDIDATES, filter_rows
from cutout.formats.png.verify import verify_png
from tests.cutout.drawing import chunk, colours, rgba_profile

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GOOD = encode_png(colours(9, 7, 4))


def header(width=7, height=9, bits=8, colour_type=6, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, interlaced))


def rows(height=9, width=7, filter_type=0):
    return (bytes([filter_type]) + bytes(4 * width)) * height


def built(*parts):
    return SIGNATURE + b"".join(parts)


SRGB = chunk(b"sRGB", b"\0")
PIXELS = chunk(b"IDAT", zlib.compress(rows()))
END = chunk(b"IEND", b"")

DAMAGED = {
    "empty": (b"", "signature"),
    "no signature": (GOOD[1:], "signature"),
    "cut in half": (GOOD[: len(GOOD) // 2], "checksum of chunk IDAT"),
    "one byte short": (GOOD[:-1], "checksum of chunk IEND"),
    "no IEND": (GOOD[:-12], "does not end with an IEND"),
    "one byte after the end": (GOOD + b"\0", "1 bytes follow"),
    "IEND with content": (built(header(), SRGB, PIXELS, chunk(b"IEND", b"x")), "does not end with an IEND"),
    "wrong width": (built(header(width=8), SRGB, PIXELS, END), "IHDR is"),
    "wrong height": (built(header(height=8), SRGB, PIXELS, END), "IHDR is"),
    "16 bits": (built(header(bits=16), SRGB, PIXELS, END), "IHDR is"),
    "no alpha": (built(header(colour_type=2), SRGB, PIXELS, END), "IHDR is"),
    "interlaced": (built(header(interlaced=1), SRGB, PIXELS, END), "IHDR is"),
    "no IHDR": (built(SRGB, PIXELS, END), "before the pixels are sRGB"),
    "two IHDR": (built(header(), header(), SRGB, PIXELS, END), "before the pixels are IHDR IHDR sRGB"),
    "no colour space": (built(header(), PIXELS, END), "before the pixels are IHDR"),
    "two colour spaces": (built(header(), SRGB, SRGB, PIXELS, END), "before the pixels"),
    "a chunk after the pixels": (built(header(), SRGB, PIXELS, chunk(b"tEXt", b"a\0b"), END), "tEXt follows"),
    "no pixels": (built(header(), SRGB, END), "inflate to 0 bytes"),
    "a row too few": (built(header(), SRGB, chunk(b"IDAT", zlib.compress(rows(8))), END), "inflate to 232 bytes"),
    "a row too many": (built(header(), SRGB, chunk(b"IDAT", zlib.compress(rows(10))), END), "inflate to"),
    "filter 5": (built(header(), SRGB, chunk(b"IDAT", zlib.compress(rows(filter_type=5))), END), "filter type"),
    "zlib cut": (built(header(), SRGB, chunk(b"IDAT", zlib.compress(rows())[:-2]), END), "cut short"),
    "zlib damaged": (built(header(), SRGB, chunk(b"IDAT", b"\x78\x9c\xff\xff\xff\xff"), END), "Error -3"),
    "zlib checksum": (built(header(), SRGB, chunk(b"IDAT", zlib.compress(rows())[:-1] + b"\x99"), END), "Error -3"),
    "data behind zlib": (built(header(), SRGB, chunk(b"IDAT", zlib.compress(rows()) + b"x"), END), "follows the end"),
    "IDAT behind zlib": (built(header(), SRGB, PIXELS, PIXELS, END), "before the last IDAT"),
    "chunk name": (built(header(), SRGB, chunk(b"ID\0T", b""), END), "no chunk name"),
    "checksum": (built(header(), SRGB, PIXELS[:-1] + bytes([PIXELS[-1] ^ 1]), END), "checksum of chunk IDAT"),
}


@pytest.mark.parametrize(("data", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_found_and_named(data, reason):
    with pytest.raises(EncodeVerificationFailedError) as caught:
        verify_png(data, width=7, height=9)
    assert caught.value.code == "encode-verification-failed"
    assert reason in caught.value.detail


def test_a_good_file_passes():
    verify_png(GOOD, width=7, height=9)
    verify_png(encode_png(colours(9, 7, 4), icc_profile=rgba_profile()), width=7, height=9)


def test_a_picture_of_many_pieces_and_chunks_passes():
    rgba = colours(900, 800, 4)
    verify_png(encode_png(rgba), width=800, height=900)


def test_a_bomb_is_not_inflated_to_its_end():
    bomb = built(header(), SRGB, chunk(b"IDAT", zlib.compress(bytes(50_000_000))), END)
    with pytest.raises(EncodeVerificationFailedError) as caught:
        verify_png(bomb, width=7, height=9)
    inflated = int(caught.value.detail.split("inflate to ")[1].split()[0])
    assert inflated < 1_000_000


@given(st.data())
@settings(max_examples=150)
def test_no_single_changed_byte_goes_unnoticed(data):
    at = data.draw(st.integers(0, len(GOOD) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != GOOD[at]))
    with pytest.raises(EncodeVerificationFailedError):
        verify_png(GOOD[:at] + bytes([value]) + GOOD[at + 1 :], width=7, height=9)


@given(st.integers(0, len(GOOD) - 1))
def test_no_truncation_goes_unnoticed(length):
    with pytest.raises(EncodeVerificationFailedError):
        verify_png(GOOD[:length], width=7, height=9)


def test_a_bad_filter_is_found_in_any_row_also_across_pieces():
    height, width = 400, 300
    raw = bytearray(rows(height, width))
    for row in (0, 217, 218, 399):
        damaged = raw.copy()
        damaged[row * (1 + 4 * width)] = 7
        data = built(header(width, height), SRGB, chunk(b"IDAT", zlib.compress(damaged)), END)
        with pytest.raises(EncodeVerificationFailedError, match=r"cutout.*PNG"):
            verify_png(data, width=width, height=height)
    verify_png(built(header(width, height), SRGB, chunk(b"IDAT", zlib.compress(raw)), END), width=width, height=height)


def test_pixel_bytes_that_look_like_bad_filters_are_no_damage():
    verify_png(encode_png(np.full((400, 300, 4), 200, np.uint8)), width=300, height=400)


MANY = colours(700, 500, 4)


def cut_at(*tops):
    edges = [0, *tops, len(MANY)]
    return [MANY[top:bottom] for top, bottom in itertools.pairwise(edges)]


@pytest.mark.parametrize("strips", [cut_at(), cut_at(1, 2, 699), cut_at(350), cut_at(*range(1, 700))])
def test_the_pixels_that_were_meant_pass_however_they_are_cut(strips):
    verify_png(encode_png(MANY), width=500, height=700, strips=strips)


@pytest.mark.parametrize("kind", CANDIDATES)
@pytest.mark.parametrize(("row", "byte"), [(0, 0), (0, 3), (524, 7), (699, 1999)])
def test_one_other_byte_is_found_and_its_row_named(monkeypatch, kind, row, byte):
    monkeypatch.setattr("cutout.formats.png.encode.choose_filter", lambda _rows, _above: kind)
    wrong = MANY.copy()
    wrong.reshape(700, -1)[row, byte] ^= 1
    with pytest.raises(EncodeVerificationFailedError) as caught:
        verify_png(encode_png(wrong), width=500, height=700, strips=cut_at(100, 600))
    assert f"row {row} decodes to other pixels" in caught.value.detail


def test_a_wrong_filter_formula_is_found(monkeypatch):
    def halved(rows, above, kind, out):
        result = filter_rows(rows, above, kind, out)
        result[:, 9] += 1
        return result

    monkeypatch.setattr("cutout.formats.png.encode.filter_rows", halved)
    data = encode_png(MANY)
    verify_png(data, width=500, height=700)
    with pytest.raises(EncodeVerificationFailedError):
        verify_png(data, width=500, height=700, strips=[MANY])


@pytest.mark.parametrize("strips", [[MANY[:-1]], [MANY, MANY[:1]], []])
def test_a_picture_of_another_height_is_found(strips):
    with pytest.raises(EncodeVerificationFailedError, match=r"cutout.*PNG"):
        verify_png(encode_png(MANY), width=500, height=700, strips=strips)


def test_profile_and_resolution_must_be_the_ones_that_were_meant():
    profile, small = rgba_profile(), colours(3, 2, 4)

    def check(data, **meant):
        verify_png(data, width=2, height=3, strips=[small], **meant)

    with_both = encode_png_strips([small], width=2, height=3, icc_profile=profile, pixels_per_metre=(1, 2))
    check(with_both, icc_profile=profile, pixels_per_metre=(1, 2))
    for wrong in ({"icc_profile": profile + b"x"}, {"icc_profile": profile[:-1]}, {"pixels_per_metre": (2, 1)}):
        with pytest.raises(EncodeVerificationFailedError):
            check(with_both, **wrong)
    for missing in ({"icc_profile": profile}, {"pixels_per_metre": (1, 2)}):
        with pytest.raises(EncodeVerificationFailedError):
            check(encode_png(small), **missing)
