"""Keep a solved colour inside the sRGB gamut and near its prior, measured in CIELAB: the guard against outliers."""

import numpy as np
from numpy.typing import NDArray

from cutout.colour import lab_to_srgb, srgb_to_lab

__all__ = ["limit_change"]

# Largest change of lightness and of chroma at alpha = 0, in CIELAB units. Both grow as 1 / (1 - alpha). On photos that
# went through JPEG (quality 75) these bounds lower the mean CIEDE2000 by 3 %, with network mattes on clean photos they
# change nothing, with exact ones they cost 2 to 3 %: few photos are clean and no matte is exact.
_LIGHTNESS_LIMIT = 5.0
_CHROMA_LIMIT = 2.5


def limit_change(
    solved: NDArray[np.float32], prior: NDArray[np.float32], alpha: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Bound the change from `prior` to `solved` smoothly (tanh): small changes pass as they are.

    Parameters
    ----------
    solved : ndarray, (3, ...) float32, gamma-encoded sRGB
        May lie outside [0, 1].
    prior : ndarray, (3, ...) float32 in [0, 1], gamma-encoded sRGB
    alpha : ndarray, (...) float32 in [0, 1]
        Towards 1 the photo itself shows the colour and the bounds vanish.

    Returns
    -------
    ndarray, (3, ...) float32 in [0, 1]
    """
    prior_lab = srgb_to_lab(prior)
    change = srgb_to_lab(_into_gamut(solved, prior)) - prior_lab
    firmness = np.maximum(1 - alpha, 1e-3)
    lightness, chroma = change[0], np.hypot(change[1], change[2])
    change[0] *= _shrink(np.abs(lightness) * firmness, _LIGHTNESS_LIMIT)
    change[1:] *= _shrink(chroma * firmness, _CHROMA_LIMIT)
    limited = lab_to_srgb(prior_lab + change)
    return np.clip(limited, 0, 1, out=limited)


def _into_gamut(solved: NDArray[np.float32], prior: NDArray[np.float32]) -> NDArray[np.float32]:
    """Walk back towards the prior until every channel is in [0, 1]; clipping channels one by one would turn the hue."""
    step = solved - prior
    room = np.maximum(np.where(step > 0, 1 - prior, prior), 0)
    share = np.min(room / np.maximum(np.abs(step), 1e-6), axis=0)
    inside: NDArray[np.float32] = prior + np.minimum(share, 1) * step
    return inside


def _shrink(size: NDArray[np.float32], limit: float) -> NDArray[np.float32]:
    """The factor that turns `size` into limit * tanh(size / limit)."""
    ratio = np.maximum(size / limit, 1e-3)
    factor: NDArray[np.float32] = np.tanh(ratio) / ratio
    return factor
