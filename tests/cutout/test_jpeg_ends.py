"""JPEG files without their end marker: whole ones are accepted with the same pixels, others say how much is missing."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from cutout.errors import DecodeFailedError
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
    assert caught.value.message.startswith("The JPEG file ends early: about ")
    return int(re.search(r"about (\d+) % of the picture is missing", caught.value.message)[1])


LARGE = saved(noise(400, 240), "JPEG")


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("behind", ["nothing", "an empty rest", "a trailer of text", "a video"])
def test_a_file_that_ends_early_says_how_much_is_missing(part, behind):
    start = scan_starts(LARGE)[0] + 14
    cut = LARGE[: start + round((len(LARGE) - start) * part)]
    assert abs(percent_missing(cut + BEHIND[behind]) - 100 * (1 - part)) <= 5


def test_a_file_without_any_of_its_picture():
    assert percent_missing(LARGE[: scan_starts(LARGE)[0] + 14]) == 100
    with pytest.raises(DecodeFailedError, match="ends early: a part of it is missing"):
        decode(LARGE[:100])


def test_a_missing_component_is_a_third_of_the_picture():
    data = WHOLE["a scan a component"]
    assert percent_missing(data[: scan_starts(data)[2]]) == 33


def test_a_progressive_file_that_ends_between_two_scans_lacks_detail():
    data = saved(noise(80, 80), "JPEG", progressive=True)
    missing = []
    for start in scan_starts(data)[1:]:
        with pytest.raises(DecodeFailedError) as caught:
            decode(data[:start])
        missing.append(int(re.search(r"about (\d+) % of the picture's detail is", caught.value.message)[1]))
    assert missing == sorted(missing, reverse=True) and missing[0] > 90


def test_a_progressive_file_of_fewer_scans_is_whole_with_its_end_marker():
    data = saved(noise(80, 80), "JPEG", progressive=True)
    assert decode(data[: scan_starts(data)[5]] + END).rgb.shape == (80, 80, 3)


def test_behind_damage_the_picture_goes_on_at_the_next_restart_marker():
    data = saved(noise(160, 64), "JPEG", restart_marker_rows=1)
    start = scan_starts(data)[0] + 14
    at = next(at for at in range(start + (len(data) - start) // 4, len(data)) if 0xFF not in data[at - 1 : at + 3])
    damaged = decode(data[:at] + b"\xff\x9f" + data[at + 2 :]).rgb
    same = (damaged == decode(data).rgb).all(axis=(1, 2))
    assert same[:16].all() and same[-64:].all() and not same.all()


def test_segments_between_and_behind_scans_do_not_matter():
    data = WHOLE["a scan a component"]
    second = scan_starts(data)[1]
    between = data[:second] + segment(0xFE, b"a comment \xff\xd9 with a marker") + data[second:]
    np.testing.assert_array_equal(decode(between).rgb, decode(data).rgb)
    behind = data[:-2] + segment(0xFE, b"a comment") + END
    np.testing.assert_array_equal(decode(behind).rgb, decode(data).rgb)
