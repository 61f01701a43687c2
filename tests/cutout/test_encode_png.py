"""The encoder against Pillow's decoder: what comes out is what went in, bit for bit."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cutout.colour.quantise import straight_rgba_strips
from cutout.formats.png.chunks import chunks
from cutout.formats.png.encode import encode_png, encode_png_strips
from cutout.formats.png.filters import CANDIDATES
from cutout.formats.png.verify import verify_png
from tests.cutout.drawing import colours, rgba_profile


def read_back(data):
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "RGBA"
        return np.asarray(image)


def test_every_alpha_with_arbitrary_colour_under_it_comes_back_bit_for_bit():
    rgba = colours(256, 64, 4)
    rgba[..., 3] = np.arange(256, dtype=np.uint8)[:, np.newaxis]
    np.testing.assert_array_equal(read_back(encode_png(rgba)), rgba)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (700, 701), (3, 70_000)])
def test_any_size_comes_back(shape):
    rgba = colours(*shape, 4)
    data = encode_png(rgba)
    np.testing.assert_array_equal(read_back(data), rgba)
    verify_png(data, width=shape[1], height=shape[0])


@pytest.mark.parametrize("kind", ["transposed", "reversed", "every other", "fortran", "read-only"])
def test_any_memory_layout_comes_back(kind):
    base = colours(60, 80, 4)
    rgba = {
        "transposed": base.swapaxes(0, 1),
        "reversed": base[::-1, ::-1],
        "every other": base[::2, ::2],
        "fortran": np.asfortranarray(base),
        "read-only": np.broadcast_to(base[:1], base.shape),
    }[kind]
    np.testing.assert_array_equal(read_back(encode_png(rgba)), rgba)


def test_flat_and_smooth_pictures_that_choose_other_filters_come_back():
    y, x = np.mgrid[:600, :900]
    smooth = np.dstack([x // 4, y // 4, x // 8 + y // 8, np.where(x < 400, 255, 0)]).astype(np.uint8)
    stripes = np.zeros((600, 900, 4), np.uint8)
    stripes[:, ::7] = 255
    both = np.concatenate([smooth, stripes, colours(600, 900, 4)])
    np.testing.assert_array_equal(read_back(encode_png(both)), both)


@given(st.integers(1, 40), st.integers(1, 40), st.binary(min_size=1, max_size=64))
@settings(max_examples=60)
def test_any_small_picture_survives_encode_verify_and_decode(height, width, pattern):
    rgba = np.resize(np.frombuffer(pattern, np.uint8), (height, width, 4))
    data = encode_png(rgba)
    verify_png(data, width=width, height=height)
    np.testing.assert_array_equal(read_back(data), rgba)


def test_strips_give_the_same_picture_as_the_whole():
    rgb = colours(900, 700)
    alpha = (colours(900, 700, 1)[..., 0] / np.float32(255)).astype(np.float32)
    data = encode_png_strips(straight_rgba_strips(rgb, alpha), width=700, height=900)
    back = read_back(data)
    np.testing.assert_array_equal(back[..., :3], rgb)
    np.testing.assert_array_equal(back[..., 3], colours(900, 700, 1)[..., 0])


def test_the_argument_is_not_modified():
    rgba = colours(50, 50, 4)
    before = rgba.copy()
    encode_png(rgba)
    np.testing.assert_array_equal(rgba, before)


def test_without_a_profile_the_picture_is_declared_srgb():
    kinds = [chunk.kind for chunk in chunks(encode_png(colours(2, 2, 4)))]
    assert list(dict.fromkeys(kinds)) == [b"IHDR", b"sRGB", b"IDAT", b"IEND"]


def test_a_profile_is_stored_and_replaces_the_srgb_chunk():
    profile = rgba_profile()
    found = {c.kind: bytes(c.body) for c in chunks(encode_png(colours(2, 2, 4), icc_profile=profile))}
    assert b"sRGB" not in found
    name, _, rest = found[b"iCCP"].partition(b"\0")
    assert name == b"ICC profile" and zlib.decompress(rest[1:]) == profile


NOT_RGBA = {
    "rgb": np.zeros((4, 4, 3), np.uint8),
    "grey": np.zeros((4, 4), np.uint8),
    "float": np.zeros((4, 4, 4), np.float32),
    "no rows": np.zeros((0, 4, 4), np.uint8),
    "no columns": np.zeros((4, 0, 4), np.uint8),
}


@pytest.mark.parametrize("wrong", NOT_RGBA.values(), ids=NOT_RGBA)
def test_another_shape_or_type_is_refused(wrong):
    with pytest.raises(ValueError, match=r"expected|not possible"):
        encode_png(wrong)


@pytest.mark.parametrize("heights", [(3,), (3, 3)])
def test_strips_that_do_not_add_up_are_refused(heights):
    with pytest.raises(ValueError, match="expected 4 rows"):
        encode_png_strips((colours(h, 5, 4) for h in heights), width=5, height=4)


def test_strips_of_another_width_are_refused():
    with pytest.raises(ValueError, match="strips"):
        encode_png_strips([colours(4, 6, 4)], width=5, height=4)


def test_photos_are_smaller_than_with_a_plain_compression():
    y, x = np.mgrid[:400, :400]
    rgba = np.dstack([np.sin(x / 9 + i) * 60 + np.cos(y / 7) * 60 + 128 for i in range(4)]).astype(np.uint8)
    assert len(encode_png(rgba)) < 0.7 * len(zlib.compress(rgba.tobytes(), 4))


def test_the_resolution_is_stored_behind_the_colour_space():
    data = encode_png_strips([colours(2, 2, 4)], width=2, height=2, pixels_per_metre=(11811, 5906))
    kinds = [c.kind for c in chunks(data)]
    assert list(dict.fromkeys(kinds)) == [b"IHDR", b"sRGB", b"pHYs", b"IDAT", b"IEND"]
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["dpi"] == pytest.approx((300, 150), abs=0.02)


@pytest.mark.parametrize("small_pixels", [0, 10**9])
def test_both_levels_write_the_same_pixels(monkeypatch, small_pixels):
    monkeypatch.setattr("cutout.formats.png.encode.SMALL_PIXELS", small_pixels)
    rgba = colours(70, 90, 4)
    np.testing.assert_array_equal(read_back(encode_png(rgba)), rgba)


@pytest.mark.parametrize("kind", CANDIDATES)
def test_every_filter_is_decoded_to_what_went_in(monkeypatch, kind):
    monkeypatch.setattr("cutout.formats.png.encode.choose_filter", lambda _rows, _above: kind)
    rgba = colours(300, 1100, 4)  # two strips
    data = encode_png(rgba)
    np.testing.assert_array_equal(read_back(data), rgba)
    verify_png(data, width=1100, height=300, strips=[rgba[:100], rgba[100:]])
