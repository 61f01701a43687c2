"""What is found of bad files: facts of our own, no library's words, and "damaged" only where that was found."""

import random
import struct

import numpy as np
import pytest

from cutout.errors import CutoutError, DecodeFailedError
from cutout.formats.decode_failure import decode_failure
from cutout.formats.registry import SOURCES
from tests.cutout.codecs_player import decode_file
from tests.cutout.drawing import chunk, colours, drawn_heic, png, saved, smooth
from tests.cutout.found_facts import what_is_wrong

VALID = {
    "PNG": saved(smooth(64, 96), "PNG"),
    "JPEG": saved(smooth(64, 96), "JPEG"),
    "WebP": saved(smooth(64, 96), "WEBP"),
    "lossless WebP": saved(colours(64, 96), "WEBP", lossless=True),
    "AVIF": saved(smooth(64, 96), "AVIF"),
    "HEIC": drawn_heic(smooth(64, 96)),
}


def refusal(data):
    try:
        decode_file(data, max_pixels=250_000)
    except CutoutError as error:
        return error
    return None


@pytest.mark.parametrize("kind", VALID)
def test_a_file_that_is_cut_anywhere(kind):
    whole, refused = VALID[kind], 0
    for keep in [*range(12), *np.linspace(12, len(whole) - 1, 60).astype(int)]:
        error = refusal(whole[:keep])
        if error is not None:
            refused += 1
            assert what_is_wrong(error.found) == "", (keep, error.found)
            assert "\n" not in error.detail
    assert refused > 40
    cut = refusal(whole[: len(whole) * 2 // 3])
    assert cut.found["case"] in ("ends-early", "picture-missing") and cut.found["format"] in kind


@pytest.mark.parametrize("kind", VALID)
def test_a_file_with_wrong_bytes(kind):
    pick = random.Random(kind)
    for _ in range(150):
        data = bytearray(VALID[kind])
        for _ in range(pick.choice((1, 3, 20))):
            data[pick.randrange(len(data))] = pick.randrange(256)
        error = refusal(bytes(data))
        if error is not None:
            assert what_is_wrong(error.found) == "", error.found
            assert "\n" not in error.detail


def test_what_our_own_readers_find_is_called_damaged_and_what_a_library_says_is_not():
    body = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    wrong_checksum = VALID["PNG"][:29] + b"\0\0\0\0" + VALID["PNG"][33:]
    assert refusal(wrong_checksum).found == {"case": "damaged", "format": "PNG"}
    odd = VALID["PNG"][:8] + chunk(b"IHDR", body) + chunk(b"IDAT", b"no zlib stream") + chunk(b"IEND", b"")
    assert refusal(odd).found == {"case": "undecodable", "format": "PNG"}
    assert png(colours(2, 2), 8, 2)  # the drawing itself is sound


@pytest.mark.parametrize(
    "said",
    ["libheif: Invalid input:\n\tEnd of file..", "", "Unsupported feature: Unsupported codec (4.3002)", "x" * 500],
)
def test_what_a_decoder_says_is_in_the_detail_only(said):
    error = decode_failure(SOURCES["heic"], ValueError(said), VALID["HEIC"])
    assert isinstance(error, DecodeFailedError)
    assert error.found == {"case": "undecodable", "format": "HEIC"}
    assert error.detail.startswith(f"ValueError: {' '.join(said.split())}")
