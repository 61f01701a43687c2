"""How sure a mean over photos is: bootstrap over families of photos, paired. Knows nothing about what was measured."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SURE = 0.95
ROUNDS = 4000
SEED = 95


class Estimate(NamedTuple):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Show three digits."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean_estimate(values: Sequence[float], families: Sequence[str]) -> Estimate:
    """Estimate a mean of figures of photos, for example of differences photo by photo.

    Parameters
    ----------
    values : sequence of float
        One for each photo; not empty.
    families : sequence of str
        The family of each. Whole families are drawn, with replacement (Efron and Tibshirani 1993, chapter 8), because
        photos of one subject are not independent. The interval is between the percentiles.
    """
    return _estimate(np.asarray(values, np.float64), families, lambda value: value)


def ratio_estimate(after: Sequence[float], before: Sequence[float], families: Sequence[str]) -> Estimate:
    """Estimate the geometric mean of ratios of errors photo by photo; 0 on both sides is a ratio of 1."""
    return _estimate(np.log(ratios(after, before)), families, lambda value: float(np.exp(value)))


def statistic_estimate(
    values: NDArray[np.float64], families: Sequence[str], statistic: Callable[[NDArray[np.float64]], float]
) -> Estimate:
    """Estimate what is no mean, for example an area under a curve.

    Parameters
    ----------
    values : ndarray, (photos, columns) float64
    families : sequence of str
        Drawn whole, as in `mean_estimate`.
    statistic : callable
        Takes such an array of any photos. Draws for which it is not a number do not count.
    """
    rows = [np.flatnonzero(np.asarray(families) == name) for name in dict.fromkeys(families)]
    random = np.random.default_rng(SEED)
    found = []
    for _ in range(ROUNDS // 4):
        drawn = np.concatenate([rows[i] for i in random.integers(0, len(rows), len(rows))])
        found.append(statistic(values[drawn]))
    tail = 100 * (1 - SURE) / 2
    low, high = np.nanpercentile(found, (tail, 100 - tail))
    return Estimate(statistic(values), float(low), float(high))


def ratios(after: Sequence[float], before: Sequence[float]) -> NDArray[np.float64]:
    """Return after / before photo by photo; what is below `_LEAST` counts as that, so that nothing divides by zero."""
    return np.maximum(np.asarray(after, np.float64), _LEAST) / np.maximum(np.asarray(before, np.float64), _LEAST)


_LEAST = 1e-3
"""Of an error: far below a level of 255, and below what any photo has at an edge."""


def _estimate(values: NDArray[np.float64], families: Sequence[str], shown: Callable[[float], float]) -> Estimate:
    names = list(dict.fromkeys(families))
    place = {name: i for i, name in enumerate(names)}
    of_photo = np.array([place[name] for name in families])
    sums = np.bincount(of_photo, values, len(names))
    counts = np.bincount(of_photo, minlength=len(names))
    drawn = np.random.default_rng(SEED).integers(0, len(names), (ROUNDS, len(names)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    tail = 100 * (1 - SURE) / 2
    low, high = np.percentile(means, (tail, 100 - tail))
    return Estimate(shown(float(values.mean())), shown(float(low)), shown(float(high)))
