"""Is there a subject, and was it found? Looks at the photo, the network's map and the finished alpha; it changes none.

What was found is a note for people, and decides whether a model's map is worth stretching (`output`).
"""

import math

import numpy as np
from numpy.typing import NDArray

from cutout.matte.cells import reduced
from cutout.model_spec import ModelSpec
from cutout.pictures import Reason

SMALLEST_SHARE = 0.005
"""Of the picture's area. 0.5 % is a square of 72 pixels in a network's view of 1024: smaller is more often noise."""

LEAST_CONTRAST = 0.5
"""Between subject and background, of the range 0..1.

Half, so that a faint veil over everything is on neither side. The default network leaves little doubt: its output's
contrast was 0.997 or more on each of 59 photos of something, and 0.15 or less on 23 of 24 drawn pictures of nothing
(plain, gradients, noise, sky, grass, bricks; it took stripes for subjects). Photos made fainter and fainter fell
between; below 0.5, even a stretched map had lost nearly half of the subject or more.
"""

CELLS = 64
"""A photo is compared with itself in so many cells a side. `SMALLEST_SHARE` covers 20 of them."""

LEAST_STEP = 8
"""Of 255, between neighbouring cells. A gradient from black to white over the whole picture has 4."""

LEAST_STEPS = 16
"""Such steps are around a subject of `SMALLEST_SHARE`. Each of 137 photos had 80 or more of over 21 of 255."""


def plain_doubt(tensor: NDArray[np.float32], spec: ModelSpec) -> Reason | None:
    """Return why a photo in which nothing stands out needs a look.

    Some networks make a subject of a white wall, with all confidence: then their map cannot be trusted.

    Parameters
    ----------
    tensor : ndarray, [1, 3, h, w] float32
        The network's input, as `input.prepare_input` made it.
    spec : ModelSpec

    Returns
    -------
    str or None
        "plain" where fewer than `LEAST_STEPS` neighbouring cells are `LEAST_STEP` apart.
    """
    shape = min(CELLS, tensor.shape[2]), min(CELLS, tensor.shape[3])
    means = np.stack([reduced(plane, shape) * np.float32(std) for plane, std in zip(tensor[0], spec.std, strict=True)])
    steps = sum(np.count_nonzero(np.abs(np.diff(means, axis=axis)).max(0) > LEAST_STEP) for axis in (1, 2))
    return None if steps >= LEAST_STEPS else "plain"


def source_doubt(source_alpha: NDArray[np.float32] | None) -> Reason | None:
    """Return why the source's own opacity needs a look.

    Parameters
    ----------
    source_alpha : ndarray, HxW float32 in [0, 1], or None
        None for an opaque source.

    Returns
    -------
    str or None
        "transparent" where less than `SMALLEST_SHARE` of it can be seen.
    """
    if source_alpha is None or _visible_share(source_alpha) >= SMALLEST_SHARE:
        return None
    return "transparent"


def result_doubt(alpha: NDArray[np.float32]) -> Reason | None:
    """Return why the finished alpha needs a look, whatever the network's was.

    Parameters
    ----------
    alpha : ndarray, HxW float32 in [0, 1]

    Returns
    -------
    str or None
        "none" where less than `SMALLEST_SHARE` of the cutout can be seen, "everything" where less than that went.
    """
    visible = _visible_share(alpha)
    if visible < SMALLEST_SHARE:
        return "none"
    return "everything" if visible > 1 - SMALLEST_SHARE else None


def _visible_share(alpha: NDArray[np.float32]) -> float:
    return np.count_nonzero(alpha > LEAST_CONTRAST) / alpha.size


def network_doubt(alpha: NDArray[np.float32]) -> Reason | None:
    """Return why the network's own alpha needs a look.

    Parameters
    ----------
    alpha : ndarray, hxw float32 in [0, 1]
        As the network sees the whole photo, before the source's own transparency takes anything away.

    Returns
    -------
    str or None
        None where there `is_clear` a subject. Else "none" where the map is more transparent than opaque, "everything"
        where it is more opaque.
    """
    if is_clear(alpha):
        return None
    low, high = _ends(alpha)
    return "none" if low + high <= 1 else "everything"


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
    count = _count(saliency)
    if min(np.count_nonzero(saliency < _DARK), np.count_nonzero(saliency > _DARK + LEAST_CONTRAST)) >= count:
        return True  # nearly always, and it takes a tenth of finding the ends
    low, high = _ends(saliency)
    return high - low > LEAST_CONTRAST


_DARK = (1 - LEAST_CONTRAST) / 2


def _count(values: NDArray[np.float32]) -> int:
    return math.ceil(SMALLEST_SHARE * values.size)


def _ends(values: NDArray[np.float32]) -> tuple[float, float]:
    """The highest value of the lowest share of all, and the lowest of the highest share."""
    count = _count(values)
    ordered = np.partition(values, (count - 1, values.size - count), axis=None)
    return float(ordered[count - 1]), float(ordered[-count])
