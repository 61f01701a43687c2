"""The pipeline's steps at edges, on a picture drawn for them, one call each; runs in CPython and, as it is, in Pyodide.

Imports nothing but numpy and the package. How a step is timed belongs to `cost_job` and `browser_cost`.
"""

import tracemalloc
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.colour.hidden import apply_hidden_colours_inplace
from cutout.edges import finish_edges_inplace


class Picture(NamedTuple):
    """A photo with its alpha, and the matte that a network would have made of it."""

    rgb: NDArray[np.uint8]
    """(H, W, 3)"""
    alpha: NDArray[np.float32]
    """(H, W) in [0, 1]"""
    matte: NDArray[np.float32]
    """(h, w) in [0, 1]"""


BAND = 0.1
_SUBJECT = np.array([170, 110, 60], np.float32)
_BACKDROP = np.array([40, 120, 200], np.float32)
_STRIP = 64
_MATTE_SIDE = 1024


def clean(picture: Picture) -> None:
    """Decontaminate the edge."""
    finish_edges_inplace(picture.rgb, picture.alpha, matte=picture.matte, edges="plain")


def refine_and_clean(picture: Picture) -> None:
    """The same, and alpha follows the photo at crisp edges: of a matte that is sure everywhere, nothing is hair."""
    finish_edges_inplace(picture.rgb, picture.alpha, matte=np.round(picture.matte))


def fine_and_clean(picture: Picture) -> None:
    """The same, and hair from the photo: what the pipeline does by default."""
    finish_edges_inplace(picture.rgb, picture.alpha, matte=picture.matte)


def extend_hidden_colours(picture: Picture) -> None:
    """Continue the subject's colours under alpha 0."""
    apply_hidden_colours_inplace(picture.rgb, picture.alpha, "extend")


STEPS: dict[str, Callable[[Picture], None]] = {
    "Cutroom, in place: clean": clean,
    "Cutroom, in place: refine and clean": refine_and_clean,
    "Cutroom, in place: hair, refine and clean": fine_and_clean,
    "Cutroom, in place: hidden colours, extend": extend_hidden_colours,
}


def drawn_picture(side: int) -> Picture:
    """Draw a subject with a lobed, soft outline: a tenth of the square's pixels are translucent.

    It is drawn strip by strip: memory that drawing leaves behind would hide what a step takes from the heap.
    """
    coarse = _distance(np.arange(256) / 256, 256)
    width = float(np.quantile(np.abs(coarse), BAND))

    def shares(rows: NDArray[np.int64], side: int) -> NDArray[np.float32]:
        return np.clip(0.5 + _distance(rows / side, side) / (2 * width), 0, 1).astype(np.float32)

    rgb, alpha = np.empty((side, side, 3), np.uint8), np.empty((side, side), np.float32)
    for top in range(0, side, _STRIP):
        strip = slice(top, min(top + _STRIP, side))
        share = shares(np.arange(strip.start, strip.stop), side)
        alpha[strip] = share
        mixed = share[..., np.newaxis] * (_SUBJECT - _BACKDROP) + _BACKDROP
        rgb[strip] = mixed + _grain(np.arange(strip.start, strip.stop), side)
    return Picture(rgb, alpha, shares(np.arange(_MATTE_SIDE), _MATTE_SIDE))


def _grain(rows: NDArray[np.int64], side: int) -> NDArray[np.float32]:
    """Noise from 0 to 39, the same in each run: the browser's numpy has no generator of random numbers."""
    places = (rows[:, np.newaxis, np.newaxis] * side + np.arange(side)[:, np.newaxis]) * 3 + np.arange(3)
    mixed = places.astype(np.uint32) * np.uint32(
        2654435761
    )  # Knuth's multiplicative hash; the upper bits are well mixed
    return ((mixed >> np.uint32(16)) % np.uint32(40)).astype(np.float32)


def _distance(rows: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """How far pixels lie inside the outline, as a share of the side; negative outside."""
    down, across = rows[:, np.newaxis] - 0.5, np.arange(side) / side - 0.5
    angle = np.arctan2(down, across)
    return np.asarray(0.3 + 0.05 * np.sin(7 * angle) + 0.03 * np.sin(31 * angle) - np.hypot(down, across))


_picture: list[Picture] = []


def prepare(side: int) -> None:
    """Draw the picture that the next `perform` works on."""
    _picture[:] = [drawn_picture(side)]


def perform(step: str) -> None:
    """Run a step on the prepared picture."""
    STEPS[step](_picture[0])


def traced_peak(step: str) -> float:
    """Run a step on the prepared picture and return the MB of the arrays and objects it had at its peak."""
    tracemalloc.start()
    perform(step)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20
