"""Where the network's matte is sure of a side, where it is vague, and where the body is deep: all from the matte alone.

Distances are in pixels of the matte. A matte of another shape than its photo has another scale along each axis; that is
right, because what the network could not tell apart lies within so many of its own pixels. No photo in here.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.resample import block_mean
from cutout.edges.box_filter import box_sum

__all__ = ["SurePlaces", "sure_places"]

# From here to 0 or 1 the network counts as sure ...
_SURE = 0.02
# ... and this far from the next pixel where it is not: beside a strand it is sure of what it did not see.
_REACH = 4
# The softness 4 a (1 - a) around a place from which its colours begin to count, and from which they count fully. A hard
# outline is a narrow ramp in the matte, so there is little of it around; hair is a wide one. Over the softness of
# single pixels, or of a nearer neighbourhood, the same gain costs hard outlines twice as much.
_CRISP, _VAGUE = 0.04, 0.15
# Softness is averaged over this many pixels square, by smoothing a picture of blocks twice.
_BLOCK = 4
# From the first depth inside the body on alpha may fall less and less below the network's, from the second not at all.
_SHALLOW, _DEEP = 8, 20
_DEPTH_STEP = 4


class SurePlaces(NamedTuple):
    """Of a matte of (h, w) pixels."""

    foreground: NDArray[np.bool_]
    """(h, w)"""
    background: NDArray[np.bool_]
    """(h, w)"""
    vagueness: NDArray[np.float32]
    """(h, w) in [0, 1]: how far alpha is to be found from colours. 0 where the matte is sure, and at crisp outlines."""
    depth: NDArray[np.float32]
    """(h, w) in [0, 1]: 0 up to a little way inside the body, 1 where no hair can be."""

    @property
    def can_tell(self) -> bool:
        """Whether anything is vague, and there are colours of either side to find it from."""
        return bool(self.vagueness.any() and self.foreground.any() and self.background.any())


def sure_places(matte: NDArray[np.float32]) -> SurePlaces:
    """Read the four maps off a matte.

    Parameters
    ----------
    matte : ndarray, (h, w) float32 in [0, 1]
        At the network's size.
    """
    foreground = _all_within(matte > 1 - _SURE, _REACH)
    background = _all_within(matte < _SURE, _REACH)
    vagueness = (_softness_around(matte) - _CRISP) / (_VAGUE - _CRISP)
    vagueness[foreground | background] = 0
    return SurePlaces(foreground, background, np.clip(vagueness, 0, 1, out=vagueness), _depth(matte))


def _softness_around(matte: NDArray[np.float32]) -> NDArray[np.float32]:
    softness = matte * (1 - matte)
    around = block_mean(softness[np.newaxis], _BLOCK)
    for _ in range(4):  # two boxes of 5 x 5 blocks, each as two of 3 x 3
        around = box_sum(around)
    around *= np.float32(4 / 9**4)
    height, width = matte.shape
    rows = around[0].repeat(_BLOCK, axis=0)[:height]
    return np.array(rows.repeat(_BLOCK, axis=1)[:, :width])


def _depth(matte: NDArray[np.float32]) -> NDArray[np.float32]:
    core = matte > 0.5
    depth = np.zeros(matte.shape, np.float32)
    steps = range(_DEPTH_STEP, _DEEP + 1, _DEPTH_STEP)
    for distance in steps:
        core = _all_within(core, _DEPTH_STEP)
        if distance >= _SHALLOW:
            depth += core
    depth /= sum(distance >= _SHALLOW for distance in steps)
    return depth


def _all_within(mask: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Whether all pixels of the square around a pixel are set; outside the frame counts as set."""
    for axis in (0, 1):
        line = np.pad(mask, [(reach, reach) if axis == other else (0, 0) for other in (0, 1)], constant_values=True)
        line = line.swapaxes(0, axis)
        have = 1
        while have < 2 * reach + 1:  # runs of 2, 4, 8, ... pixels from runs of half the length
            step = min(have, 2 * reach + 1 - have)
            line = line[: len(line) - step] & line[step:]
            have += step
        mask = line.swapaxes(0, axis)
    return mask
