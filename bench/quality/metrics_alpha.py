"""Errors of an estimated alpha, as the matting literature measures them.

Rhemann et al., "A Perceptually Motivated Online Benchmark for Image Matting", CVPR 2009,
doi:10.1109/CVPR.2009.5206503, with that paper's parameters.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, label

_GRADIENT_SIGMA = 1.4
_CONNECTIVITY_STEP = 0.1
_CONNECTIVITY_TOLERANCE = 0.15


class AlphaErrors(NamedTuple):
    """Over the band; see `alpha_errors`."""

    mae: float
    """Mean absolute error, in 0..255."""
    mse: float
    """Mean squared error, times 1,000, in [0, 1] squared."""
    sad: float
    """Sum of absolute differences, in thousands of pixels."""
    gradient: float
    """Gradient error."""
    connectivity: float
    """Connectivity error, divided by 1,000."""


def alpha_errors(estimate: NDArray[np.float32], truth: NDArray[np.float32], band: NDArray[np.bool_]) -> AlphaErrors:
    """Compare an alpha with the truth.

    Parameters
    ----------
    estimate, truth : ndarray, (H, W) float32 in [0, 1]
    band : ndarray, (H, W) bool
        Which pixels count.
    """
    difference = (estimate - truth)[band].astype(np.float64)
    sad = float(np.abs(difference).sum())
    return AlphaErrors(
        255 * sad / max(difference.size, 1),
        1000 * float((difference**2).sum()) / max(difference.size, 1),
        sad / 1000,
        gradient_error(estimate, truth, band),
        connectivity_error(estimate, truth, band) / 1000,
    )


def gradient_error(estimate: NDArray[np.float32], truth: NDArray[np.float32], band: NDArray[np.bool_]) -> float:
    """Sum of the squared differences of gradient magnitudes (first derivatives of a Gaussian, sigma 1.4)."""
    difference = _gradient_magnitude(estimate) - _gradient_magnitude(truth)
    return float((difference[band] ** 2).sum())


def connectivity_error(estimate: NDArray[np.float32], truth: NDArray[np.float32], band: NDArray[np.bool_]) -> float:
    """Sum of the differences in how well pixels hang together with the opaque region that both alphas share."""
    reach = _connected_up_to(np.minimum(estimate, truth))
    difference = _connectedness(estimate, reach) - _connectedness(truth, reach)
    return float(np.abs(difference[band]).sum())


def _gradient_magnitude(alpha: NDArray[np.float32]) -> NDArray[np.float64]:
    values = alpha.astype(np.float64)
    down, across = (
        gaussian_filter1d(
            gaussian_filter1d(values, _GRADIENT_SIGMA, axis=axis, order=1, mode="nearest"),
            _GRADIENT_SIGMA,
            axis=1 - axis,
            mode="nearest",
        )
        for axis in (0, 1)
    )
    return np.asarray(np.hypot(down, across))


def _connected_up_to(shared: NDArray[np.float32]) -> NDArray[np.float64]:
    """For each pixel the highest step at which it is 4-connected to the source region within {shared >= step}.

    The source region at a step is the largest component there, as in the authors' evaluation.
    """
    reach = np.zeros(shared.shape)
    connected = np.ones(shared.shape, np.bool_)
    for step in np.arange(_CONNECTIVITY_STEP, 1 + _CONNECTIVITY_STEP / 2, _CONNECTIVITY_STEP):
        parts, count = label(shared >= step - 1e-6)
        if count == 0:
            break
        largest = 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))
        connected &= parts == largest
        reach[connected] = step
    return reach


def _connectedness(alpha: NDArray[np.float32], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 where a pixel is as opaque as its connection to the source; differences below the tolerance do not count."""
    distance = alpha - reach
    return 1 - np.where(distance >= _CONNECTIVITY_TOLERANCE, distance, 0)
