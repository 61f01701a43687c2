"""The colours of given places carried to everywhere else: near ones rule, far ones fill in where nothing is near."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.resample import Pictures, block_mean
from cutout.arrays.tiles import Window
from cutout.edges.box_filter import box_sum
from cutout.edges.symmetric import PAIRS

__all__ = ["SpreadColours", "spread", "spread_colours"]

# Weight of each coarser scale. The kernel that the sum of scales makes has a heavy tail: it falls as a power of the
# distance, so no place is without colours, and a near one outvotes many far ones.
_TAIL = 0.2
_SMALLEST_LEVEL = 4
_LEAST = 1e-12
# Added to the variances: a flat colour is never exactly flat.
_FLOOR = 3e-5


class SpreadColours(NamedTuple):
    """Of a photo of (h, w) pixels, float32."""

    mean: NDArray[np.float32]
    """(3, h, w)"""
    covariance: NDArray[np.float32]
    """(6, h, w), as in `cutout.edges.symmetric`."""
    nearness: NDArray[np.float32]
    """(h, w): about 1 among the given places, and less the farther they are."""


def spread_colours(photo: NDArray[np.float32], weight: NDArray[np.float32]) -> SpreadColours:
    """Mean and covariance of the colours of the given places, as seen from every place.

    Parameters
    ----------
    photo : ndarray, (3, h, w) float32, gamma-encoded
    weight : ndarray, (h, w) float32 in [0, 1]
        1 at the given places.
    """
    moments = np.empty((10, *weight.shape), np.float32)
    moments[0] = weight
    np.multiply(photo, weight, out=moments[1:4])
    for plane, (i, j) in zip(moments[4:], PAIRS, strict=True):
        np.multiply(moments[1 + i], photo[j], out=plane)
    moments = spread(moments)
    moments[1:] /= np.maximum(moments[0], _LEAST)
    mean, covariance = moments[1:4], moments[4:]
    for plane, (i, j) in zip(covariance, PAIRS, strict=True):
        plane -= mean[i] * mean[j]
    np.maximum(covariance[:3], 0, out=covariance[:3])
    covariance[:3] += np.float32(_FLOOR)
    return SpreadColours(mean, covariance, moments[0])


def spread(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Smooth every plane with the kernel with the heavy tail: (C, h, w) to (C, h, w)."""
    levels = [planes]
    while max(levels[-1].shape[1:]) > _SMALLEST_LEVEL:
        levels.append(block_mean(levels[-1], 2))
    total = _smooth(levels.pop())
    while levels:
        level = levels.pop()
        height, width = level.shape[1:]
        finer = Pictures(total).enlarged(2, Window(0, height, 0, width))
        finer *= np.float32(_TAIL)
        finer += _smooth(level)
        total = finer
    return total


def _smooth(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    smooth = box_sum(box_sum(planes))
    smooth *= np.float32(1 / 81)
    return smooth
