"""Alpha of hair and fur from the photo's own colours, for one tile; a pure function of the tile and small planes.

Where the matte is vague, alpha is moved along the line between the colours of both sides, as far as these are apart and
proved right where the sides are known. It is one maximum-a-posteriori step, as in `alpha_update`; but the colours come
from places of which the matte is sure, not from wherever alpha is high or low, and the network's error is as large at
0 and 1 as in between. So what the matte drew as one thick strand can come back as thin ones with background between.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.resample import Pictures
from cutout.arrays.tiles import Window
from cutout.edges.strand_analysis import StrandAnalysis

__all__ = ["StrandPixels", "StrandReader"]

# This much of a rise is not believed where the network's alpha is 0, and this much of a fall where it is 1 ...
_VEIL, _PINHOLE = np.float32(0.1), np.float32(0.03)
# ... and less and less of it up to this far from there.
_AT_AN_END = np.float32(0.1)
# Of the planes of `StrandAnalysis`.
_OBSERVED, _GATES, _DEPTH = slice(0, 15), slice(15, 17), slice(16, 17)


class StrandPixels(NamedTuple):
    """The N vague pixels of a tile of (h, w), whose alpha comes from the colours; that of others stays as it is."""

    where: NDArray[np.bool_]
    """(h, w)"""
    alpha: NDArray[np.float32]
    """(N,) in [0, 1]"""


class StrandReader:
    """Finds alpha tile by tile.

    Parameters
    ----------
    analysis : StrandAnalysis
        Its scale is even; the planes are interpolated for blocks of half of it.
    """

    def __init__(self, analysis: StrandAnalysis) -> None:
        planes = analysis.planes
        self._observations, self._gates, self._depth = (Pictures(planes[part]) for part in (_OBSERVED, _GATES, _DEPTH))
        self._block = analysis.scale // 2

    def alpha(self, photo: NDArray[np.uint8], alpha: NDArray[np.float32], window: Window) -> StrandPixels | None:
        """Find the alpha of a tile's vague pixels.

        Parameters
        ----------
        photo : ndarray, (h, w, 3) uint8, gamma-encoded, straight
            The tile's pixels, of a photo whose tiles begin at multiples of the block.
        alpha : ndarray, (h, w) float32 in [0, 1]
            The enlarged matte there. Not changed.
        window : Window
            Where the tile lies in the photo.

        Returns
        -------
        StrandPixels or None
            None where nothing in the tile is vague.
        """
        blocks = self._blocks(window)
        vagueness, depth = self._gates.enlarged(2, blocks)
        if not vagueness.any():
            return None
        places = _places(window, self._block, vagueness.shape[1])
        share = vagueness.ravel()[places]
        where = share > 0
        at, given = places[where], alpha[where]
        observation = self._observation(blocks, at, given)
        shift = -observation[3]
        for channel in range(3):
            shift += observation[channel] * photo[..., channel][where]
        shift -= observation[4] * given
        shift /= 1 + observation[4]
        # Where the network is at an end, noise moves alpha one way only: to a veil, or to a body that is not whole.
        rise = _VEIL * np.maximum(1 - given / _AT_AN_END, 0)
        fall = _PINHOLE * np.maximum(1 - (1 - given) / _AT_AN_END, 0)
        shift -= np.clip(shift, -fall, rise)
        shift *= share[where]
        shift += given
        # Deep in the body nothing makes alpha less than the network's: there would be a hole.
        np.maximum(shift, depth.ravel()[at] * given, out=shift)
        return StrandPixels(where, np.clip(shift, 0, 1, out=shift))

    def depth(self, window: Window, wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return how deep in the body the wanted pixels of a tile lie: float32 (N,), 1 where no hair can be."""
        (depth,) = self._depth.enlarged(2, self._blocks(window))
        return np.asarray(depth.ravel()[_places(window, self._block, depth.shape[1])[wanted]])

    def _blocks(self, window: Window) -> Window:
        return Window(*(-(-edge // self._block) for edge in window))

    def _observation(self, blocks: Window, at: NDArray[np.intp], given: NDArray[np.float32]) -> NDArray[np.float32]:
        """The five planes of `StrandAnalysis` at the given alphas, in units of 8 bit: float32 (5, N)."""
        table = self._observations.enlarged(2, blocks).reshape(3, 5, -1)
        table[:, :3] *= np.float32(1 / 255)
        ends = np.ascontiguousarray(
            np.stack([table[1:], np.broadcast_to(table[0], table[1:].shape)], axis=1).transpose(3, 0, 1, 2)
        )
        rows = ends.reshape(-1, 10).take(2 * at + (given > 0.5), axis=0, mode="clip").T
        end, half = rows[:5], rows[5:]
        towards_end = np.abs(2 * given - 1)
        return np.asarray(half + towards_end * (end - half))


def _places(window: Window, block: int, width: int) -> NDArray[np.intp]:
    rows = np.arange(window.bottom - window.top) // block * width
    return np.asarray(rows[:, np.newaxis] + np.arange(window.right - window.left) // block)
