"""Which photographs measurements use when none are named: the same ones on every machine, small to large."""

import math
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "photos"
SMALLEST, LARGEST = 1.0, 20.0
"""Megapixels."""


def default_photos(count: int) -> list[Path]:
    """Choose JPEG photographs of 1 to 20 megapixels, in even steps of a factor.

    Raises
    ------
    FileNotFoundError
        The test data does not lie beside the checkout.
    """
    if not FOLDER.is_dir():
        raise FileNotFoundError(
            f"no photographs in {FOLDER.relative_to(FOLDER.parents[2])} beside the checkout: name some as arguments"
        )
    sized = []
    for path in sorted(FOLDER.rglob("*.jp*g")):
        with Image.open(path) as image:
            megapixels = image.width * image.height / 1e6
        if SMALLEST <= megapixels <= LARGEST:
            sized.append((megapixels, path.name, path))
    chosen = []
    for target in np.geomspace(SMALLEST, LARGEST, count):
        nearest = min(sized, key=lambda photo: (abs(math.log(photo[0] / target)), photo[1]), default=None)
        if nearest is not None:
            sized.remove(nearest)
            chosen.append(nearest[2])
    return chosen
