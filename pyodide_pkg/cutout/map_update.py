"""One maximum-a-posteriori step: given priors, correct foreground and background so that they explain the photo."""

import numpy as np
from numpy.typing import NDArray

from cutout.symmetric import PAIRS, multiply, solve

__all__ = ["map_foreground", "map_update", "observation_covariance"]

# Variance of the photo's own noise, in gamma RGB: along grey, and across it (chroma noise is the larger one).
_GREY_NOISE = 1e-4
_CHROMA_NOISE = 3e-4
# Keeps the matrix positive definite where alpha is 1 and the noise has faded out.
_SMALLEST_NOISE = 1e-6


def map_update(
    photo: NDArray[np.float32],
    alpha: NDArray[np.float32],
    foreground: NDArray[np.float32],
    background: NDArray[np.float32],
    foreground_covariance: NDArray[np.float32],
    background_covariance: NDArray[np.float32],
    matte_noise: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Update F and B from I = alpha F + (1 - alpha) B, a Kalman step at every pixel.

    Parameters
    ----------
    photo, foreground, background : ndarray, (3, ...) float32, gamma-encoded
        The photo's colour I and the priors F' and B'.
    alpha : ndarray, (...) float32 in [0, 1]
    foreground_covariance, background_covariance : ndarray, (6, ...) float32
        How far F and B may lie from their priors; laid out as in `cutout.symmetric`.
    matte_noise : float
        Variance of alpha's error divided by 4 alpha (1 - alpha); see `cutout.matte_noise`.

    Returns
    -------
    The new foreground and background, float32, (3, ...), not clipped.
    """
    gain = _gain(photo, alpha, foreground, background, foreground_covariance, background_covariance, matte_noise)
    new_foreground = foreground + alpha * multiply(foreground_covariance, gain)
    new_background = background + (1 - alpha) * multiply(background_covariance, gain)
    return new_foreground, new_background


def map_foreground(
    photo: NDArray[np.float32],
    alpha: NDArray[np.float32],
    foreground: NDArray[np.float32],
    background: NDArray[np.float32],
    foreground_covariance: NDArray[np.float32],
    background_covariance: NDArray[np.float32],
    matte_noise: float,
) -> NDArray[np.float32]:
    """Return the new foreground of `map_update` alone."""
    gain = _gain(photo, alpha, foreground, background, foreground_covariance, background_covariance, matte_noise)
    return foreground + alpha * multiply(foreground_covariance, gain)


def _gain(
    photo: NDArray[np.float32],
    alpha: NDArray[np.float32],
    foreground: NDArray[np.float32],
    background: NDArray[np.float32],
    foreground_covariance: NDArray[np.float32],
    background_covariance: NDArray[np.float32],
    matte_noise: float,
) -> NDArray[np.float32]:
    """The part of the photo that the priors leave unexplained, divided by its covariance."""
    difference = foreground - background
    residual = photo - background - alpha * difference
    covariance = observation_covariance(alpha, difference, foreground_covariance, background_covariance, matte_noise)
    return solve(covariance, residual)


def observation_covariance(
    alpha: NDArray[np.float32],
    difference: NDArray[np.float32],
    foreground_covariance: NDArray[np.float32],
    background_covariance: NDArray[np.float32],
    matte_noise: float,
) -> NDArray[np.float32]:
    """Covariance of I - alpha F' - (1 - alpha) B': from F, from B, from a wrong alpha, and from the photo's noise.

    Parameters are those of `map_update`; `difference` is F' - B'. Returns float32, (6, ...).
    """
    rest = 1 - alpha
    from_matte = (4 * matte_noise) * alpha * rest * difference
    # An error of alpha moves the observed colour along F' - B' only. The noise fades out towards alpha = 1, where
    # the photo's colour is the foreground's, noise included.
    grey = ((_GREY_NOISE - _CHROMA_NOISE) / 3) * rest
    chroma = _CHROMA_NOISE * rest + _SMALLEST_NOISE
    total = (alpha * alpha) * foreground_covariance
    total += (rest * rest) * background_covariance
    for plane, (i, j) in zip(total, PAIRS, strict=True):
        plane += from_matte[i] * difference[j]
        plane += grey
        if i == j:
            plane += chroma
    return total
