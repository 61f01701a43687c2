"""JPEG files that end early or lack their end marker: whole ones keep their pixels, others say how much is missing."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from cutout.errors import DecodeFailedError
from tests.cutout.codecs_player import CPythonCodecs
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import saved, smooth
from tests.cutout.jpeg_drawing import END, noise, scan_starts, segment, with_sampling


def ink():
    buffer = io.BytesIO()
    Image.fromarray(np.dstack([noise(40, 56), smooth(40, 56)[..., 0]]), "CMYK").save(buffer, "JPEG")
    return buffer.getvalue()


WHOLE = {
    "baseline": saved(noise(40, 56), "JPEG"),
    "flat": saved(np.full((48, 64, 3), 255, np.uint8), "JPEG", optimize=True),
    "progressive": saved(noise(40, 56), "JPEG", progressive=True),
    "grey": saved(noise(40, 56)[..., :1], "JPEG"),
    "restarts": saved(noise(40, 56), "JPEG", restart_marker_rows=1),
    "restarts in steps": saved(noise(40, 56), "JPEG", progressive=True, restart_marker_blocks=1),
    "a scan a component": with_sampling(noise(40, 56), ((2, 1), (1, 1), (1, 1))),
    "ink": ink(),
}
BEHIND = {
    "nothing": b"",
    "half a marker": b"\xff",
    "fill bytes": b"\xff" * 300,
    "an empty rest": bytes(4096),
    "a trailer of text": b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1611111111111SEFHj\0\0\0\x01\0\0\0SEFT",
    "a video": b"\0\0\0\x18ftypmp42" + np.random.default_rng(3).bytes(5000) + END,
    "another picture": saved(smooth(16, 16), "JPEG"),
    "half a segment": b"\xff\xe1\xff\xff",
    "an end marker": END,
}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("behind", BEHIND)
def test_whole_pictures_without_end_marker_are_as_with_it(kind, behind):
    data = WHOLE[kind]
    assert data.endswith(END)
    if (kind, behind) == ("flat", "an empty rest"):
        assert data[-10:-2] == bytes(8)  # its own data are zeros: it cannot be told from a download that broke off
        return
    np.testing.assert_array_equal(decode(data[:-2] + BEHIND[behind]).rgb, decode(data).rgb)


@pytest.mark.parametrize("kind", WHOLE)
def test_not_one_byte_of_the_picture_may_be_missing_unless_nothing_is_seen_of_it(kind):
    data = WHOLE[kind]
    expected = decode(data).rgb
    refused = 0
    for missing in range(1, 12):
        try:
            found = decode(data[: -2 - missing]).rgb
        except DecodeFailedError:
            refused += 1
            continue
        np.testing.assert_array_equal(found, expected)
    assert refused >= 9


def percent_missing(data):
    with pytest.raises(DecodeFailedError) as caught:
        decode(data)
    assert (caught.value.found["case"], caught.value.found["format"]) == ("picture-missing", "JPEG")
    return caught.value.found["percent"]


LARGE = saved(noise(400, 240), "JPEG")
HIGH = saved(noise(800, 16)[..., :1], "JPEG", restart_marker_rows=1)
LARGE_RESTARTS = saved(noise(400, 240), "JPEG", restart_marker_rows=1)


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("data", [LARGE, LARGE_RESTARTS], ids=["", "restarts"])
def test_a_file_that_ends_early_says_how_much_is_missing(data, part, behind):
    start = scan_starts(data)[0] + 14
    cut = data[: start + round((len(data) - start) * part)]
    assert abs(percent_missing(cut + BEHIND[behind]) - 100 * (1 - part)) <= 5


@pytest.mark.parametrize("behind", ["nothing", "an end marker", "a video", "another picture"])
def test_a_file_that_ends_just_before_a_restart_marker(behind):
    places = [match.start() for match in re.finditer(rb"\xff[\xd0-\xd7]", LARGE_RESTARTS)]
    assert len(places) == 24
    assert abs(percent_missing(LARGE_RESTARTS[: places[12]] + BEHIND[behind]) - 48) <= 1


def test_a_frame_of_more_rows_than_there_are():
    doubled = bytearray(LARGE)
    at = LARGE.index(b"\xff\xc0") + 5
    doubled[at : at + 2] = (800).to_bytes(2, "big")
    assert percent_missing(bytes(doubled)) == 50


class Remarking(CPythonCodecs):
    """Says this about each file, and counts."""

    def __init__(self, remarks):
        self.remarks = remarks
        self.decoded = 0

    async def decode_jpeg(self, data):
        self.decoded += 1
        picture = await super().decode_jpeg(data)
        picture.remarks = self.remarks
        return picture


def test_only_what_a_decoder_finds_fault_with_is_decoded_more_than_once():
    healthy, faulty = Remarking(""), Remarking("Corrupt JPEG data: 4 extraneous bytes before marker 0xd9")
    expected = decode(LARGE, codecs=healthy).rgb
    np.testing.assert_array_equal(decode(LARGE, codecs=faulty).rgb, expected)
    assert (healthy.decoded, faulty.decoded) == (1, 3)


def test_a_file_without_any_of_its_picture():
    assert percent_missing(LARGE[: scan_starts(LARGE)[0] + 14]) == 100
    with pytest.raises(DecodeFailedError, match="ends-early"):
        decode(LARGE[:100])


WITH_PREVIEW = saved(
    noise(40, 24), "JPEG", exif=b"Exif\0\0" + saved(noise(60, 60), "JPEG"), icc_profile=b"profile" * 3000
)
"""Inside its headers there is the whole file of a preview, with an end marker of its own."""


@pytest.mark.parametrize("filling", [b"", bytes(5000)], ids=["", "an empty rest"])
@pytest.mark.parametrize("part", [0.001, 0.2, 0.5, 0.9, 0.99])
def test_a_file_that_ends_among_its_headers_ends_early_whatever_the_headers_hold(part, filling):
    cut = WITH_PREVIEW[: max(3, round(scan_starts(WITH_PREVIEW)[-1] * part))] + filling
    with pytest.raises(DecodeFailedError, match="ends-early"):
        decode(cut)


@pytest.mark.parametrize("behind", [b"", bytes(100)], ids=["", "zeros"])
@pytest.mark.parametrize("length", [0, 1, 65535])
def test_a_whole_file_with_a_wrong_length_among_its_headers_is_damaged(length, behind):
    data = bytearray(LARGE)
    data[4:6] = length.to_bytes(2, "big")
    assert len(data) > 40_000
    with pytest.raises(DecodeFailedError, match="damaged"):
        decode(bytes(data[:40_000]) + END + behind)


def test_a_missing_component_counts_by_its_samples():
    data = with_sampling(noise(160, 96), ((2, 2), (1, 1), (1, 1)))
    _, second, third = scan_starts(data)
    # Two colours with a sample each beside four of brightness; a photo's sample of colour takes a third of the bytes.
    assert percent_missing(data[:second]) == 14
    assert percent_missing(data[:third]) == 7
    for end in (b"", END):
        assert abs(percent_missing(data[: (third + len(data)) // 2] + end) - 4) <= 1


@pytest.mark.parametrize("end", [b"", END])
@pytest.mark.parametrize("part", [0.25, 0.5, 0.75, 0.95])
def test_a_progressive_photo_lacks_about_the_share_of_its_bytes(part, end):
    rng = np.random.default_rng(2)
    coarse = [np.kron(rng.integers(-90, 90, (256 // step, 256 // step)), np.ones((step, step))) for step in (4, 16, 64)]
    picture = np.clip(128 + sum(coarse) / 2 + rng.normal(0, 12, (256, 256)), 0, 255).astype(np.uint8)
    data = saved(np.dstack([picture, picture // 2 + 64, picture // 3]), "JPEG", progressive=True, quality=90)
    with pytest.raises(DecodeFailedError) as caught:
        decode(data[: round(len(data) * part)] + end)
    assert caught.value.found["case"] == "detail-missing"
    assert abs(caught.value.found["percent"] - 100 * (1 - part)) <= 12


def test_a_progressive_file_that_ends_between_two_scans_lacks_detail():
    data = saved(noise(80, 80), "JPEG", progressive=True)
    missing = []
    for start in scan_starts(data)[1:]:
        with pytest.raises(DecodeFailedError) as caught:
            decode(data[:start])
        assert caught.value.found["case"] == "detail-missing"
        missing.append(caught.value.found["percent"])
    assert missing == sorted(missing, reverse=True) and missing[0] > 85


def test_whole_scans_with_an_end_marker_are_accepted_and_what_is_not_in_the_file_is_said():
    data = saved(noise(80, 80), "JPEG", progressive=True)
    fewer = decode(data[: scan_starts(data)[5]] + END)
    assert fewer.rgb.shape == (80, 80, 3) and 0.3 < fewer.details["source_missing"] < 0.7
    assert "source_missing" not in decode(data).details
    data = WHOLE["a scan a component"]
    assert decode(data[: scan_starts(data)[1]] + END).details["source_missing"] == 0.25


def test_behind_damage_the_picture_goes_on_at_the_next_restart_marker():
    data = saved(noise(160, 64), "JPEG", restart_marker_rows=1)
    start = scan_starts(data)[0] + 14
    at = next(at for at in range(start + (len(data) - start) // 4, len(data)) if 0xFF not in data[at - 1 : at + 3])
    damaged = decode(data[:at] + b"\xff\x9f" + data[at + 2 :]).rgb
    same = (damaged == decode(data).rgb).all(axis=(1, 2))
    assert same[:16].all() and same[-64:].all() and not same.all()


def test_damage_that_swallows_restart_markers_costs_the_last_rows_and_no_more():
    places = [match.start() for match in re.finditer(rb"\xff[\xd0-\xd7]", HIGH)]
    expected = decode(HIGH).rgb
    # Five of eight: a decoder takes the sixth marker for the first, and five pieces of eight rows lack at the end.
    found = decode(HIGH[: places[20] - 9] + HIGH[places[25] :]).rgb
    same = (found[:-40] == expected[:-40]).all(axis=(1, 2))
    assert same[:160].all() and (found[176:-40] == expected[216:]).all()
    assert percent_missing(HIGH[: places[50] - 9] + END) >= 49


def test_segments_between_and_behind_scans_do_not_matter():
    data = WHOLE["a scan a component"]
    second = scan_starts(data)[1]
    between = data[:second] + segment(0xFE, b"a comment \xff\xd9 with a marker") + data[second:]
    np.testing.assert_array_equal(decode(between).rgb, decode(data).rgb)
    behind = data[:-2] + segment(0xFE, b"a comment") + END
    np.testing.assert_array_equal(decode(behind).rgb, decode(data).rgb)
