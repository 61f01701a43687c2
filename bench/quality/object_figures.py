"""How well a map finds a subject as a whole: the S-measure and the weighted F-measure. Nothing about edges.

Own code, from the papers: every release of PySODMetrics asks for a numpy older than the one that is pinned here to the
browser's. On drawn maps both agree with PySODMetrics 1.3.1 to 1e-9 (`tests/bench/test_object_figures.py` has its
numbers). Unlike it, a map is not stretched to 0 and 1 first: an alpha that is faint everywhere is wrong.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate, distance_transform_edt

_TINY = float(np.spacing(1))
_OBJECT_SHARE = 0.5
"""Of the S-measure; the rest is that of the regions."""
_REACH, _SIGMA = 3, 5.0
"""Of the Gaussian that spreads errors in the weighted F-measure, in pixels."""
_FAR = np.log(0.5) / 5
"""By it an error outside the subject weighs more, the farther away it is."""


def s_measure(alpha: NDArray[np.float32], subject: NDArray[np.bool_]) -> float:
    """Return the structure measure, 0 to 1 (Fan et al., ICCV 2017, doi:10.1109/ICCV.2017.487).

    Parameters
    ----------
    alpha : ndarray, (H, W) float32 in [0, 1]
    subject : ndarray, (H, W) bool
    """
    values = alpha.astype(np.float64)
    share = float(subject.mean())
    if share in (0.0, 1.0):
        return float(values.mean() if share else 1 - values.mean())
    objects = share * _object(values[subject]) + (1 - share) * _object(1 - values[~subject])
    return max(0.0, _OBJECT_SHARE * objects + (1 - _OBJECT_SHARE) * _regions(values, subject))


def weighted_f(alpha: NDArray[np.float32], subject: NDArray[np.bool_]) -> float:
    """Return the weighted F-measure with beta 1, 0 to 1 (Margolin et al., CVPR 2014, doi:10.1109/CVPR.2014.39).

    Parameters
    ----------
    alpha : ndarray, (H, W) float32 in [0, 1]
    subject : ndarray, (H, W) bool
        0 where it is empty.
    """
    if not subject.any():
        return 0.0
    error = np.abs(alpha.astype(np.float64) - subject)
    distance, (rows, columns) = distance_transform_edt(~subject, return_indices=True)
    # Outside, an error counts as that of the nearest pixel of the subject while errors are spread.
    offsets = np.arange(-_REACH, _REACH + 1) ** 2
    kernel = np.exp(-np.add.outer(offsets, offsets) / (2 * _SIGMA**2))
    spread = correlate(error[rows, columns], kernel / kernel.sum(), mode="constant")
    weighted = np.where(subject, np.minimum(error, spread), error * (2 - np.exp(_FAR * distance)))
    found = float(subject.sum() - weighted[subject].sum())
    recall = 1 - float(weighted[subject].mean())
    precision = found / (found + float(weighted[~subject].sum()) + _TINY)
    return 2 * recall * precision / (recall + precision + _TINY)


def _object(values: NDArray[np.float64]) -> float:
    """How bright and how even the values are that should be 1."""
    spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
    mean = float(values.mean())
    return 2 * mean / (mean**2 + 1 + spread + _TINY)


def _regions(values: NDArray[np.float64], subject: NDArray[np.bool_]) -> float:
    """How alike the four quarters around the subject's centre are, weighted by their areas."""
    row, column = (int(np.round(places.mean())) + 1 for places in np.nonzero(subject))
    total = 0.0
    for rows in (slice(None, row), slice(row, None)):
        for columns in (slice(None, column), slice(column, None)):
            part, truth = values[rows, columns], subject[rows, columns]
            if part.size:
                total += part.size / values.size * _likeness(part, truth.astype(np.float64))
    return total


def _likeness(part: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    means = part.mean() * truth.mean()
    freedom = max(part.size - 1, 1)
    covariance = float(((part - part.mean()) * (truth - truth.mean())).sum()) / freedom
    variances = (float(((part - part.mean()) ** 2).sum()) + float(((truth - truth.mean()) ** 2).sum())) / freedom
    above = 4 * means * covariance
    below = (part.mean() ** 2 + truth.mean() ** 2) * variances
    if above != 0:
        return float(above / (below + _TINY))
    return 1.0 if below == 0 else 0.0
