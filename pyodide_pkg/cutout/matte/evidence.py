"""What in a matte speaks against it, in log odds: each reason has its own. What the sum means is `doubt`'s to say."""

import math

import numpy as np
from numpy.typing import NDArray

from cutout.matte.cells import Cells, matte_cells, reduced, softness_of
from cutout.matte.pieces import piece_sizes
from cutout.model_spec import ModelSpec
from cutout.pictures import Reason

SLOPE = 2.5
"""The log odds grow by so much when softness grows e-fold: fitted on photos with a truth (bench/DOUBT.md)."""

LEAST_SOFTNESS = 1e-3

LEAST_FOUND = 0.01
"""Of the picture's area, twice what counts as nothing: so little is mostly the rest of a subject."""

LITTLE = 8.0
"""Outweighs any softness."""

BORDERS, PIECES = 0.5, 0.5
"""Weak: a portrait touches three borders by right, and four people are four pieces. Alone they raise no doubt."""

BORDER_SHARE = 0.05
"""Of a border: what covers so much of it touches it."""

MANY_BORDERS = 3

MANY_PIECES = 4

PIECE_CELLS = 3
"""On a grid of half as many cells a side; smaller pieces are crumbs."""

LOOSE_SHARE = 0.1
"""Of all that was found: what does not hang together with the largest piece."""


def matte_evidence(alpha: NDArray[np.float32], spec: ModelSpec) -> dict[Reason, float]:
    """Return the log odds for and against a matte: that anybody sees a part missing, or too much of the photo.

    Softness is the base. Its odds are even at the model's `softness_limit`, and below it speak for the matte. The
    others count only where they speak against it.

    Parameters
    ----------
    alpha : ndarray, (h, w) float32 in [0, 1]
    spec : ModelSpec

    Returns
    -------
    dict
        By reason; "soft" is always there.
    """
    cells = matte_cells(alpha)
    softness = max(softness_of(cells), LEAST_SOFTNESS)
    evidence: dict[Reason, float] = {"soft": SLOPE * math.log(softness / spec.softness_limit)}
    if np.count_nonzero(cells.cover > 0.5) < LEAST_FOUND * cells.cover.size:
        evidence["little"] = LITTLE
    if _borders(cells) >= MANY_BORDERS:
        evidence["borders"] = BORDERS
    if _is_in_pieces(cells):
        evidence["pieces"] = PIECES
    return evidence


def _borders(cells: Cells) -> int:
    """How many borders of the picture what was found touches."""
    found = cells.cover > 0.5
    borders = (found[0], found[-1], found[:, 0], found[:, -1])
    return sum(float(border.mean()) > BORDER_SHARE for border in borders)


def _is_in_pieces(cells: Cells) -> bool:
    rows, columns = cells.cover.shape
    coarse = reduced(cells.cover, (max(1, rows // 2), max(1, columns // 2)))
    sizes = [size for size in piece_sizes(coarse > 0.5) if size >= PIECE_CELLS]
    return len(sizes) >= MANY_PIECES and sum(sizes[1:]) >= LOOSE_SHARE * sum(sizes)
