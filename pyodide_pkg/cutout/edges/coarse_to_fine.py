"""Foreground and background colours everywhere at the working resolution, from a 4-pixel picture up."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.resample import block_mean
from cutout.arrays.tiles import grow, tiles
from cutout.edges.box_filter import box_sum
from cutout.edges.colour_statistics import CELL, ColourStatistics, interpolate
from cutout.edges.doubled import Doubled
from cutout.edges.map_update import known_covariance, map_update
from cutout.edges.matte_noise import TYPICAL_MATTE_NOISE, estimate_matte_noise

__all__ = ["Estimate", "coarse_to_fine"]

_SMALLEST_LEVEL = 4
_TILE = 128
_ITERATIONS = 2
# Small levels cost nothing and set the colours of whole regions, so they may converge.
_ITERATIONS_SMALL = 4
_SMALL_LEVEL = 32
# Keeps far regions, whose confidence is zero, from dividing by zero, and lets them take their neighbours' colour.
_LEAST_CONFIDENCE = 1e-3
_BELOW_BAND, _ABOVE_BAND = 1 / 255, 254 / 255


class Estimate(NamedTuple):
    """F and B, (3, h, w) float32 in [0, 1], with the matte noise they were found under."""

    foreground: NDArray[np.float32]
    background: NDArray[np.float32]
    matte_noise: float


def coarse_to_fine(photo: NDArray[np.float32], alpha: NDArray[np.float32], statistics: ColourStatistics) -> Estimate:
    """Estimate F and B on every level of a pyramid, each level starting from the one above.

    Parameters
    ----------
    photo : ndarray, (3, h, w) float32, gamma-encoded
    alpha : ndarray, (h, w) float32 in [0, 1]
    statistics : ColourStatistics
        Measured on `photo` and `alpha`.

    Notes
    -----
    The pyramid and its order follow Germer et al., "Fast Multi-Level Foreground Estimation", ICPR 2020
    (doi:10.1109/ICPR48806.2021.9411994); smoothing and update are different.
    """
    pyramid = [(photo, alpha)]
    while max(pyramid[-1][1].shape) > _SMALLEST_LEVEL:
        finer_photo, finer_alpha = pyramid[-1]
        pyramid.append((block_mean(finer_photo, 2), block_mean(finer_alpha[np.newaxis], 2)[0]))

    foreground, background = _overall_colours(*pyramid[min(3, len(pyramid) - 1)])
    noise = TYPICAL_MATTE_NOISE
    for level in reversed(range(len(pyramid))):
        level_photo, level_alpha = pyramid.pop()
        if level == 0:
            noise = estimate_matte_noise(level_photo, level_alpha, foreground, background, statistics)
        foreground, background = _solve_level(
            level_photo, level_alpha, Doubled(foreground), Doubled(background), statistics, CELL / 2**level, noise
        )
    return Estimate(foreground, background, noise)


def _overall_colours(
    photo: NDArray[np.float32], alpha: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean colour of the foreground and of the background, each as a picture that covers the smallest level."""

    def mean(weight: NDArray[np.float32]) -> NDArray[np.float32]:
        total = (photo * weight).sum(axis=(1, 2), keepdims=True)
        colour = total / np.maximum(weight.sum(), np.float32(1e-6))
        return np.tile(colour, (1, _SMALLEST_LEVEL // 2, _SMALLEST_LEVEL // 2))

    return mean(alpha**2), mean((1 - alpha) ** 2)


def _solve_level(
    photo: NDArray[np.float32],
    alpha: NDArray[np.float32],
    coarser_foreground: Doubled,
    coarser_background: Doubled,
    statistics: ColourStatistics,
    cell: float,
    noise: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    height, width = alpha.shape
    iterations = _ITERATIONS_SMALL if max(height, width) <= _SMALL_LEVEL else _ITERATIONS
    foreground, background = np.empty_like(photo), np.empty_like(photo)
    for tile in tiles(height, width, _TILE):
        # One pixel of halo per smoothing, so that the tile's result is that of the whole level.
        window = grow(tile, iterations, height, width)
        part, opacity = photo[:, *window.slices], alpha[window.slices]
        f, b = coarser_foreground.window(window), coarser_background.window(window)
        if opacity.min() > _ABOVE_BAND:
            f = part
        elif opacity.max() < _BELOW_BAND:
            b = part
        else:
            f_covariance = interpolate(statistics.foreground, cell, window)
            b_covariance = interpolate(statistics.background, cell, window)
            known = known_covariance(opacity, f_covariance, b_covariance)
            f_mean, b_mean = _WeightedMean(opacity), _WeightedMean(1 - opacity)
            for _ in range(iterations):
                f, b = f_mean.of(f), b_mean.of(b)
                f, b = map_update(part, opacity, f, b, f_covariance, b_covariance, noise, known)
                np.clip(f, 0, 1, out=f)
                np.clip(b, 0, 1, out=b)
        inner = tile.within(window).slices
        foreground[:, *tile.slices] = f[:, *inner]
        background[:, *tile.slices] = b[:, *inner]
    return foreground, background


class _WeightedMean:
    """3 x 3 mean of colours, weighted with the squared share that these colours have in the photo."""

    def __init__(self, share: NDArray[np.float32]) -> None:
        self._weight = share * share
        self._weight += _LEAST_CONFIDENCE
        self._scale = 1 / box_sum(self._weight[np.newaxis])

    def of(self, colours: NDArray[np.float32]) -> NDArray[np.float32]:
        mean = box_sum(colours * self._weight)
        mean *= self._scale
        return mean
