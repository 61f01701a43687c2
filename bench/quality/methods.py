"""Foreground estimators to compare: (photo, alpha) -> foreground, all float32 in [0, 1], gamma-encoded, straight."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from cutout.edges.foreground import estimate_foreground

Method = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]

# Forte & Pitié's second pass; the first is at 90.
_FINE_RADIUS = 6
_COARSE_RADIUS = 90
_EPSILON = 1e-5


def none(photo: NDArray[np.float32], _: NDArray[np.float32]) -> NDArray[np.float32]:
    """Leave the photo as it is."""
    return photo


def pymatting_multi_level(photo: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Run pymatting's multi-level estimator with its defaults (Germer et al. 2020)."""
    from pymatting.foreground.estimate_foreground_ml import estimate_foreground_ml

    return np.asarray(estimate_foreground_ml(photo, alpha), np.float32)


def blur_fusion(photo: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Estimate by blur fusion, twice: with a large radius, then with a small one from the first one's results.

    Forte & Pitié, "Approximate Fast Foreground Colour Estimation", ICIP 2021, doi:10.1109/ICIP42928.2021.9506164.
    """
    foreground, background = _blur_fusion_pass(photo, photo, photo, alpha, _COARSE_RADIUS)
    return _blur_fusion_pass(photo, foreground, background, alpha, _FINE_RADIUS)[0]


def _blur_fusion_pass(
    photo: NDArray[np.float32],
    foreground: NDArray[np.float32],
    background: NDArray[np.float32],
    alpha: NDArray[np.float32],
    window: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One pass; `window` is the side of the box, which the paper and its users call r."""
    opacity = alpha[..., np.newaxis]

    def blurred(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(uniform_filter(values, (window, window, 0), mode="mirror"))

    share = blurred(opacity)
    mean_foreground = blurred(foreground * opacity) / (share + _EPSILON)
    mean_background = blurred(background * (1 - opacity)) / (1 - share + _EPSILON)
    unexplained = photo - opacity * mean_foreground - (1 - opacity) * mean_background
    return np.clip(mean_foreground + opacity * unexplained, 0, 1), mean_background


METHODS: dict[str, Method] = {
    "none": none,
    "pymatting multi-level": pymatting_multi_level,
    "blur fusion ×2": blur_fusion,
    "Cutroom": estimate_foreground,
}
