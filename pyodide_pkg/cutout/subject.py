"""Did the network find a subject at all? A note for people; it changes no pixel."""

import numpy as np
from numpy.typing import NDArray

SMALLEST_SHARE = 0.005
"""Of the picture's area. 0.5 % is a square of 72 pixels in a network's view of 1024: smaller is more often noise."""


def subject_details(alpha: NDArray[np.float32]) -> dict[str, str | int | float | bool]:
    """Return what is worth a warning about the network's own alpha.

    Parameters
    ----------
    alpha : ndarray, SxS float32 in [0, 1]
        As the network sees the whole photo, before the source's own transparency takes anything away.

    Returns
    -------
    dict
        ``{"subject": "none"}`` where less than `SMALLEST_SHARE` of the pixels are more opaque than not,
        ``{"subject": "everything"}`` where all but that share are, else nothing.
    """
    share = float(np.count_nonzero(alpha > 0.5)) / alpha.size
    if share < SMALLEST_SHARE:
        return {"subject": "none"}
    if share > 1 - SMALLEST_SHARE:
        return {"subject": "everything"}
    return {}
