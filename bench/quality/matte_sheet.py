"""The contact sheet of `bench mattes`: edges of twelve photos at 200 %, before and after, on magenta and white."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import uniform_filter

from bench.quality.pixels import as_float
from bench.quality.true_photos import TruePhoto
from cutout.colour.quantise import quantise

PHOTOS = 12
MAGENTA, WHITE = (1.0, 0.0, 1.0), (1.0, 1.0, 1.0)
HEADINGS = ("photo", "true alpha", "before, magenta", "after, magenta", "before, white", "after, white")
_CROP = 160
_SCALE = 2
_GAP = 6
_LABEL = 22


class Strip(NamedTuple):
    """The pictures of one photo, (h, w, 3) uint8, in the order of `HEADINGS`."""

    name: str
    pictures: tuple[NDArray[np.uint8], ...]


def sheet_photos(photos: Sequence[TruePhoto]) -> list[str]:
    """Choose the photos with the most soft edge in the truth; what the pipeline makes of them plays no part."""
    softness = {photo.id: float(_soft(photo.read()[1]).mean()) for photo in photos}
    return sorted(softness, key=lambda name: softness[name], reverse=True)[:PHOTOS]


def strip_of(
    name: str,
    rgb: NDArray[np.uint8],
    truth: NDArray[np.float32],
    before: NDArray[np.uint8],
    after: NDArray[np.uint8],
) -> Strip:
    """Cut the same part out of every picture of a photo.

    Parameters
    ----------
    name : str
    rgb : ndarray, (H, W, 3) uint8
    truth : ndarray, (H, W) float32 in [0, 1]
    before, after : ndarray, (H, W, 4) uint8, straight
    """
    window = softest_window(truth)
    grey = np.repeat(quantise(truth[window])[..., np.newaxis], 3, axis=2)
    cutouts = [over(rgba[window], colour) for colour in (MAGENTA, WHITE) for rgba in (before, after)]
    return Strip(name, (rgb[window], grey, *cutouts))


def softest_window(truth: NDArray[np.float32]) -> tuple[slice, slice]:
    """Find the part of a photo with the most soft edge that also shows some of the opaque subject."""
    height, width = (min(_CROP, side) for side in truth.shape)
    opaque = uniform_filter((truth > 0.98).astype(np.float32), (height, width))
    score = uniform_filter(_soft(truth), (height, width)) * np.minimum(opaque, 0.15)
    inside = score[height // 2 : score.shape[0] - (height - 1) // 2, width // 2 : score.shape[1] - (width - 1) // 2]
    top, left = np.unravel_index(int(np.argmax(inside)), inside.shape)
    return slice(int(top), int(top) + height), slice(int(left), int(left) + width)


def over(rgba: NDArray[np.uint8], colour: tuple[float, float, float]) -> NDArray[np.uint8]:
    """Composite a straight cutout, (h, w, 4), over a colour."""
    share = as_float(rgba[..., 3:])
    return quantise(share * as_float(rgba[..., :3]) + (1 - share) * np.array(colour, np.float32))


def draw_sheet(strips: Sequence[Strip], path: Path) -> None:
    """Draw the sheet, a row a photo, and write it as a PNG."""
    side = _CROP * _SCALE
    sheet = Image.new(
        "RGB", (len(HEADINGS) * (side + _GAP) + _GAP, _LABEL + len(strips) * (side + _LABEL + _GAP)), "white"
    )
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for column, heading in enumerate(HEADINGS):
        pen.text((_GAP + column * (side + _GAP), 3), heading, fill="black", font=font)
    for row, strip in enumerate(strips):
        top = _LABEL + row * (side + _LABEL + _GAP)
        pen.text((_GAP, top + 3), strip.name, fill="black", font=font)
        for column, pixels in enumerate(strip.pictures):
            height, width = pixels.shape[:2]
            picture = Image.fromarray(pixels).resize((width * _SCALE, height * _SCALE), Image.Resampling.NEAREST)
            sheet.paste(picture, (_GAP + column * (side + _GAP), top + _LABEL))
    sheet.save(path)


def _soft(truth: NDArray[np.float32]) -> NDArray[np.float32]:
    return 4 * truth * (1 - truth)
