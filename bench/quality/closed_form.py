"""Closed-form matting on a trimap made of the network's matte: what a well-kept library makes of the same matte."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_erosion

from bench.quality.methods import pymatting_multi_level
from bench.quality.pixels import as_float
from cutout.colour.quantise import quantise

MOST_PIXELS = 1_000_000
"""Its solver takes about a minute for so many."""
SURE = 0.05
"""Nearer to 0 or 1 than this, the matte is believed, away from the rest."""
REACH = 0.01
"""Of the longer side: the unknown zone is wider by this on both sides."""


def automatic_trimap(alpha: NDArray[np.float32]) -> NDArray[np.float64]:
    """Make a trimap of a matte, (H, W) float32 in [0, 1]: 0 and 1 where it is sure, 0.5 in between."""
    reach = max(1, round(REACH * max(alpha.shape)))
    trimap = np.full(alpha.shape, 0.5)
    for value, sure in ((0.0, alpha <= SURE), (1.0, alpha >= 1 - SURE)):
        trimap[binary_erosion(sure, iterations=reach, border_value=1)] = value
    return trimap


def closed_form_cutout(rgb: NDArray[np.uint8], plain: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    """Cut out a photo by closed form (Levin et al., doi:10.1109/TPAMI.2007.1177) and pymatting's multi-level colours.

    Parameters
    ----------
    rgb : ndarray, (H, W, 3) uint8
    plain : ndarray, (H, W) float32 in [0, 1]
        The network's matte, enlarged.

    Returns
    -------
    ndarray or None
        (H, W, 4) uint8, straight; None where the photo is larger than `MOST_PIXELS`, or the trimap has only one side.
    """
    from pymatting.alpha.estimate_alpha_cf import estimate_alpha_cf

    trimap = automatic_trimap(plain)
    if plain.size > MOST_PIXELS or not ((trimap == 0).any() and (trimap == 1).any()):
        return None
    photo = as_float(rgb)
    alpha = np.asarray(estimate_alpha_cf(photo.astype(np.float64), trimap), np.float32).clip(0, 1)
    colours = pymatting_multi_level(photo, alpha)
    return np.dstack([quantise(colours), quantise(alpha)])
