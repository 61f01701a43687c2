"""One maximum-a-posteriori step: given priors, correct foreground and background so that they explain the photo."""

import numpy as np
from numpy.typing import NDArray

from cutout.edges.symmetric import PAIRS, multiply, solve

__all__ = ["known_covariance", "map_foreground", "map_update"]

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
    known: NDArray[np.float32] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Update F and B from I = alpha F + (1 - alpha) B, a Kalman step at every pixel.

    Parameters
    ----------
    photo, foreground, background : ndarray, (3, ...) float32, gamma-encoded
        The photo's colour I and the priors F' and B'.
    alpha : ndarray, (...) float32 in [0, 1]
    foreground_covariance, background_covariance : ndarray, (6, ...) float32
        How far F and B may lie from their priors; laid out as in `cutout.edges.symmetric`.
    matte_noise : float
        Variance of alpha's error divided by 4 alpha (1 - alpha); see `cutout.edges.matte_noise`.
    known : ndarray, (6, ...) float32, optional
        `known_covariance` of these arguments, where it serves for several updates.

    Returns
    -------
    The new foreground and background, float32, (3, ...), not clipped.
    """
    if known is None:
        known = known_covariance(alpha, foreground_covariance, background_covariance)
    gain = _gain(photo, alpha, foreground, background, known, matte_noise)
    new_foreground, new_background = multiply(foreground_covariance, gain), multiply(background_covariance, gain)
    new_foreground *= alpha
    new_foreground += foreground
    new_background *= 1 - alpha
    new_background += background
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
    known = known_covariance(alpha, foreground_covariance, background_covariance)
    new_foreground = multiply(foreground_covariance, _gain(photo, alpha, foreground, background, known, matte_noise))
    new_foreground *= alpha
    new_foreground += foreground
    return new_foreground


def _gain(
    photo: NDArray[np.float32],
    alpha: NDArray[np.float32],
    foreground: NDArray[np.float32],
    background: NDArray[np.float32],
    known: NDArray[np.float32],
    matte_noise: float,
) -> NDArray[np.float32]:
    """The part of the photo that the priors leave unexplained, divided by its covariance."""
    difference = foreground - background
    residual = photo - background
    residual -= alpha * difference
    return solve(observation_covariance(alpha, difference, known, matte_noise), residual)


def known_covariance(
    alpha: NDArray[np.float32],
    foreground_covariance: NDArray[np.float32],
    background_covariance: NDArray[np.float32],
    more_chroma_noise: float = 0.0,
) -> NDArray[np.float32]:
    """Covariance of I - alpha F' - (1 - alpha) B' from F, from B and from the photo's noise; the colours do not matter.

    `more_chroma_noise` is a variance of chroma that is there at every alpha. Returns float32, (6, ...).
    """
    rest = 1 - alpha
    total = (alpha * alpha) * foreground_covariance
    total += (rest * rest) * background_covariance
    # The noise fades out towards alpha = 1, where the photo's colour is the foreground's, noise included.
    total[:3] += rest * ((_GREY_NOISE + 2 * _CHROMA_NOISE) / 3) + (_SMALLEST_NOISE + more_chroma_noise * (2 / 3))
    total[3:] += rest * ((_GREY_NOISE - _CHROMA_NOISE) / 3) - more_chroma_noise / 3
    return total


def observation_covariance(
    alpha: NDArray[np.float32], difference: NDArray[np.float32], known: NDArray[np.float32], matte_noise: float
) -> NDArray[np.float32]:
    """Covariance of I - alpha F' - (1 - alpha) B': what is known without the colours, and what a wrong alpha adds.

    Parameters are those of `map_update`; `difference` is F' - B'. Returns float32, (6, ...).
    """
    variance = alpha * (1 - alpha)
    variance *= 4 * matte_noise
    # An error of alpha moves the observed colour along F' - B' only.
    from_matte = variance * difference
    total = np.empty_like(known)
    for plane, base, (i, j) in zip(total, known, PAIRS, strict=True):
        np.multiply(from_matte[i], difference[j], out=plane)
        plane += base
    return total
