"""The default model as it is shipped, in a real browser: a drawn scene always, photographs when they are there."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import expect

from e2e.drawn import encode, portrait_scene
from e2e.page import CutroomPage

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "photos"
# A portrait and a dog; upright sizes as their headers say.
PHOTOGRAPHS = {"p3m/p_51c916fc.jpg": (1618, 1080), "samhq/dog.jpg": (2048, 1365)}


def test_the_drawn_subject_is_found(page: CutroomPage, tmp_path: Path) -> None:
    picture, mask = portrait_scene()
    source = tmp_path / "IMG_1.jpg"
    source.write_bytes(encode(picture, "JPEG"))
    page.open("?model=balanced").add([source])
    page.wait_status("IMG_1.jpg", "done", 240_000)
    expect(page.row("IMG_1.jpg")).to_contain_text("WASM")
    ((name, data),) = page.download_cutouts(tmp_path).items()
    assert name == "IMG_1.png"
    cutout = np.asarray(Image.open(io.BytesIO(data)))
    assert cutout.shape == (*mask.shape, 4)
    found = cutout[..., 3] > 127
    overlap = (found & mask).sum() / (found | mask).sum()
    assert overlap > 0.9  # measured: 0.98
    opaque = cutout[..., 3] == 255
    assert opaque.sum() > mask.sum() * 0.5
    assert_colours_kept(cutout[opaque, :3], np.asarray(Image.open(source).convert("RGB"))[opaque])


@pytest.mark.skipif(
    not PHOTOS.is_dir(), reason=f"the photographs are not there: {PHOTOS.name}/ of the shared test data"
)
def test_photographs_keep_their_size_and_their_colours(page: CutroomPage, tmp_path: Path) -> None:
    page.open("?model=balanced").add([PHOTOS / name for name in PHOTOGRAPHS])
    page.wait_all_ended(len(PHOTOGRAPHS), 400_000)
    assert set(page.statuses().values()) == {"done"}
    entries = page.download_zip(tmp_path)
    for name, size in PHOTOGRAPHS.items():
        with Image.open(io.BytesIO(entries[Path(name).stem + ".png"])) as image:
            assert (image.size, image.mode) == (size, "RGBA")
            cutout = np.asarray(image)
        decoded = np.asarray(Image.open(PHOTOS / name).convert("RGB"))
        opaque, clear = cutout[..., 3] == 255, cutout[..., 3] == 0
        assert opaque.mean() > 0.03
        assert clear.mean() > 0.2
        assert_colours_kept(cutout[opaque, :3], decoded[opaque])
        assert_colours_kept(cutout[clear, :3], decoded[clear])


def assert_colours_kept(found: NDArray[np.uint8], decoded: NDArray[np.uint8]) -> None:
    """Equal but for the JPEG decoder, whose native build rounds a few values otherwise than the browser's."""
    difference = np.abs(found.astype(np.int16) - decoded)
    assert difference.max() <= 1
    assert (difference > 0).mean() < 0.002
