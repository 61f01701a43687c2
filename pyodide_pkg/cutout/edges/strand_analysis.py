"""What a photo's colours say about alpha where its matte is vague, at a small size; `strand_alpha` reads it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.resample import block_mean
from cutout.edges.spread_colours import SpreadColours, spread, spread_colours
from cutout.edges.sure_places import SurePlaces
from cutout.edges.symmetric import solve
from cutout.edges.working_copy import WorkingPhoto

__all__ = ["StrandAnalysis", "strand_analysis"]

# The longest side of the small photo is at most this. Half of it loses nothing that can be measured.
_LONGEST_SIDE = 333
# Variance of the network's error where it is vague. It does not vanish at 0 and 1: a matte that is sure of a place
# between two strands is as wrong there as anywhere.
_PRIOR = 0.15
# Variance of the photo's own noise.
_NOISE = 3e-5
# How much the self-check counts: colours that mistake known places are believed less, the more they claim to know.
_CHECK = 15.0
# The nearness of sure foreground at which its colours count half. A subject has other colours elsewhere:
# an ear far from the horns that the network is sure of, a rope far from who holds it.
_FAR = 0.0042


class StrandAnalysis(NamedTuple):
    """Planes at 1 / `scale` of the photo's size, float32 (17, h, w).

    0 to 4: for alpha 0.5, the three factors of the photo's colour, the offset and the certainty (see `strand_alpha`);
    5 to 9: the same for alpha 0; 10 to 14: for alpha 1; 15: vagueness; 16: depth.
    """

    planes: NDArray[np.float32]
    scale: int


def strand_analysis(working: WorkingPhoto, size: tuple[int, ...], places: SurePlaces) -> StrandAnalysis:
    """Compare the colours of both sides, taken from sure places only, around every place of the photo.

    Parameters
    ----------
    working : WorkingPhoto
    size : (int, int)
        Height and width of the photo itself.
    places : SurePlaces
        Of the photo's matte; there are some of either side.
    """
    photo, scale = working
    factor = 1
    while max(photo.shape[1:]) > factor * _LONGEST_SIDE:
        factor *= 2
    if factor > 1:
        photo, scale = block_mean(photo, factor), scale * factor
    height, width = photo.shape[1:]
    rows, columns = places.depth.shape
    index = np.ix_(_nearest(height, scale, size[0], rows), _nearest(width, scale, size[1], columns))
    weights = [side[index].astype(np.float32) for side in (places.foreground, places.background)]
    foreground, background = (spread_colours(photo, weight) for weight in weights)
    planes = np.empty((17, height, width), np.float32)
    planes[15], planes[16] = places.vagueness[index], places.depth[index]
    _write_observations(planes, photo, foreground, background, weights)
    return StrandAnalysis(planes, scale)


def _nearest(count: int, scale: int, length: int, places: int) -> NDArray[np.intp]:
    """The matte's row (or column) at the centre of each of the small photo's."""
    at = (np.arange(count) + 0.5) * scale * places / length
    return np.minimum(at.astype(np.intp), places - 1)


def _write_observations(
    planes: NDArray[np.float32],
    photo: NDArray[np.float32],
    foreground: SpreadColours,
    background: SpreadColours,
    weights: list[NDArray[np.float32]],
) -> None:
    difference = foreground.mean - background.mean
    trust = foreground.nearness * foreground.nearness
    trust /= trust + np.float32(_FAR**2)
    trust *= np.float32(_PRIOR)
    error = None
    for first, alpha in ((0, 0.5), (5, 0.0), (10, 1.0)):
        part = planes[first : first + 5]
        covariance = np.float32(alpha**2) * foreground.covariance
        covariance += np.float32((1 - alpha) ** 2) * background.covariance
        covariance[:3] += np.float32(_NOISE)
        part[:3] = solve(covariance, difference)
        part[3] = (part[:3] * background.mean).sum(axis=0)
        part[4] = (part[:3] * difference).sum(axis=0)
        if error is None:
            error = _self_check(photo, part, weights)
        part *= trust / (1 + np.float32(_CHECK) * error * part[4])


def _self_check(
    photo: NDArray[np.float32], half: NDArray[np.float32], weights: list[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """The mean squared error of alpha found by colour alone, on the sure places around: (h, w)."""
    found = (half[:3] * photo).sum(axis=0) - half[3]
    found *= np.float32(_PRIOR)
    found += np.float32(0.5)
    found /= 1 + np.float32(_PRIOR) * half[4]
    np.clip(found, 0, 1, out=found)
    total: NDArray[np.float32] = np.zeros_like(found)
    for weight, truth in zip(weights, (1, 0), strict=True):
        error = found - np.float32(truth)
        error *= error
        sums = spread(np.stack([weight, weight * error]))
        total += sums[1] / np.maximum(sums[0], np.float32(1e-12))
    total *= np.float32(0.5)
    return total
