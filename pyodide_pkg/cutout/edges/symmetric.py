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
    product = np.empty_like(vector)
    for out, (of_r, of_g, of_b) in zip(product, ((rr, rg, rb), (rg, gg, gb), (rb, gb, bb)), strict=True):
        np.multiply(of_r, r, out=out)
        out += of_g * g
        out += of_b * b
    return product


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
    d_b = bb - l_br * rb
    d_b -= l_bg * below

    solution = np.empty_like(vector)
    x_r, x_g, x_b = solution
    g = vector[1] - l_gr * vector[0]
    np.multiply(l_br, vector[0], out=x_b)
    np.subtract(vector[2], x_b, out=x_b)
    x_b -= l_bg * g
    x_b /= d_b
    np.divide(g, d_g, out=x_g)
    x_g -= l_bg * x_b
    np.divide(vector[0], rr, out=x_r)
    x_r -= l_gr * x_g
    x_r -= l_br * x_b
    return solution
