"""How wrong is the alpha matte? One number per photo, measured on the photo itself."""

import numpy as np
from numpy.typing import NDArray

from cutout.edges.colour_statistics import CELL, ColourStatistics
from cutout.edges.map_update import known_covariance
from cutout.edges.symmetric import solve

__all__ = ["TYPICAL_MATTE_NOISE", "estimate_matte_noise"]

# Used on the coarse levels, before anything is known, and where too few pixels can tell.
TYPICAL_MATTE_NOISE = 0.06

_LOWEST, _HIGHEST = 0.003, 0.2
# The median of a squared standard normal variable: turns a median of squares into a variance.
_MEDIAN_OF_SQUARES = 0.455
# The colours explain away part of alpha's error, so more of it is there than is seen; found by tuning. At 3, network
# mattes lost 3 % in CIEDE2000 (1.310 against 1.269) and JPEG photos 2 %; exact mattes are at _LOWEST either way.
_GAIN = 6.0
_SAMPLES = 20_000
_FEWEST = 60
# Pixels whose F' and B' are this many standard deviations (squared) apart tell alpha well.
_WELL_CONDITIONED = 400.0


def estimate_matte_noise(
    photo: NDArray[np.float32],
    alpha: NDArray[np.float32],
    foreground: NDArray[np.float32],
    background: NDArray[np.float32],
    statistics: ColourStatistics,
) -> float:
    """Estimate the variance of alpha's error, divided by 4 alpha (1 - alpha).

    The error of a pixel is read off along the line from B' to F': the shift of alpha that explains its colour best.

    Parameters
    ----------
    photo, alpha : ndarray, (3, h, w) and (h, w) float32
        At the working resolution.
    foreground, background : ndarray, (3, h / 2, w / 2) float32
        Priors from half that resolution.
    statistics : ColourStatistics
        Measured on `photo`.
    """
    band = np.flatnonzero((alpha > 0.05) & (alpha < 0.95))
    if len(band) < _FEWEST:
        return TYPICAL_MATTE_NOISE
    y, x = np.divmod(band[:: len(band) // _SAMPLES + 1], alpha.shape[1])
    a = alpha[y, x]
    prior_background = background[:, y // 2, x // 2]
    difference = foreground[:, y // 2, x // 2] - prior_background
    residual = photo[:, y, x] - prior_background - a * difference
    cell = (slice(None), y // CELL, x // CELL)
    direction = solve(known_covariance(a, statistics.foreground[cell], statistics.background[cell]), difference)
    certainty = np.einsum("kn,kn->n", difference, direction)
    shift = np.einsum("kn,kn->n", residual, direction) / np.maximum(certainty, 1e-6)
    reliable = certainty > _WELL_CONDITIONED
    if np.count_nonzero(reliable) < _FEWEST:
        return TYPICAL_MATTE_NOISE
    ratio = (shift * shift / (4 * a * (1 - a)))[reliable]
    return float(np.clip(_GAIN * np.median(ratio) / _MEDIAN_OF_SQUARES, _LOWEST, _HIGHEST))
