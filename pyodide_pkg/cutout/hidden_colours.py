"""Colours under alpha 0, for lossy encoders: nobody sees them, and they must not cost bytes or bleed into the edge."""

import numpy as np
from numpy.typing import NDArray

BLOCK = 16
"""Pixels. On 20 cutouts of photos as AVIF, blocks of 8, 16 and 32 made files of the same size to 2 %."""


def smooth_hidden_colours_inplace(rgba: NDArray[np.uint8]) -> None:
    """Give pixels with alpha 0 the mean colour of the visible pixels of their block; where there are none, one grey.

    Alpha, and the colour of every pixel that can be seen, stay as they are.

    Parameters
    ----------
    rgba : ndarray, HxWx4 uint8, straight
        Changed in place, `BLOCK` rows at a time.
    """
    columns = np.arange(0, rgba.shape[1], BLOCK)
    for top in range(0, len(rgba), BLOCK):
        band = rgba[top : top + BLOCK]
        visible = band[..., 3:] > 0
        if visible.all():
            continue
        colours = np.where(visible, band[..., :3], 0)
        sums = np.add.reduceat(colours.sum(axis=0, dtype=np.uint32), columns, axis=0)
        counts = np.add.reduceat(visible.sum(axis=0, dtype=np.uint32), columns, axis=0)
        means = np.where(counts > 0, (sums + counts // 2) // np.maximum(counts, 1), 128).astype(np.uint8)
        filling = np.repeat(means, BLOCK, axis=0)[: band.shape[1]]
        band[..., :3] = np.where(visible, band[..., :3], filling)
