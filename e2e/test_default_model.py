"""The default model as it is shipped, on a photograph where that is there; test_matrix.py has a drawn scene."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from e2e.colours import assert_colours_kept
from e2e.page import CutroomPage

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "photos"
# A portrait; its upright size as its header says.
PHOTOGRAPHS = {"p3m/p_51c916fc.jpg": (1618, 1080)}


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
