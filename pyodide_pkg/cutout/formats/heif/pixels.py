"""The picture that a codec hands out of HEIC or AVIF → rows of straight colour; no geometry, no colour space."""

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.rows import ReadRows, Rows


def rows_of(rgba: NDArray[np.uint8 | np.uint16], *, premultiplied: bool = False) -> ReadRows:
    """Return a reader of rows.

    Parameters
    ----------
    rgba : ndarray, HxWx4, uint8 (0 to 255) or uint16 (0 to 65535)
    premultiplied : bool
        Whether colours are multiplied by alpha; they are divided at their own depth.
    """
    full = int(np.iinfo(rgba.dtype).max)

    def read_rows(top: int, bottom: int) -> Rows:
        strip = rgba[top:bottom]
        alpha = strip[..., 3].astype(np.float32) / np.float32(full)
        colour = _straight(strip, full) if premultiplied else strip[..., :3]
        return colour, alpha

    return read_rows


def _straight(strip: NDArray[np.uint8 | np.uint16], full: int) -> NDArray[np.uint8 | np.uint16]:
    divisor = np.maximum(strip[..., 3:].astype(np.uint32), 1)
    straight = (strip[..., :3].astype(np.uint32) * np.uint32(full) + divisor // np.uint32(2)) // divisor
    return np.minimum(straight, full).astype(strip.dtype)
