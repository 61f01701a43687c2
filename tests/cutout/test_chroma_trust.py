"""Chroma of half the resolution is told from chroma of full resolution, by whatever decoder it was enlarged."""

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from cutout.arrays.tiles import Window
from cutout.edges.chroma_trust import chroma_trust
from tests.cutout.drawing import drawn_heic

SIZE = 256
WHOLE = [Window(0, SIZE, 0, SIZE)]


def textured(seed=3):
    """Coloured texture with details of all sizes, as photos have; HxWx3 uint8."""
    random = np.random.default_rng(seed)
    total = np.full((SIZE, SIZE, 3), 110.0)
    for side in (3, 7, 13, 29, 59, 113, 199, 256):  # no grid of these fits into another, or into pairs of pixels
        coarse = random.normal(0, 14 if side < SIZE else 4, (side, side, 3)).astype(np.float32)
        planes = [Image.fromarray(coarse[..., channel]).resize((SIZE, SIZE), 3) for channel in range(3)]
        total += np.dstack([np.asarray(plane) for plane in planes])
    return np.clip(np.rint(total), 0, 255).astype(np.uint8)


def through(file_type, pixels=None, **options):
    buffer = io.BytesIO()
    Image.fromarray(textured() if pixels is None else pixels).save(buffer, file_type, **options)
    with Image.open(buffer) as image:
        return np.asarray(image.convert("RGB"))


def through_heic(chroma):
    return np.asarray(pillow_heif.open_heif(io.BytesIO(drawn_heic(textured(), quality=90, chroma=chroma))).to_pillow())


def test_what_was_never_compressed_is_trusted():
    assert chroma_trust(textured(), WHOLE) == 1
    assert chroma_trust(through("PNG"), WHOLE) == 1
    noisy = textured() // 2 + np.random.default_rng(1).integers(0, 40, (SIZE, SIZE, 3), np.uint8)
    assert chroma_trust(noisy, WHOLE) == 1


@pytest.mark.parametrize("quality", [75, 85, 95])
@pytest.mark.parametrize("subsampling", ["4:2:0", "4:2:2"])
def test_jpeg_with_less_chroma_is_not(quality, subsampling):
    assert chroma_trust(through("JPEG", quality=quality, subsampling=subsampling), WHOLE) < 0.05


def test_neither_are_lossy_webp_and_heic():
    assert chroma_trust(through("WEBP", quality=90), WHOLE) < 0.05  # enlarged by a filter
    assert chroma_trust(through_heic(420), WHOLE) < 0.05  # enlarged by repetition


def test_the_format_alone_says_nothing():
    assert chroma_trust(through("JPEG", quality=98, subsampling="4:4:4"), WHOLE) > 0.95
    assert chroma_trust(through_heic(444), WHOLE) > 0.95
    smaller = np.asarray(Image.fromarray(through("JPEG", quality=95)).resize((SIZE // 2, SIZE // 2), 1))
    assert chroma_trust(smaller, [Window(0, SIZE // 2, 0, SIZE // 2)]) > 0.95


@pytest.mark.parametrize("shift", [(0, 1), (1, 0), (1, 1)])
def test_where_the_grid_starts_does_not_matter(shift):
    cropped = through("JPEG", quality=90)[shift[0] :, shift[1] :]
    height, width = cropped.shape[:2]
    assert chroma_trust(cropped, [Window(0, height, 0, width)]) < 0.05
    odd = [Window(top, top + 61, left, left + 61) for top in (1, 62, 123) for left in (0, 61, 122)]
    assert chroma_trust(through("JPEG", quality=90), odd) < 0.05


def test_a_few_hard_edges_prove_nothing():
    pixels = textured()
    pixels[:, 100:140] = (200, 30, 40)
    pixels[60:90] = (20, 30, 220)
    assert chroma_trust(pixels, WHOLE) == 1


def test_float_and_8_bit_are_the_same():
    for pixels in (textured(), through("JPEG", quality=90)):
        floats = pixels.astype(np.float32) / np.float32(255)
        assert chroma_trust(floats, WHOLE) == pytest.approx(chroma_trust(pixels, WHOLE), abs=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (3, 3), (8, 8), (64, 64)])
def test_where_there_is_too_little_to_tell_chroma_is_trusted(size):
    assert chroma_trust(textured()[: size[0], : size[1]], [Window(0, size[0], 0, size[1])]) == 1
    assert chroma_trust(np.zeros((*size, 3), np.uint8), []) == 1


def test_grey_is_trusted():
    assert chroma_trust(np.repeat(textured()[..., :1], 3, axis=2), WHOLE) == 1
