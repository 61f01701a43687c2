"""The reference run of a network: a known input and what the network makes of it, for a device to compare itself with.

The input is a formula, so that the page can draw it too (`web/src/worker/self-check.js`); only the output is stored.
"""

import numpy as np
from numpy.typing import NDArray

SIDE = 32
DIGITS = 4


def reference_input(height: int, width: int) -> NDArray[np.float32]:
    """Return the network's input: a bright shaded disc before a dark gradient, in the units the network sees.

    Returns
    -------
    ndarray
        [1, 3, height, width] float32, about -0.5 to 0.5.
    """
    y = ((np.arange(height, dtype=np.float64) + 0.5) / height)[:, np.newaxis]
    x = ((np.arange(width, dtype=np.float64) + 0.5) / width)[np.newaxis, :]
    disc = np.clip((0.28 - np.hypot(x - 0.5, y - 0.5)) * 40 + 0.5, 0, 1)
    planes = [disc * (0.45 - 0.2 * c * y) + (1 - disc) * (-0.4 + 0.1 * x + 0.05 * c) for c in range(3)]
    return np.stack(planes).astype(np.float32)[np.newaxis]


def sampled(output: NDArray[np.float32]) -> list[float]:
    """Return `SIDE` x `SIDE` values of a [1, 1, h, w] output, by rows: at (i + 0.5) h / SIDE and (j + 0.5) w / SIDE."""
    height, width = output.shape[-2:]
    rows = (np.arange(SIDE) * 2 + 1) * height // (2 * SIDE)
    columns = (np.arange(SIDE) * 2 + 1) * width // (2 * SIDE)
    picked = output.reshape(height, width)[np.ix_(rows, columns)]
    return [round(float(value), DIGITS) for value in picked.ravel()]
