"""JPEG: colour models, ink never as a negative, multi-picture files, profiles, truncation."""

import io

import numpy as np
import pytest
from PIL import Image

from cutout.errors import DecodeFailedError
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import rgba_profile, saved, smooth


def close(photo, expected, tolerance):
    assert photo.rgb.shape == expected.shape
    assert np.abs(photo.rgb.astype(int) - expected).max() <= tolerance
    assert photo.source_alpha is None


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}])
def test_colour_pictures(options):
    picture = smooth(40, 56)
    close(decode(saved(picture, "JPEG", quality=97, **options)), picture, 10)


def test_grey_pictures_have_three_equal_channels():
    grey = smooth(40, 56)[..., :1]
    close(decode(saved(grey, "JPEG", quality=97)), np.repeat(grey, 3, 2), 4)


def ink_jpeg(cmyk):
    buffer = io.BytesIO()
    Image.fromarray(cmyk, "CMYK").save(buffer, "JPEG", quality=97)
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


def test_bytes_after_the_picture_do_not_matter():
    data = saved(smooth(24, 32), "JPEG")
    np.testing.assert_array_equal(decode(data + b"trailing" * 50).rgb, decode(data).rgb)


@pytest.mark.parametrize("part", [0.01, 0.3, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_truncated_file_fails(part, progressive):
    data = saved(np.random.default_rng(1).integers(0, 256, (200, 200, 3), np.uint8), "JPEG", progressive=progressive)
    with pytest.raises(DecodeFailedError) as caught:
        decode(data[: int(len(data) * part)])
    assert "JPEG" in caught.value.message and "save it again" in caught.value.message


def test_12_bit_pictures_fail_with_the_reason():
    data = bytearray(saved(smooth(16, 16), "JPEG"))
    data[data.index(b"\xff\xc0") + 4] = 12
    with pytest.raises(DecodeFailedError, match="12-bit"):
        decode(bytes(data))
