"""WebP: lossy, lossless, alpha, animation, the declared size, truncation."""

import io

import numpy as np
import pytest
from PIL import Image

from cutout.errors import DecodeFailedError
from cutout.formats.webp.riff import with_right_size
from cutout.formats.webp.source import declared_size
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import colours, rgba_profile, saved, smooth


def test_lossless_pictures_come_back_exactly():
    picture = colours(21, 34)
    photo = decode(saved(picture, "WEBP", lossless=True))
    np.testing.assert_array_equal(photo.rgb, picture)
    assert photo.alpha is None


def test_alpha_and_the_colour_under_it_come_back_exactly():
    rgba = colours(16, 16, 4)
    rgba[..., 3] = np.arange(256, dtype=np.uint8).reshape(16, 16)
    photo = decode(saved(rgba, "WEBP", lossless=True, exact=True))
    np.testing.assert_array_equal(photo.rgb, rgba[..., :3])
    np.testing.assert_allclose(photo.alpha, rgba[..., 3] / 255, atol=1e-7)


def test_lossy_pictures_are_close():
    picture = smooth(64, 80)
    assert np.abs(decode(saved(picture, "WEBP", quality=95)).rgb.astype(int) - picture).max() <= 12


def test_an_animation_gives_its_first_frame():
    frames = [Image.fromarray(colours(12, 10, seed=i)) for i in (1, 2)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    photo = decode(buffer.getvalue())
    np.testing.assert_array_equal(photo.rgb, np.asarray(frames[0]))
    assert photo.details["source_frames"] == 2


def test_a_profile_is_kept():
    assert decode(saved(smooth(8, 8), "WEBP", icc_profile=rgba_profile())).icc_profile == rgba_profile()


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"icc_profile": rgba_profile()}, {"quality": 5}])
@pytest.mark.parametrize("channels", [3, 4])
def test_the_declared_size_is_read_without_decoding(options, channels):
    assert declared_size(saved(colours(123, 457, channels), "WEBP", **options)) == (457, 123)


ANIMATION = {"save_all": True, "append_images": [Image.fromarray(colours(60, 41, seed=2))], "lossless": True}


@pytest.mark.parametrize(
    "options", [{"quality": 80}, {"lossless": True}, {"icc_profile": rgba_profile(), "exif": b"Exif"}, ANIMATION]
)
@pytest.mark.parametrize("declared", [-1, -2, -5, +1, +2, +1000, 0, 0xFFFFFFFF])
def test_a_wrong_size_of_the_whole_file_is_no_damage_where_all_chunks_are_there(options, declared):
    whole = saved(colours(60, 41), "WEBP", **options)
    says = declared if declared in (0, 0xFFFFFFFF) else len(whole) - 8 + declared
    photo = decode(whole[:4] + says.to_bytes(4, "little") + whole[8:])
    np.testing.assert_array_equal(photo.rgb, decode(whole).rgb)


def test_a_missing_last_byte_of_padding_is_no_damage():
    whole = saved(smooth(40, 30), "WEBP", quality=80, exif=b"Exif\0\0II*\0\x08\0\0\0\0")
    assert whole[-1] == 0 and int.from_bytes(whole[whole.index(b"EXIF") + 4 :][:4], "little") % 2
    np.testing.assert_array_equal(decode(whole[:-1]).rgb, decode(whole).rgb)


def test_what_lies_behind_the_stated_end_is_not_the_files():
    whole = saved(smooth(40, 30), "WEBP", quality=80)
    assert with_right_size(whole + b"junk" * 9) == whole + b"junk" * 9
    assert with_right_size(whole) is whole


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("lossless", [False, True])
def test_a_truncated_file_fails(part, lossless):
    data = saved(colours(100, 100), "WEBP", lossless=lossless)
    with pytest.raises(DecodeFailedError, match="WebP"):
        decode(data[: int(len(data) * part)])


def test_a_container_without_a_picture_fails():
    with pytest.raises(DecodeFailedError):
        decode(b"RIFF\x0c\0\0\0WEBPJUNK\0\0\0\0")
    assert declared_size(b"RIFF\x0c\0\0\0WEBPJUNK" + bytes(30)) is None
