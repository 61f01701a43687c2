"""The check of a WebP finds other structure, other size, other profile and other pixels, and says which."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cutout.errors import EncodeVerificationFailedError
from cutout.formats.shared import verify_pixels
from cutout.formats.webp.encode import encode_webp
from cutout.formats.webp.verify import verify_webp
from cutout.pictures import Photo
from tests.cutout.drawing import rgba_profile, saved
from tests.cutout.pictures import every_alpha, noise, opaque, replaced, soft

PICTURE = soft(30, 40)
PROFILED = soft(30, 40, icc_profile=rgba_profile())
LOSSY = encode_webp(PICTURE, quality=85, lossless=False)
LOSSLESS = encode_webp(PICTURE, quality=85, lossless=True)
WITH_PROFILE = encode_webp(PROFILED, quality=85, lossless=False)


def refused(data, picture=PICTURE, *, lossless=False):
    with pytest.raises(EncodeVerificationFailedError) as caught:
        verify_webp(data, picture, lossless=lossless)
    return caught.value.detail


@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("profile", [None, rgba_profile()])
@pytest.mark.parametrize("picture", [every_alpha(), soft(), opaque(), noise(1, 1), noise(3, 5)])
def test_what_the_encoder_writes_passes(picture, profile, lossless):
    picture = Photo(picture.rgb, picture.alpha, profile)
    verify_webp(encode_webp(picture, quality=85, lossless=lossless), picture, lossless=lossless)


@pytest.mark.parametrize("quality", [1, 100])
def test_noise_passes_at_any_quality(quality):
    verify_webp(encode_webp(noise(90, 90), quality=quality, lossless=False), noise(90, 90), lossless=False)


def resized(data):
    """Correct the length in the RIFF header after a change."""
    return data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:]


def chunk(kind, body):
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


DAMAGED = {
    "empty": (b"", "signature"),
    "a PNG": (saved(PICTURE.whole(), "PNG"), "signature"),
    "cut short": (LOSSY[:-10], "the file says it has"),
    "longer": (LOSSY + b"\0\0", "the file says it has"),
    "cut in a chunk": (resized(LOSSY[:-10]), "are there"),
    "cut in a header": (resized(LOSSY + b"EXIF"), "inside a chunk header"),
    "EXIF": (resized(LOSSY + chunk(b"EXIF", b"GPS")), "the chunks are"),
    "two pictures": (resized(LOSSY + chunk(b"VP8 ", b"")), "the chunks are"),
    "no alpha flag": (replaced(LOSSY, b"VP8X\x0a\0\0\0\x10", b"VP8X\x0a\0\0\0\0"), "VP8X is 00"),
    "animation flag": (replaced(LOSSY, b"VP8X\x0a\0\0\0\x10", b"VP8X\x0a\0\0\0\x12"), "VP8X is 12"),
    "lossless": (LOSSLESS, "the chunks are VP8L"),
    "no key frame": (replaced(LOSSY, b"\x9d\x01\x2a", b"\x9d\x01\x2b"), "key frame"),
    "width": (replaced(LOSSY, b"\x9d\x01\x2a\x28\0", b"\x9d\x01\x2a\x29\0"), "41 x 30"),
    "canvas": (replaced(LOSSY, b"\x27\0\0\x1d\0\0", b"\x28\0\0\x1d\0\0"), "VP8X is"),
    "no alpha": (saved(PICTURE.rgb, "WEBP"), "it has no alpha"),
    "profile": (WITH_PROFILE, "profile is not"),
}


@pytest.mark.parametrize(("data", "reason"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_found_and_named(data, reason):
    assert reason in refused(data)


def test_a_missing_or_changed_profile_is_found():
    assert "profile" in refused(LOSSY, PROFILED)
    assert "profile" in refused(WITH_PROFILE.replace(b"acsp", b"acsq"), PROFILED)


@pytest.mark.parametrize("channel", range(4))
@pytest.mark.parametrize("row", [0, 29])
def test_one_other_byte_in_a_lossless_file_is_found_and_named(row, channel):
    rgba = PICTURE.whole()
    rgba[row, 7, channel] ^= 1
    data = saved(rgba, "WEBP", lossless=True, exact=True)
    assert f"{'RGBA'[channel]} at row {row}, column 7" in refused(data, lossless=True)


def test_lossless_without_the_hidden_colours_is_found():
    meant = noise(64, 64).whole() & np.uint8([255, 255, 255, 128])
    data = saved(meant, "WEBP", lossless=True)
    picture = Photo(meant[..., :3].copy(), meant[..., 3].astype(np.float32) / np.float32(255))
    assert " at row " in refused(data, picture, lossless=True)


def test_one_other_alpha_in_a_lossy_file_is_found():
    rgba = PICTURE.whole()
    rgba[15, 20, 3] -= 1
    assert "alpha is off" in refused(saved(rgba, "WEBP", quality=85, alpha_quality=100))


@pytest.mark.parametrize("kind", ["premultiplied", "BGR", "inverted"])
def test_other_colours_in_a_lossy_file_are_found(kind):
    picture = soft()
    picture.alpha[:] *= 0.6
    rgba = picture.whole()
    if kind == "premultiplied":
        rgba[..., :3] = rgba[..., :3] * (rgba[..., 3:] / 255)
    elif kind == "BGR":
        picture.rgb[..., 0] = 255
        rgba = picture.whole()[..., [2, 1, 0, 3]]
    else:
        rgba[..., :3] = 255 - rgba[..., :3] // 2
    data = saved(np.ascontiguousarray(rgba), "WEBP", quality=85, alpha_quality=100)
    assert "a colour is off" in refused(data, picture)


def test_pixels_that_cannot_be_decoded_are_found():
    at = LOSSLESS.index(b"VP8L") + 13
    damaged = LOSSLESS[:at] + b"\xff" * (len(LOSSLESS) - at)
    assert "cannot be decoded" in refused(damaged, lossless=True) or "at row" in refused(damaged, lossless=True)


def test_only_large_lossy_files_are_spared_decoding(monkeypatch):
    monkeypatch.setattr("cutout.formats.webp.verify.LOSSY_DECODE_PIXELS", 10)
    rgba = PICTURE.whole()
    rgba[15, 20, 3] -= 1
    verify_webp(saved(rgba, "WEBP", alpha_quality=100), PICTURE, lossless=False)
    refused(saved(rgba, "WEBP", lossless=True, exact=True), lossless=True)
    assert verify_pixels.LOSSY_DECODE_PIXELS >= 12_000_000


@given(st.data())
@settings(max_examples=100)
def test_no_change_to_a_lossless_file_hands_out_other_pixels(data):
    at = data.draw(st.integers(0, len(LOSSLESS) - 1))
    changed = LOSSLESS[:at] + bytes([data.draw(st.integers(0, 255))]) + LOSSLESS[at + 1 :]
    try:
        verify_webp(changed, PICTURE, lossless=True)
    except EncodeVerificationFailedError:
        return
    with Image.open(io.BytesIO(changed)) as image:
        np.testing.assert_array_equal(np.asarray(image.convert("RGBA")), PICTURE.whole())
