"""The CIEDE2000 colour difference. Arithmetic only.

Sharma, Wu, Dalal: "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary Test Data, and
Mathematical Observations", Color Research & Application 30(1), 2005, doi:10.1002/col.20070. Numbers in brackets below
are the paper's equations; k_L = k_C = k_H = 1.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_25_TO_7 = 25.0**7


def ciede2000(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.float64]:
    """Return the difference of CIELAB colours.

    Parameters
    ----------
    first, second : ndarray, (3, ...)
        L*, a*, b*. The result is the same when they are swapped.

    Returns
    -------
    ndarray, (...) float64
        1 is about what a trained eye just sees.
    """
    L1, a1, b1 = np.asarray(first, np.float64)
    L2, a2, b2 = np.asarray(second, np.float64)
    # (2) to (7): the a* axis is stretched near grey.
    stretch = 1.5 - 0.5 * _saturation((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)
    C1, C2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1, h2 = _hue(stretch * a1, b1), _hue(stretch * a2, b2)

    # (8) to (11): differences. Hues go the shorter way round; a grey has none.
    turn = np.where(C1 * C2 == 0, 0, (h2 - h1 + 180) % 360 - 180)
    dL, dC = L2 - L1, C2 - C1
    dH = 2 * np.sqrt(C1 * C2) * np.sin(np.radians(turn) / 2)

    # (12) to (14): means. The mean hue lies on the shorter arc; beside a grey it is the other colour's.
    L, C = (L1 + L2) / 2, (C1 + C2) / 2
    apart = np.abs(h1 - h2) > 180
    h = np.where(C1 * C2 == 0, h1 + h2, (h1 + h2) / 2 + np.where(apart, np.where(h1 + h2 < 360, 180, -180), 0))

    # (15) to (21): weights.
    T = 1 - 0.17 * _cos(h - 30) + 0.24 * _cos(2 * h) + 0.32 * _cos(3 * h + 6) - 0.20 * _cos(4 * h - 63)
    S_L = 1 + 0.015 * (L - 50) ** 2 / np.sqrt(20 + (L - 50) ** 2)
    S_C = 1 + 0.045 * C
    S_H = 1 + 0.015 * C * T
    blue_turn = 30 * np.exp(-(((h - 275) / 25) ** 2))
    R_T = -2 * _saturation(C) * np.sin(np.radians(2 * blue_turn))

    # (22)
    lightness, chroma, hue = dL / S_L, dC / S_C, dH / S_H
    return np.asarray(np.sqrt(lightness**2 + chroma**2 + hue**2 + R_T * chroma * hue))


def _saturation(C: NDArray[np.float64]) -> NDArray[np.float64]:
    """Near 0 for grey, near 1 for vivid colours."""
    seventh = C**7
    return np.asarray(np.sqrt(seventh / (seventh + _25_TO_7)))


def _hue(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hue angle in degrees, [0, 360)."""
    return np.asarray(np.degrees(np.arctan2(b, a)) % 360)


def _cos(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.cos(np.radians(degrees)))
