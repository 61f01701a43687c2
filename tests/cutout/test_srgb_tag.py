"""An AVIF gets its colours described as sRGB: where the boxes say, nowhere else, and no byte beside two numbers."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutout.formats.avif.srgb_tag import tagged_as_srgb
from cutout.formats.heif.boxes import BrokenBoxesError
from cutout.formats.heif.header import read_header
from tests.cutout.drawing import saved
from tests.cutout.pictures import replaced, soft

SRGB = saved(soft(90, 120).whole(), "AVIF")
"""Pillow's encoder, unlike the browser's, describes them itself."""
BARE = replaced(SRGB, b"colrnclx\0\x01\0\x0d", b"colrnclx\0\x02\0\x02")
"""The same as the browser's encoder would leave it: unspecified."""


def test_only_the_two_numbers_are_written():
    assert tagged_as_srgb(BARE) == SRGB
    nclx = read_header(tagged_as_srgb(BARE)).nclx
    assert (nclx.primaries, nclx.transfer, nclx.matrix) == (1, 13, 6)


def test_what_is_tagged_stays_as_it_is():
    assert tagged_as_srgb(SRGB) == SRGB


def test_bytes_that_only_look_like_a_description_stay():
    decoy = b"\0\0\0\x17freecolrnclx\0\x02\0\x02\0\x06\0"
    assert tagged_as_srgb(BARE + decoy) == SRGB + decoy
    # before the real one too: as a box inside the metadata that no picture has as its property
    at = BARE.index(b"ftyp") - 4
    size = int.from_bytes(BARE[at : at + 4], "big")
    assert tagged_as_srgb(BARE[:size] + decoy + BARE[size:]) == SRGB[:size] + decoy + SRGB[size:]


@pytest.mark.parametrize(
    "data",
    [b"", b"no boxes at all", saved(soft(9, 9).whole(), "PNG"), BARE.replace(b"colrnclx", b"colrprof")],
    ids=["empty", "words", "a PNG", "a description of another kind"],
)
def test_a_file_without_a_description_is_refused(data):
    with pytest.raises(BrokenBoxesError):
        tagged_as_srgb(data)


@given(st.data())
def test_damage_is_refused_or_survived_and_changes_no_length(data):
    at = data.draw(st.integers(0, min(600, len(BARE) - 1)))
    changed = BARE[:at] + bytes([data.draw(st.integers(0, 255))]) + BARE[at + 1 :]
    with contextlib.suppress(BrokenBoxesError):
        assert len(tagged_as_srgb(changed)) == len(changed)
