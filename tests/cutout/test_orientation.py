"""EXIF orientation: applied exactly once, for every value, in every file type, and never a reason to fail."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutout.formats.shared.exif import orientation_from_exif
from cutout.formats.shared.orientation import as_stored, upright_size
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import colours, exif, saved, smooth, stored_for

ALL = range(1, 9)


@pytest.mark.parametrize("orientation", ALL)
@pytest.mark.parametrize("file_type", ["PNG", "WEBP"])
@pytest.mark.parametrize("channels", [3, 4])
def test_lossless_files_come_upright_exactly(file_type, orientation, channels):
    upright = colours(5, 7, channels)
    options = {"lossless": True, "exact": True} if file_type == "WEBP" else {}
    photo = decode(saved(stored_for(upright, orientation), file_type, exif=exif(orientation), **options))
    assert (photo.width, photo.height) == (7, 5)
    np.testing.assert_array_equal(photo.rgb, upright[..., :3])
    if channels == 4:
        np.testing.assert_array_equal(photo.alpha, upright[..., 3] / np.float32(255))
    assert photo.details["orientation"] == orientation


@pytest.mark.parametrize("orientation", ALL)
def test_jpeg_files_come_upright(orientation):
    upright = smooth(48, 80)
    stored = stored_for(upright, orientation)
    photo = decode(saved(stored, "JPEG", exif=exif(orientation), quality=98, subsampling=0))
    assert photo.rgb.shape == upright.shape
    assert np.abs(photo.rgb.astype(int) - upright).max() <= 6


def test_rows_are_placed_right_across_strips():
    stored = colours(1500, 400)
    photo = decode(saved(stored, "PNG", exif=exif(6)))
    np.testing.assert_array_equal(photo.rgb, np.rot90(stored, -1))


@pytest.mark.parametrize("orientation", ALL)
def test_the_view_is_a_view(orientation):
    upright = np.zeros((3, 5, 3), np.uint8)
    view = as_stored(upright, orientation)
    assert np.shares_memory(view, upright)
    assert upright_size(view.shape[1], view.shape[0], orientation) == (5, 3)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_a_value_that_does_not_exist_turns_nothing(value):
    picture = colours(3, 5)
    np.testing.assert_array_equal(decode(saved(picture, "PNG", exif=exif(value))).rgb, picture)


@pytest.mark.parametrize("order", ["little", "big"])
def test_both_byte_orders_and_both_headers_are_read(order):
    def number(value, size):
        return value.to_bytes(size, order)

    entry = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(8, 2) + b"\0\0"
    tiff = (b"II" if order == "little" else b"MM") + number(42, 2) + number(8, 4) + number(1, 2) + entry
    assert orientation_from_exif(tiff) == 8
    assert orientation_from_exif(b"Exif\0\0" + tiff) == 8


@given(st.binary(max_size=60), st.sampled_from([b"II*\0", b"MM\0*", b"Exif\0\0II*\0\x08\0\0\0", b""]))
def test_any_block_gives_a_value_from_1_to_8(rest, start):
    assert 1 <= orientation_from_exif(start + rest) <= 8


BROKEN = [
    b"Exif\0\0",
    b"Exif\0\0II*\0\xff\xff\xff\xff",
    b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01",
    exif(6)[:-9],
    b"Exif\0\0garbage",
]


@pytest.mark.parametrize("block", BROKEN)
@pytest.mark.parametrize("file_type", ["JPEG", "PNG", "WEBP"])
def test_a_broken_block_does_not_fail_the_photo(block, file_type):
    photo = decode(saved(smooth(6, 9), file_type, exif=block))
    assert (photo.width, photo.height) == (9, 6)


def test_an_orientation_in_xmp_alone_turns_nothing():
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>'
    photo = decode(saved(smooth(6, 9), "JPEG", xmp=xmp))
    assert (photo.width, photo.height) == (9, 6)
