"""Alpha enlarged and moved to the photo's edges in one call, for measurements; colours are left alone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.edges.alpha_update import refined_alpha
from cutout.edges.band import band_tiles, check_photo_and_alpha, is_translucent_in_8_bit, within_0_and_1
from cutout.matte.alpha import enlarge_alpha


def upsample_alpha(alpha: NDArray[np.float32], photo: NDArray[Any]) -> NDArray[np.float32]:
    """Resize alpha to the photo's size and move its edges to where the photo's colours say they are.

    The pipeline takes the two steps apart (`enlarge_alpha`, `cutout.edges`): the second one gives it colours as well.

    Parameters
    ----------
    alpha : ndarray, (h, w) float32 in [0, 1]
        As the network gives it, after its activation.
    photo : ndarray, (H, W, 3) uint8 or float32 in [0, 1], gamma-encoded, straight

    Returns
    -------
    ndarray, (H, W) float32 in [0, 1]
        Where the enlarged alpha rounds to 0 or 255 it is that, bit for bit.

    Raises
    ------
    ValueError
        When an array has another shape, type or range (beyond rounding); the message says which and what was found.
    """
    if photo.ndim != 3:
        raise ValueError(f"photo must have the shape (height, width, 3); found shape {photo.shape}")
    enlarged = enlarge_alpha(alpha, *photo.shape[:2])
    check_photo_and_alpha("photo", photo, ("uint8", "float32"), enlarged)
    for tile in band_tiles(within_0_and_1(photo), enlarged, is_translucent_in_8_bit):
        enlarged[tile.window.slices][tile.band] = refined_alpha(tile)
    return enlarged
