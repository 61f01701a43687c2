"""A matte seen from afar: in some dozens of cells a side, how opaque each is and how soft. It judges nothing."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CELLS = 128
"""A square matte has so many a side; another shape as many in all. At 1024² a cell is 8 x 8 values."""


@dataclass(frozen=True)
class Cells:
    """The cells of one matte.

    Parameters
    ----------
    cover : ndarray, (rows, columns) float32 in [0, 1]
        Mean alpha of each cell.
    softness : ndarray, same shape, float32 in [0, 1]
        Mean of 4a(1 - a): 1 where everything is half transparent, 0 where alpha is 0 or 1 and nothing else.
    """

    cover: NDArray[np.float32]
    softness: NDArray[np.float32]


def matte_cells(alpha: NDArray[np.float32]) -> Cells:
    """Return the cells of a matte.

    Parameters
    ----------
    alpha : ndarray, (h, w) float32 in [0, 1]

    Returns
    -------
    Cells
        About square, so that a distance of one cell is the same in both directions. A matte with fewer values than
        cells has each value as a cell.
    """
    height, width = alpha.shape
    side = max(1.0, (height * width) ** 0.5 / CELLS)
    shape = max(1, round(height / side)), max(1, round(width / side))
    cover = reduced(alpha, shape)
    # From the mean of a²: one product at full size, and no other temporary.
    softness = 4 * (cover - reduced(alpha * alpha, shape))
    return Cells(cover, np.clip(softness, 0, 1, out=softness))


def softness_of(cells: Cells) -> float:
    """Return how soft a matte is: how large its soft area is, in subjects, and how broad.

    The soft area is the sum of 4a(1 - a) over the sum of a. Thin things have much of it by right: hair, wire, letters.
    Where parts are missed the softness is broad, so a second sum counts each cell as the least soft of itself and the
    four beside it. Softness is the geometric mean of the two. On photos with a truth it tells failures better than the
    soft area alone (bench/DOUBT.md).

    Returns
    -------
    float
        0 where alpha is 0 or 1 everywhere, and where there is none; below 4.
    """
    cover = float(cells.cover.sum(dtype=np.float64))
    if cover <= 0:
        return 0.0
    area, broad = (float(values.sum(dtype=np.float64)) for values in (cells.softness, _least_around(cells.softness)))
    return math.sqrt(area * broad) / cover


def reduced(values: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return the means of a map over (rows, columns) equal rectangles; float32."""
    picture = Image.fromarray(np.ascontiguousarray(values, np.float32))
    rows, columns = shape
    if values.shape[0] % rows or values.shape[1] % columns:
        return np.asarray(picture.resize((columns, rows), Image.Resampling.BOX))
    # The same in a third of the time.
    return np.asarray(picture.reduce((values.shape[1] // columns, values.shape[0] // rows)))


def _least_around(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The least of each cell and the four beside it; beyond the border the last one goes on."""
    padded = np.pad(values, 1, "edge")
    least = np.minimum(values, padded[:-2, 1:-1])
    for beside in (padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]):
        np.minimum(least, beside, out=least)
    return least
