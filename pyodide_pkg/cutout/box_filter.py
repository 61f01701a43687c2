"""Sums over 3 x 3 neighbourhoods by shifted additions."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["box_sum"]


def box_sum(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum the 3 x 3 neighbourhood of every pixel; the picture's edge pixels are repeated outwards.

    Parameters
    ----------
    planes : ndarray, (C, H, W) float32

    Returns
    -------
    ndarray, (C, H, W) float32
    """
    padded = np.pad(planes, ((0, 0), (1, 1), (0, 0)), "edge")
    rows = padded[:, :-2] + padded[:, 1:-1]
    rows += padded[:, 2:]
    padded = np.pad(rows, ((0, 0), (0, 0), (1, 1)), "edge")
    total = padded[:, :, :-2] + padded[:, :, 1:-1]
    total += padded[:, :, 2:]
    return total
