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
    rows, total = np.empty_like(planes), np.empty_like(planes)
    _sum_of_three(planes.swapaxes(0, 1), rows.swapaxes(0, 1))
    _sum_of_three(np.moveaxis(rows, 2, 0), np.moveaxis(total, 2, 0))
    return total


def _sum_of_three(values: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Sum every entry along the first axis with the ones before and after it."""
    np.add(values[:-2], values[1:-1], out=out[1:-1])
    out[1:-1] += values[2:]
    second, last_but_one = (values[1], values[-2]) if len(values) > 1 else (values[0], values[0])
    for place, neighbour in ((0, second), (-1, last_but_one)):
        np.add(values[place], values[place], out=out[place])
        out[place] += neighbour
