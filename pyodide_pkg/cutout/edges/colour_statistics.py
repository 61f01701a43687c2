"""How the clear foreground and the clear background vary around each place of the photo: local 3 x 3 covariances."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.resample import Pictures, block_mean
from cutout.arrays.tiles import Window
from cutout.edges.symmetric import PAIRS

__all__ = ["CELL", "ColourStatistics", "colour_statistics", "interpolate"]

# Side of a cell in pixels of the working resolution.
CELL = 32
# Added to the variances, so that a flat colour still leaves room for the solution to move.
_FLOOR = 1e-4
# A cell counts as known once this share of it is clear foreground (or background).
_ENOUGH = 0.25
# Rows of the photo that are looked at together; a multiple of CELL.
_STRIP = 8 * CELL


class ColourStatistics(NamedTuple):
    """Covariances of F and of B, each float32 (6, rows of cells, columns of cells), as in `cutout.edges.symmetric`."""

    foreground: NDArray[np.float32]
    background: NDArray[np.float32]


def colour_statistics(photo: NDArray[np.float32], alpha: NDArray[np.float32]) -> ColourStatistics:
    """Measure the covariances on cells of CELL pixels; cells without evidence take those of their neighbours.

    Parameters
    ----------
    photo : ndarray, (3, h, w) float32, gamma-encoded
    alpha : ndarray, (h, w) float32 in [0, 1]
    """
    foreground, background = [], []
    for top in range(0, alpha.shape[0], _STRIP):
        strip, opacity = photo[:, top : top + _STRIP], alpha[top : top + _STRIP]
        foreground.append(_cell_moments(strip, opacity))
        background.append(_cell_moments(strip, 1 - opacity))
    return ColourStatistics(
        _covariance(_fill_gaps(np.concatenate(foreground, axis=1))),
        _covariance(_fill_gaps(np.concatenate(background, axis=1))),
    )


def interpolate(covariance: NDArray[np.float32], cell: float, window: Window) -> NDArray[np.float32]:
    """Interpolate the covariances of cells bilinearly at the pixels of a window.

    Parameters
    ----------
    covariance : ndarray, (6, rows of cells, columns of cells) float32
    cell : float
        Side of a cell in pixels of the grid that `window` belongs to; below 1 on very coarse grids.

    Returns
    -------
    ndarray, (6, window height, window width) float32
    """
    # A window meets few cells, so two small matrix products beat an image resampler.
    rows, row_weights = _hat_weights(window.top, window.bottom, cell, covariance.shape[1])
    columns, column_weights = _hat_weights(window.left, window.right, cell, covariance.shape[2])
    result: NDArray[np.float32] = row_weights @ (covariance[:, rows, columns] @ column_weights.T)
    return result


def _hat_weights(start: int, stop: int, cell: float, cells: int) -> tuple[slice, NDArray[np.float32]]:
    """The cells that pixels `start` to `stop` lie between, and how much each counts at each pixel."""
    centres = np.clip((np.arange(start, stop) + 0.5) / cell - 0.5, 0, cells - 1)
    first, last = int(centres[0]), min(int(centres[-1]) + 1, cells - 1)
    distance = np.abs(centres[:, np.newaxis] - np.arange(first, last + 1))
    return slice(first, last + 1), np.maximum(1 - distance, 0).astype(np.float32)


def _cell_moments(photo: NDArray[np.float32], clearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over cells of weight, weighted colour and weighted products of colours: (10, rows, columns)."""
    weight = clearness**2
    weight *= weight
    weight *= weight  # to the eighth power: mixed pixels count for next to nothing
    moments = np.empty((10, *weight.shape), np.float32)
    moments[0] = weight
    np.multiply(photo, weight, out=moments[1:4])
    for plane, (i, j) in zip(moments[4:], PAIRS, strict=True):
        np.multiply(moments[1 + i], photo[j], out=plane)
    return block_mean(moments, CELL)


def _fill_gaps(moments: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide by the weight; where there is too little of it, blend with the filled version of the next coarser grid.

    (Pull-push: Gortler et al., "The Lumigraph", SIGGRAPH 1996, doi:10.1145/237170.237200.)
    """
    own: NDArray[np.float32] = moments[1:] / np.maximum(moments[0], 1e-6)
    height, width = moments.shape[1:]
    if max(height, width) == 1:
        return own
    coarser = _fill_gaps(block_mean(moments, 2))
    around = Pictures(coarser).enlarged(2, Window(0, height, 0, width))
    trust = np.minimum(moments[0] / _ENOUGH, 1)
    filled: NDArray[np.float32] = trust * own + (1 - trust) * around
    return filled


def _covariance(means: NDArray[np.float32]) -> NDArray[np.float32]:
    colour, products = means[:3], means[3:]
    covariance = np.stack([product - colour[i] * colour[j] for product, (i, j) in zip(products, PAIRS, strict=True)])
    covariance[:3] = np.maximum(covariance[:3], 0) + _FLOOR
    return covariance
