"""Did the network find a subject at all? Looks at a map, of saliency or of alpha, and says so; it changes none.

What was found is a note for people, and decides whether a model's map is worth stretching (`postprocess`).
"""

import math

import numpy as np
from numpy.typing import NDArray

SMALLEST_SHARE = 0.005
"""Of the picture's area. 0.5 % is a square of 72 pixels in a network's view of 1024: smaller is more often noise."""

LEAST_CONTRAST = 0.5
"""Between subject and background, of the range 0..1.

Half, so that a faint veil over everything is on neither side. The default network leaves little doubt: its output's
contrast was 0.997 or more on each of 59 photos of something, and 0.15 or less on 23 of 24 drawn pictures of nothing
(plain, gradients, noise, sky, grass, bricks; it took stripes for subjects). Photos made fainter and fainter fell
between; below 0.5, even a stretched map had lost nearly half of the subject or more.
"""


def subject_details(alpha: NDArray[np.float32]) -> dict[str, str | int | float | bool]:
    """Return what is worth a warning about the network's own alpha.

    Parameters
    ----------
    alpha : ndarray, SxS float32 in [0, 1]
        As the network sees the whole photo, before the source's own transparency takes anything away.

    Returns
    -------
    dict
        Nothing where there `is_clear` a subject. Else ``{"subject": "none"}`` where the map is more transparent than
        opaque, ``{"subject": "everything"}`` where it is more opaque.
    """
    low, high = _ends(alpha)
    if _is_apart(low, high):
        return {}
    return {"subject": "none" if low + high <= 1 else "everything"}


def is_clear(saliency: NDArray[np.float32]) -> bool:
    """Return whether a map has a subject and a background.

    Parameters
    ----------
    saliency : ndarray, float32, finite, nominally in [0, 1]

    Returns
    -------
    bool
        True where the `SMALLEST_SHARE` of highest values and that of lowest ones are more than `LEAST_CONTRAST` apart.
    """
    return _is_apart(*_ends(saliency))


def _is_apart(low: float, high: float) -> bool:
    return high - low > LEAST_CONTRAST


def _ends(values: NDArray[np.float32]) -> tuple[float, float]:
    """The highest value of the lowest share of all, and the lowest of the highest share."""
    count = math.ceil(SMALLEST_SHARE * values.size)
    ordered = np.partition(values, (count - 1, values.size - count), axis=None)
    return float(ordered[count - 1]), float(ordered[-count])
