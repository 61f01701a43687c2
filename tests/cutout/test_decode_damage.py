"""Random damage to valid files: whatever happens, nothing but a CutoutError leaves `sniff` and `decode`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutout.errors import CutoutError, DecodeFailedError
from cutout.formats.png import source as png_source
from cutout.formats.sniff import sniff
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import chunk, colours, exif, png, rgba_profile, saved, smooth
from tests.cutout.found_facts import what_is_wrong

VALID = {
    "png": saved(colours(9, 9), "PNG", exif=exif(6)),
    "png palette": png(
        colours(9, 9, 1) % 4, 2, 3, before_pixels=[chunk(b"PLTE", bytes(12)), chunk(b"tRNS", b"\0\x80")]
    ),
    "png 16": png(colours(9, 9, 4).astype(int) * 257, 16, 6),
    "jpeg": saved(smooth(16, 16), "JPEG", exif=exif(8), icc_profile=rgba_profile()),
    "jpeg progressive": saved(smooth(16, 16), "JPEG", progressive=True),
    "webp": saved(smooth(16, 16), "WEBP", exif=exif(3)),
    "webp lossless": saved(colours(9, 9, 4), "WEBP", lossless=True),
}


SMALL = 250_000
"""Pixels: a damaged header may declare 99 megapixels, and nobody wants to wait for those."""


def decode_or_refuse(data):
    try:
        photo = decode(data, max_pixels=SMALL)
    except CutoutError as error:
        assert what_is_wrong(error.found) == ""
        return
    assert photo.rgb.dtype == np.uint8 and photo.rgb.shape == (photo.height, photo.width, 3)
    if photo.alpha is not None:
        assert photo.alpha.shape == (photo.height, photo.width)
        assert photo.alpha.min() >= 0 and photo.alpha.max() <= 1


@pytest.mark.parametrize("name", VALID)
@given(data=st.data())
@settings(max_examples=60)
def test_damaged_files(name, data):
    damaged = bytearray(VALID[name])
    edits = st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), max_size=6)
    for at, value in data.draw(edits):
        damaged[at] = value
    decode_or_refuse(
        bytes(damaged[: data.draw(st.integers(0, len(damaged)))]) if data.draw(st.booleans()) else bytes(damaged)
    )


@pytest.mark.parametrize("name", VALID)
@given(at=st.floats(0, 1), inserted=st.binary(max_size=12), removed=st.integers(0, 12))
@settings(max_examples=30)
def test_files_with_bytes_inserted_or_removed(name, at, inserted, removed):
    data = VALID[name]
    place = int(at * len(data))
    decode_or_refuse(data[:place] + inserted + data[place + removed :])


@given(st.binary(max_size=200))
def test_arbitrary_bytes(data):
    try:
        sniff(data)
    except CutoutError as error:
        assert what_is_wrong(error.found) == ""


@pytest.mark.parametrize(
    "raised", [OSError("bad"), SyntaxError("bad"), KeyError("bad"), RecursionError("bad"), IndexError()]
)
def test_whatever_a_decoder_raises_becomes_decode_failed(monkeypatch, raised):
    def broken(_file):
        raise raised

    monkeypatch.setattr(png_source, "PngImageFile", broken)
    with pytest.raises(DecodeFailedError) as caught:
        decode(VALID["png"])
    assert type(raised).__name__ in caught.value.detail


def test_running_out_of_memory_is_not_the_files_fault(monkeypatch):
    def hungry(_file):
        raise MemoryError

    monkeypatch.setattr(png_source, "PngImageFile", hungry)
    with pytest.raises(MemoryError):
        decode(VALID["png"])
