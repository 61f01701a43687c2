"""The check of an AVIF finds other structure, other size, another tag and other pixels, and says which."""

import asyncio
import contextlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cutout.errors import EncodeVerificationFailedError
from cutout.formats.avif.encode import encode_avif
from cutout.formats.avif.verify import verify_avif
from cutout.pictures import Photo
from tests.cutout.codecs_player import CPythonCodecs
from tests.cutout.drawing import drawn_heic, exif, rgba_profile, saved
from tests.cutout.pictures import every_alpha, noise, opaque, replaced, soft


def encoded(picture, quality=85, lossless=False):
    return asyncio.run(encode_avif(picture, CPythonCodecs(), quality=quality, lossless=lossless))


def check(data, picture, lossless=False, codecs=None):
    asyncio.run(verify_avif(data, picture, codecs or CPythonCodecs(), lossless=lossless))


PICTURE = soft(90, 120)
GOOD = encoded(PICTURE)


def refused(data, picture=PICTURE, **options):
    with pytest.raises(EncodeVerificationFailedError) as caught:
        check(data, picture, **options)
    return caught.value.detail


@pytest.mark.parametrize("picture", [soft(), opaque(), noise(1, 1), noise(3, 5), noise(64, 1)])
def test_what_the_encoder_writes_passes(picture):
    check(encoded(picture), picture)


def test_a_lossless_file_passes():
    picture = every_alpha(channels=1)
    check(encoded(picture, lossless=True), picture, lossless=True)


@pytest.mark.parametrize("quality", [1, 100])
def test_any_colours_pass_at_any_quality(quality):
    picture = Photo(noise(90, 90).rgb, soft(90, 90).alpha)
    check(encoded(picture, quality), picture)


def sequence():
    frames = [Image.fromarray(soft(90, 120).whole()) for _ in range(2)]
    frames[1].putpixel((1, 1), (0, 0, 0, 255))
    buffer = io.BytesIO()
    frames[0].save(buffer, "AVIF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


DAMAGED = {
    "empty": (b"", "file type box"),
    "a PNG": (saved(PICTURE.whole(), "PNG"), "file type box"),
    "a HEIC": (drawn_heic(PICTURE.whole()), "AVIF is not among the brands"),
    "a sequence": (sequence(), "it is a sequence"),
    "cut short": (GOOD[:-9], "add up"),
    "longer": (GOOD + bytes(5), "add up"),
    "another box": (GOOD + b"\0\0\0\x09free?" + b"\0", "add up"),
    "no alpha": (saved(PICTURE.rgb, "AVIF"), "it has no alpha"),
    "turned": (saved(PICTURE.whole(), "AVIF", exif=exif(6)), "turned"),
    "profile": (saved(PICTURE.whole(), "AVIF", icc_profile=rgba_profile()), "it has a colour profile"),
    "colours": (replaced(GOOD, b"colrnclx\0\x01\0\x0d", b"colrnclx\0\x0c\0\x0d"), "its colours are Nclx(primaries=12"),
    "no colours": (replaced(GOOD, b"colrnclx", b"free\0\0\0\0"), "its colours are None"),
    "item": (GOOD.replace(b"av01", b"grid"), "the primary item is b'grid'"),
    "places": (GOOD.replace(b"mdat", b"free"), "not inside the media data"),
    "no places": (GOOD.replace(b"iloc", b"free"), "no picture has a place"),
}


@pytest.mark.parametrize(("data", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_found_and_named(data, reason):
    assert reason in refused(data)


def test_another_size_is_found():
    assert "it is 120 x 90 pixels" in refused(GOOD, soft(91, 120))


def test_pixels_that_cannot_be_decoded_are_found():
    at = GOOD.index(b"mdat") + 4
    assert "cannot be decoded" in refused(GOOD[:at] + bytes(len(GOOD) - at))


def test_other_alpha_is_found():
    rgba = PICTURE.whole()
    rgba[:, :, 3] = rgba[:, ::-1, 3] // 2
    assert "alpha is off" in refused(saved(rgba, "AVIF"))


def test_other_colours_are_found():
    picture = soft(90, 120)
    picture.rgb[..., 0] = 255
    assert "a colour is off" in refused(
        saved(np.ascontiguousarray(picture.whole()[..., [2, 1, 0, 3]]), "AVIF"), picture
    )


def test_one_other_byte_in_a_lossless_file_is_found():
    picture = every_alpha(channels=1)
    rgba = picture.whole()
    rgba[3, 5, :3] ^= 1
    data = saved(rgba, "AVIF", quality=100, subsampling="4:4:4")
    assert "R at row 3, column 5" in refused(data, picture, lossless=True)


def test_only_large_lossy_files_are_spared_decoding(monkeypatch):
    monkeypatch.setattr("cutout.formats.avif.verify.LOSSY_DECODE_PIXELS", 10)
    at = GOOD.index(b"mdat") + 4
    undecodable = GOOD[:at] + bytes(len(GOOD) - at)
    check(undecodable, PICTURE)
    refused(undecodable, lossless=True)


@given(st.data())
@settings(max_examples=60)
def test_a_changed_byte_passes_or_is_refused_but_never_crashes(data):
    at = data.draw(st.integers(0, min(600, len(GOOD) - 1)))
    changed = GOOD[:at] + bytes([data.draw(st.integers(0, 255))]) + GOOD[at + 1 :]
    with contextlib.suppress(EncodeVerificationFailedError):
        check(changed, PICTURE)
