"""A photo of the test data and the picture of its true alpha, reduced to at most `LONGEST` pixels a side; no choice."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

LONGEST = 1280
_ORIENTATION = 0x0112
"""EXIF's number of the tag."""


@dataclass(frozen=True)
class PhotoFile:
    """Two files.

    Parameters
    ----------
    set, name : str
    photo, truth : Path
        The truth may be stored as grey, as RGB or with a palette.
    """

    set: str
    name: str
    photo: Path
    truth: Path

    @property
    def id(self) -> str:
        """SET/NAME."""
        return f"{self.set}/{self.name}"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height once reduced; only the head of the file is read."""
        return reduced_size(self.photo)

    def read(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return the photo, (H, W, 3) uint8, and its alpha, (H, W) uint8."""
        return read_reduced(self.photo), self.read_truth()

    def read_truth(self) -> NDArray[np.uint8]:
        """Return the alpha, (H, W) uint8, at the reduced photo's size."""
        with Image.open(self.truth) as image:
            return np.asarray(image.convert("RGB").getchannel("G").resize(self.size, Image.Resampling.BOX))


def read_reduced(path: Path) -> NDArray[np.uint8]:
    """Read a picture, upright, as (H, W, 3) uint8."""
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    return np.asarray(upright)


def reduced_size(path: Path) -> tuple[int, int]:
    """Return the width and height that `read_reduced` gives, without decoding the picture."""
    with Image.open(path) as image:
        width, height = image.size
        turned = image.getexif().get(_ORIENTATION, 1) >= 5
    blank = Image.new("1", (height, width) if turned else (width, height))
    blank.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    return blank.size
