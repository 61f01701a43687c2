"""PNG: every colour type and bit depth, transparency, 16 bits, interlacing, animation, profiles and damage."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from cutout.errors import DecodeFailedError
from tests.cutout.codecs_player import decode_file as decode
from tests.cutout.drawing import chunk, colours, png, rgba_profile, saved

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


def samples(bits, channels, height=9, width=13, seed=5):
    return np.random.default_rng(seed).integers(0, 1 << bits, (height, width, channels))


def nearest_8_bit(values, bits):
    return np.floor(values * 255 / ((1 << bits) - 1) + 0.5).astype(np.uint8)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(
    ("colour_type", "bits"),
    [(GREY, bits) for bits in (1, 2, 4, 8, 16)]
    + [(kind, bits) for kind in (RGB, GREY_ALPHA, RGBA) for bits in (8, 16)],
)
def test_every_kind_has_the_nearest_8_bit_colour_and_its_alpha(colour_type, bits, interlaced):
    channels = {GREY: 1, RGB: 3, GREY_ALPHA: 2, RGBA: 4}[colour_type]
    values = samples(bits, channels)
    photo = decode(png(values, bits, colour_type, interlaced=interlaced))
    has_alpha = colour_type in (GREY_ALPHA, RGBA)
    colour = values[..., :-1] if has_alpha else values
    np.testing.assert_array_equal(photo.rgb, np.broadcast_to(nearest_8_bit(colour, bits), (*values.shape[:2], 3)))
    if has_alpha:
        np.testing.assert_allclose(photo.alpha, values[..., -1] / ((1 << bits) - 1), atol=1e-7)
    else:
        assert photo.alpha is None
    assert photo.details["source_bits"] == bits


def test_every_16_bit_value_is_rounded_to_the_nearest_8_bit_value():
    values = np.arange(65536).reshape(256, 256, 1)
    expected = nearest_8_bit(values, 16)
    grey = decode(png(values, 16, GREY))
    colour = decode(png(np.repeat(values, 3, 2), 16, RGB))
    np.testing.assert_array_equal(grey.rgb, np.repeat(expected, 3, 2))
    np.testing.assert_array_equal(colour.rgb, np.repeat(expected, 3, 2))


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
@pytest.mark.parametrize("transparency", [None, b"\x00", b"\xff\x80\x00", bytes(range(0, 256, 17))])
def test_palettes_with_and_without_transparency(bits, transparency):
    size = 1 << bits
    palette = colours(1, size)[0]
    indices = samples(bits, 1)
    extra = [chunk(b"PLTE", palette.tobytes())]
    opacity = np.full(size, 255)
    if transparency is not None:
        transparency = transparency[:size]
        extra.append(chunk(b"tRNS", transparency))
        opacity[: len(transparency)] = list(transparency)
    photo = decode(png(indices, bits, PALETTE, before_pixels=extra))
    np.testing.assert_array_equal(photo.rgb, palette[indices[..., 0]])
    expected = opacity[indices[..., 0]]
    if (expected == 255).all():
        assert photo.alpha is None
    else:
        np.testing.assert_allclose(photo.alpha, expected / 255, atol=1e-7)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_a_transparent_grey_is_compared_in_the_files_own_depth(bits):
    values = samples(bits, 1)
    key = int(values[3, 4, 0])
    photo = decode(png(values, bits, GREY, before_pixels=[chunk(b"tRNS", struct.pack(">H", key))]))
    np.testing.assert_array_equal(photo.alpha, np.where(values[..., 0] == key, 0.0, 1.0))


@pytest.mark.parametrize("bits", [8, 16])
def test_a_transparent_colour_is_compared_in_all_channels_and_bits(bits):
    values = samples(bits, 3)
    values[0] = values[0, 0]
    values[0, 1, 2] ^= 1  # differs in the lowest bit of one channel only
    key = struct.pack(">3H", *values[0, 0])
    photo = decode(png(values, bits, RGB, before_pixels=[chunk(b"tRNS", key)]))
    np.testing.assert_array_equal(photo.alpha, np.where((values == values[0, 0]).all(2), 0.0, 1.0))
    assert photo.alpha[0, 1] == 1 and photo.alpha[0, 2] == 0


def test_colours_under_transparent_pixels_are_kept():
    rgba = colours(8, 8, 4)
    rgba[::2, :, 3] = 0
    np.testing.assert_array_equal(decode(saved(rgba, "PNG")).rgb, rgba[..., :3])


def test_an_opaque_alpha_channel_is_no_alpha():
    rgba = colours(8, 8, 4)
    rgba[..., 3] = 255
    photo = decode(saved(rgba, "PNG"))
    assert photo.alpha is None and photo.details["source_transparent"] is False


def test_an_animation_gives_its_default_image():
    frames = [Image.fromarray(colours(6, 8, seed=i)) for i in (1, 2, 3)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "PNG", save_all=True, append_images=frames[1:], duration=100)
    photo = decode(buffer.getvalue())
    np.testing.assert_array_equal(photo.rgb, np.asarray(frames[0]))
    assert photo.details["source_frames"] == 3


def test_an_rgb_profile_is_kept_and_others_are_dropped():
    def with_profile(profile):
        body = b"name\0\0" + zlib.compress(profile)
        return decode(png(samples(8, 3), 8, RGB, before_pixels=[chunk(b"iCCP", body)]))

    assert with_profile(rgba_profile()).icc_profile == rgba_profile()
    for useless in (rgba_profile(b"GRAY"), rgba_profile(b"CMYK"), b"nonsense", rgba_profile()[:-1]):
        photo = with_profile(useless)
        assert photo.icc_profile is None and photo.details["icc_profile"] == "dropped"


SIDE_DAMAGE = {
    "text bomb": chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(30_000_000))),
    "profile bomb": chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(30_000_000))),
    "profile that is no zlib stream": chunk(b"iCCP", b"a\0\0xxxx"),
    "profile of another compression": chunk(b"iCCP", b"a\0\x07xxxx"),
    "profile without content": chunk(b"iCCP", b""),
    "short pHYs": chunk(b"pHYs", b"\0"),
    "short gAMA": chunk(b"gAMA", b""),
    "wrong checksum of a text": chunk(b"tEXt", b"a\0b")[:-1] + b"!",
    "animation without frames": chunk(b"acTL", bytes(8)),
}


@pytest.mark.parametrize("extra", SIDE_DAMAGE.values(), ids=SIDE_DAMAGE)
def test_damage_beside_the_picture_does_not_fail_it(extra):
    values = samples(8, 3)
    photo = decode(png(values, 8, RGB, before_pixels=[extra], after_pixels=[extra]))
    np.testing.assert_array_equal(photo.rgb, values)
    assert photo.icc_profile is None


def reject(data):
    with pytest.raises(DecodeFailedError) as caught:
        decode(data)
    assert caught.value.code == "decode-failed" and caught.value.found["format"] == "PNG"
    return caught.value


def test_every_truncation_inside_the_pixels_fails():
    data = saved(colours(20, 20), "PNG")
    start, end = data.index(b"IDAT") + 4, data.index(b"IEND") - 8
    for length in (*range(8, start, 5), start + 1, (start + end) // 2, end - 8):
        reject(data[:length])


def test_a_flipped_bit_in_the_pixels_is_found_by_its_checksum():
    data = bytearray(saved(colours(20, 20), "PNG"))
    data[data.index(b"IDAT") + 200] ^= 4
    assert "checksum" in reject(bytes(data)).detail


def test_a_file_without_its_last_chunk_is_still_a_picture():
    data = saved(colours(20, 20), "PNG")
    np.testing.assert_array_equal(decode(data[:-12]).rgb, colours(20, 20))


@pytest.mark.parametrize("width_height", [(0, 5), (5, 0)])
def test_a_picture_without_pixels_fails(width_height):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *width_height, 8, 2, 0, 0, 0))
    reject(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))


@pytest.mark.parametrize(("bits", "colour_type"), [(3, GREY), (16, PALETTE), (8, 1), (4, RGB), (8, 7)])
def test_a_kind_that_does_not_exist_fails(bits, colour_type):
    reject(png(samples(8, 3), 8, RGB).replace(b"\x08\x02\0\0\0", bytes([bits, colour_type, 0, 0, 0]), 1))
    good_checksum = chunk(b"IHDR", struct.pack(">IIBBBBB", 13, 9, bits, colour_type, 0, 0, 0))
    reject(b"\x89PNG\r\n\x1a\n" + good_checksum + png(samples(8, 3), 8, RGB)[33:])
