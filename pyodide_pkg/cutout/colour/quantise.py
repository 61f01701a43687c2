"""Where float becomes whole numbers, and nowhere else: clip, then round half to even.

Deep samples become uint8 here too.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

STRIP_BYTES = 1 << 20
"""Bytes of RGBA that are alive at once: large enough for numpy to be busy, small beside any photo."""


def quantise(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Round values in [0, 1] to 0..255.

    Parameters
    ----------
    values : ndarray, float32, any shape
        Values outside [0, 1] are clipped; not-a-number is not allowed.

    Returns
    -------
    ndarray, uint8, same shape
        `round_half_even(255 · clip(values))`. `astype(uint8)` alone would turn 0.999 into 254 and wrap 1.01.
    """
    scaled = np.clip(values, 0.0, 1.0).astype(np.float32, copy=False)
    scaled *= np.float32(255.0)
    np.rint(scaled, out=scaled)
    return scaled.astype(np.uint8)


def nearest_eight_bits(samples: NDArray[np.uint8 | np.uint16]) -> NDArray[np.uint8]:
    """Round 16-bit samples, 0 to 65535, to the nearest of 0 to 255; 8-bit ones are returned as they are.

    65535 = 255 · 257, so the nearest is v / 257 rounded; cutting off the low byte errs by up to one.
    """
    if samples.dtype == np.uint8:
        return samples.astype(np.uint8, copy=False)
    return ((samples.astype(np.uint32) + np.uint32(128)) // np.uint32(257)).astype(np.uint8)


def in_sixteen_bits(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round values in [0, 1] to the nearest k / 65535.

    Parameters
    ----------
    values : ndarray, float32, any shape
        Values outside [0, 1] are clipped; not-a-number is not allowed.

    Returns
    -------
    ndarray, float32, same shape
        `from_sixteen_bits(sixteen_bits(values))`, so a second time changes nothing.
    """
    return from_sixteen_bits(sixteen_bits(values))


def sixteen_bits(values: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Round values in [0, 1], clipped, to 0..65535. What `from_sixteen_bits` returned comes back exactly."""
    scaled = np.clip(values, 0.0, 1.0).astype(np.float32, copy=False)
    scaled *= np.float32(65535.0)
    np.rint(scaled, out=scaled)
    return scaled.astype(np.uint16)


def from_sixteen_bits(samples: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Return k / 65535, float32 in [0, 1]."""
    return samples.astype(np.float32) / np.float32(65535.0)


def straight_rgba_strips(rgb: NDArray[np.uint8], alpha: NDArray[np.float32] | None) -> Iterator[NDArray[np.uint8]]:
    """Join colour and alpha, some rows at a time, so that no full-size RGBA picture exists.

    Parameters
    ----------
    rgb : ndarray, HxWx3 uint8, straight
    alpha : ndarray, HxW float32 in [0, 1], or None
        None for opaque everywhere.

    Yields
    ------
    ndarray, hxWx4 uint8, straight
        The rows from top to bottom, about `STRIP_BYTES` each. Colours are copied bit for bit.
    """
    height, width = rgb.shape[:2]
    rows = rows_per_strip(width)
    for top in range(0, height, rows):
        strip = np.empty((min(rows, height - top), width, 4), np.uint8)
        for channel in range(3):  # three bytes at a time would take eight times as long
            strip[..., channel] = rgb[top : top + rows, :, channel]
        strip[..., 3] = 255 if alpha is None else quantise(alpha[top : top + rows])
        yield strip


def rows_per_strip(width: int) -> int:
    """Return how many rows of RGBA of this width make up about `STRIP_BYTES`; at least one."""
    return max(1, STRIP_BYTES // (4 * width))
