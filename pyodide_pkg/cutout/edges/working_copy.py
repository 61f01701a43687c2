"""The photo and its alpha at a reduced size, where colours are compared; made strip by strip, for any size."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.resample import block_mean

__all__ = ["WorkingPhoto", "planar", "working_alpha", "working_photo"]

# Half resolution or less, with the longest side at most this.
_LONGEST_SIDE = 1600
# Rows of the reduced picture that are made together.
_STRIP = 16


class WorkingPhoto(NamedTuple):
    """A photo at 1 / `scale` of its size; `scale` is a power of two."""

    planes: NDArray[np.float32]
    """(3, h, w), gamma-encoded, in [0, 1]"""
    scale: int


def working_photo(photo: NDArray[Any]) -> WorkingPhoto:
    """Reduce a photo, (H, W, 3) uint8 or float32 in [0, 1]."""
    scale = 2
    while max(photo.shape[:2]) > scale * _LONGEST_SIDE:
        scale *= 2
    strip = _STRIP * scale
    parts = [block_mean(planar(photo[top : top + strip]), scale) for top in range(0, photo.shape[0], strip)]
    return WorkingPhoto(np.concatenate(parts, axis=1), scale)


def working_alpha(alpha: NDArray[np.float32], scale: int) -> NDArray[np.float32]:
    """Reduce alpha, (H, W), to the size of a working photo, (h, w)."""
    strip = _STRIP * scale
    parts = [block_mean(alpha[np.newaxis, top : top + strip], scale)[0] for top in range(0, alpha.shape[0], strip)]
    return np.concatenate(parts)


def planar(photo: NDArray[Any], wanted: Any = ...) -> NDArray[np.float32]:
    """(h, w, 3), uint8 or float32, to float32 (3, h, w) in [0, 1], or of the wanted pixels only, (3, N)."""
    # Plane by plane: an index over pixels of three bytes takes seven times as long as one over bytes.
    first, *others = (photo[..., channel][wanted] for channel in range(3))
    planes = np.empty((3, *first.shape), np.float32)
    for plane, channel in zip(planes, (first, *others), strict=True):
        plane[...] = channel
    if photo.dtype == np.uint8:
        planes *= np.float32(1 / 255)
    return planes
