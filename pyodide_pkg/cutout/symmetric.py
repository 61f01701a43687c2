"""Symmetric 3 x 3 matrices, one per pixel, kept as six planes: rr, gg, bb, rg, rb, gb."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["PAIRS", "multiply", "solve"]

# The row and column of each of the six planes.
PAIRS = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))

Planes: TypeAlias = NDArray[np.float32]


def multiply(matrix: Planes, vector: Planes) -> Planes:
    """Matrix times vector at every pixel: (6, ...) and (3, ...) to (3, ...)."""
    rr, gg, bb, rg, rb, gb = matrix
    r, g, b = vector
    return np.stack([rr * r + rg * g + rb * b, rg * r + gg * g + gb * b, rb * r + gb * g + bb * b])


def solve(matrix: Planes, vector: Planes) -> Planes:
    """Solve matrix @ x = vector at every pixel for positive definite matrices: (6, ...) and (3, ...) to (3, ...).

    An L D L' factorisation without square roots. Cofactors would take fewer operations, but lose all digits of
    float32 where the three channels are strongly correlated, as they are in most photos.
    """
    rr, gg, bb, rg, rb, gb = matrix
    l_gr = rg / rr
    l_br = rb / rr
    d_g = gg - l_gr * rg
    below = gb - l_br * rg
    l_bg = below / d_g
    d_b = bb - l_br * rb - l_bg * below

    r = vector[0]
    g = vector[1] - l_gr * r
    b = vector[2] - l_br * r - l_bg * g

    x_b = b / d_b
    x_g = g / d_g - l_bg * x_b
    x_r = r / rr - l_gr * x_g - l_br * x_b
    return np.stack([x_r, x_g, x_b])
