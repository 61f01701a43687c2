"""Where the ground truth lies, and reading it. It is not part of the repository: it lies beside the checkout.

Knows files and pictures; what is made of them is in `subjects` and `cases`.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bench.quality.pixels import as_float
from cutout.colour.quantise import quantise

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
MATTES = SHARED / "testdata" / "mattes"
PHOTOS = SHARED / "testdata" / "photos"
TRUTH = SHARED / "testdata" / "truth"
STUDY = SHARED / "quality" / "data" / "fg"
"""Foregrounds and alphas made for an earlier study; used when they are there."""
NEEDED = (MATTES / "alphamatting", MATTES / "alphamatting_highres", MATTES / "pymatting_lemur", PHOTOS)
"""What most measurements read."""


class MissingDataError(Exception):
    """What a measurement needs is not there; the message says what and what to do."""


def check_testdata(needed: Sequence[Path] = NEEDED) -> None:
    """Raise MissingDataError when a folder that the measurements need is not there."""
    missing = [f"../{folder.relative_to(ROOT.parent)}" for folder in needed if not folder.is_dir()]
    if missing:
        raise MissingDataError(
            "the ground truth is not there: " + ", ".join(missing) + " (paths from the root of the checkout). "
            "It is test data that is not distributed with Cutroom; put it there, with the same folder names"
        )


def read_colour(path: Path, most_pixels: float = float("inf")) -> NDArray[np.float32]:
    """Read a picture, upright, as (H, W, 3) float32 in [0, 1], gamma-encoded; reduced to at most `most_pixels`."""
    with Image.open(path) as image:
        return as_float(np.asarray(_reduced(ImageOps.exif_transpose(image).convert("RGB"), most_pixels)))


def read_alpha(path: Path, most_pixels: float = float("inf")) -> NDArray[np.float32]:
    """Read an alpha matte, as (H, W) float32 in [0, 1]; some are stored as grey, some as RGB, some with a palette."""
    with Image.open(path) as image:
        return as_float(np.asarray(_reduced(image.convert("RGB").getchannel("G"), most_pixels)))


def fitted(picture: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    """Crop the middle of an (h, w, 3) picture to the wanted shape of (height, width, 3), resized to cover it."""
    image = Image.fromarray(quantise(picture))
    return as_float(np.asarray(ImageOps.fit(image, (width, height), Image.Resampling.BICUBIC)))


def _reduced(image: Image.Image, most_pixels: float) -> Image.Image:
    """At most so many pixels; the box filter, so that a reduced alpha is what a coarser sensor would have seen."""
    share = (most_pixels / (image.width * image.height)) ** 0.5
    if share >= 1:
        return image
    return image.resize((int(image.width * share), int(image.height * share)), Image.Resampling.BOX)
