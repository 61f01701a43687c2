"""Alpha at the photo's size, corrected by the photo's colours. Not part of the pipeline yet.

`cutout.alpha` enlarges the network's map without looking at the photo; this moves its edges to where the colours say.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.edge_band import band_tiles, check_photo_and_alpha
from cutout.map_update import observation_covariance
from cutout.symmetric import solve

__all__ = ["refine_alpha"]

# Variance of alpha's error before the photo is asked, where alpha is one half.
_PRIOR_VARIANCE = 0.1


def refine_alpha(alpha: NDArray[np.float32], photo: NDArray[Any]) -> NDArray[np.float32]:
    """Move alpha along the line from the background's to the foreground's colour, towards the photo's colour.

    A maximum-a-posteriori step with the same local colours and covariances as edge decontamination. The prior variance
    vanishes at 0 and 1, so flat regions stay as they are.

    Parameters
    ----------
    alpha : ndarray, (H, W) float32 in [0, 1]
        At the photo's size, as `cutout.alpha.upsample_alpha` gives it.
    photo : ndarray, (H, W, 3) uint8 or float32 in [0, 1], gamma-encoded, straight

    Returns
    -------
    ndarray, (H, W) float32 in [0, 1]

    Raises
    ------
    ValueError
        When an array has another shape, type or range; the message says which and what was found.
    """
    check_photo_and_alpha("photo", photo, ("uint8", "float32"), alpha)
    refined = alpha.copy()
    for tile in band_tiles(photo, alpha, _is_between_0_and_1):
        a = tile.alpha
        difference = tile.foreground - tile.background
        residual = tile.photo - tile.background - a * difference
        # Without matte noise: the error of alpha is what is being solved for.
        covariance = observation_covariance(
            a, difference, tile.foreground_covariance, tile.background_covariance, matte_noise=0.0
        )
        direction = solve(covariance, difference)
        variance = (4 * _PRIOR_VARIANCE) * a * (1 - a)
        shift = variance * (residual * direction).sum(axis=0) / (1 + variance * (difference * direction).sum(axis=0))
        refined[tile.window.slices][tile.band] = np.clip(a + shift, 0, 1)
    return refined


def _is_between_0_and_1(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    return (alpha > 0) & (alpha < 1)
