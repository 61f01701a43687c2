"""Resolution: read from pHYs, JFIF and EXIF, turned with the picture; and damage to EXIF, which fails nothing."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cutout.formats.shared.exif import orientation_from_exif, pixels_per_metre_from_exif
from tests.cutout.codecs_player import decode_file
from tests.cutout.drawing import chunk, colours, png, saved, smooth


def block(orientation=1, x=None, y=None, unit=None):
    exif = Image.Exif()
    for tag, value in ((0x0112, orientation), (0x011A, x), (0x011B, y), (0x0128, unit)):
        if value is not None:
            exif[tag] = value
    return exif.tobytes()


@pytest.mark.parametrize(
    ("exif", "expected"),
    [
        (block(x=300.0, y=300.0, unit=2), (11811, 11811)),
        (block(x=300.0, y=150.0), (11811, 5906)),
        (block(x=100.0, y=50.0, unit=3), (10_000, 5000)),
        (block(x=300.0, y=300.0, unit=1), None),
        (block(x=0.0, y=300.0, unit=2), None),
        (block(x=300.0, unit=2), None),
        (b"Exif\0\0", None),
        (None, None),
    ],
)
def test_exif_resolution(exif, expected):
    assert pixels_per_metre_from_exif(exif) == expected


def test_png_resolution():
    def with_chunk(*fields):
        physical = chunk(b"pHYs", struct.pack(">IIB", *fields))
        return decode_file(png(colours(4, 4), 8, 2, before_pixels=[physical])).pixels_per_metre

    assert with_chunk(11811, 5906, 1) == (11811, 5906)
    assert with_chunk(1, 2, 0) is None  # only an aspect ratio
    assert with_chunk(0, 0, 1) is None
    assert with_chunk(2**32 - 1, 1, 1) is None


def test_jpeg_resolution():
    assert decode_file(saved(smooth(8, 8), "JPEG", dpi=(300, 150))).pixels_per_metre == (11811, 5906)
    assert decode_file(saved(smooth(8, 8), "JPEG")).pixels_per_metre is None
    exif = block(x=300.0, y=300.0)
    assert decode_file(saved(smooth(8, 8), "JPEG", exif=exif)).pixels_per_metre == (11811, 11811)


def test_resolution_turns_with_the_picture():
    data = saved(smooth(8, 16), "WEBP", exif=block(orientation=6, x=300.0, y=150.0))
    assert decode_file(data).pixels_per_metre == (5906, 11811)
    data = saved(smooth(8, 16), "WEBP", exif=block(orientation=3, x=300.0, y=150.0))
    assert decode_file(data).pixels_per_metre == (11811, 5906)


@given(st.binary(max_size=120), st.sampled_from([b"", b"II*\0", b"MM\0*", b"Exif\0\0MM\0*\0\0\0\x08"]))
def test_damage_is_never_raised(tail, head):
    assert orientation_from_exif(head + tail) in range(1, 9)
    found = pixels_per_metre_from_exif(head + tail)
    assert found is None or min(found) >= 1


@given(st.data())
def test_mutations_are_never_raised(data):
    damaged = bytearray(block(orientation=6, x=300.0, y=300.0, unit=2))
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=6)):
        damaged[at] = value
    assert orientation_from_exif(bytes(damaged)) in range(1, 9)
    pixels_per_metre_from_exif(bytes(damaged))
