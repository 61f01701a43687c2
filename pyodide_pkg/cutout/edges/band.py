"""The translucent band of a photo, tile by tile, with what is known about its colours; shared by everything at edges.

Foreground and background are estimated at a reduced resolution, the band is read at full resolution. Nothing changes.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.bounds import ROUNDING
from cutout.arrays.resample import Bilinear
from cutout.arrays.tiles import Window, tiles
from cutout.edges.chroma_trust import chroma_trust
from cutout.edges.coarse_to_fine import coarse_to_fine
from cutout.edges.colour_statistics import CELL, colour_statistics, interpolate
from cutout.edges.working_copy import WorkingPhoto, planar, working_alpha, working_photo

__all__ = [
    "TILE",
    "BandTile",
    "band_tiles",
    "check_photo_and_alpha",
    "is_translucent",
    "is_translucent_in_8_bit",
    "within_0_and_1",
]

TILE = 256
# Covariances vary slowly, over CELL pixels of the working resolution, so they are interpolated for blocks of pixels.
_BLOCK = 8
# The bits of the least float32 of which 255 times is above 0.5, and of the largest of which it is at most 254.5.
_LOWEST_BITS = np.float32(0.5 / 255).view(np.uint32) + np.uint32(1)
_SPAN_OF_BITS = np.float32(254.5 / 255).view(np.uint32) + np.uint32(1) - _LOWEST_BITS


class BandTile(NamedTuple):
    """The N translucent pixels of one tile; colours are gamma-encoded float32 in [0, 1], (3, N)."""

    window: Window
    band: NDArray[np.bool_]
    """Which pixels of the window the N pixels are: (window height, window width)."""
    photo: NDArray[np.float32]
    alpha: NDArray[np.float32]
    """(N,)"""
    foreground: NDArray[np.float32]
    """The prior F', interpolated from the reduced resolution."""
    background: NDArray[np.float32]
    foreground_covariance: NDArray[np.float32]
    """(6, N), as in `cutout.edges.symmetric`."""
    background_covariance: NDArray[np.float32]
    matte_noise: float
    """One number for the whole photo; see `cutout.edges.matte_noise`."""
    chroma_trust: float
    """One number for the whole photo; see `cutout.edges.chroma_trust`."""


def band_tiles(
    photo: NDArray[Any],
    alpha: NDArray[np.float32],
    is_wanted: Callable[[NDArray[np.float32]], NDArray[np.bool_]],
    settled: NDArray[np.bool_] | None = None,
    working: WorkingPhoto | None = None,
) -> Iterator[BandTile]:
    """Walk over the tiles that hold translucent pixels; a photo without any costs next to nothing.

    Needs memory for a working copy of at most 1600 x 1600 pixels, whatever the photo's size.

    Parameters
    ----------
    photo : ndarray, (H, W, 3) uint8 or float32 in [0, 1], gamma-encoded, straight
    alpha : ndarray, (H, W) float32 in [0, 1]
        Of both arrays a tile's pixels may be overwritten once that tile has been yielded.
    is_wanted : callable
        Says which pixels of a part of `alpha` are wanted.
    settled : ndarray, (H, W) bool, optional
        Pixels that are not wanted, whatever their alpha.
    working : WorkingPhoto, optional
        Of `photo`, where it is there already.

    Yields
    ------
    BandTile
    """
    height, width = alpha.shape

    def band_of(tile: Window) -> NDArray[np.bool_]:
        wanted = is_wanted(alpha[tile.slices])
        return wanted if settled is None else wanted & ~settled[tile.slices]

    with_band = [tile for tile in tiles(height, width, TILE) if band_of(tile).any()]
    if not with_band:
        return
    trust = chroma_trust(photo, with_band)
    small_photo, scale = working or working_photo(photo)
    small_alpha = working_alpha(alpha, scale)
    statistics = colour_statistics(small_photo, small_alpha)
    estimate = coarse_to_fine(small_photo, small_alpha, statistics)
    del small_photo, small_alpha
    priors = Bilinear(np.concatenate([estimate.foreground, estimate.background]), scale)
    covariances = np.concatenate(statistics)

    for tile in with_band:
        band = band_of(tile)
        prior = priors.read(tile, band)
        covariance = _in_blocks(covariances, CELL * scale / _BLOCK, tile, band)
        yield BandTile(
            tile,
            band,
            planar(photo[tile.slices], band),
            alpha[tile.slices][band],
            prior[:3],
            prior[3:],
            covariance[:6],
            covariance[6:],
            estimate.matte_noise,
            trust,
        )


def _in_blocks(
    covariances: NDArray[np.float32], cell: float, tile: Window, band: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Interpolate covariances for blocks of _BLOCK pixels, and read them at the pixels of the band: (C, N)."""
    blocks = Window(*(-(-edge // _BLOCK) for edge in tile))
    values = interpolate(covariances, cell, blocks).reshape(len(covariances), -1)
    rows = np.arange(band.shape[0]) // _BLOCK * (blocks.right - blocks.left)
    places = (rows[:, np.newaxis] + np.arange(band.shape[1]) // _BLOCK)[band]
    # All values of a block side by side: one look-up instead of one for each.
    return np.ascontiguousarray(np.ascontiguousarray(values.T).take(places, axis=0, mode="clip").T)


def is_translucent(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where alpha lies strictly between 0 and 1."""
    return (alpha > 0) & (alpha < 1)


def is_translucent_in_8_bit(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where alpha, rounded half to even as `cutout.colour.quantise` does for export, is neither 0 nor 255.

    Floats that are not negative compare as their bits do, and below the lowest the difference wraps around: one
    comparison finds both ends.
    """
    return alpha.view(np.uint32) - _LOWEST_BITS <= _SPAN_OF_BITS


def within_0_and_1(values: NDArray[Any]) -> NDArray[Any]:
    """Clip what other programs' resamplers leave outside [0, 1] by rounding; what lies inside is returned as it is."""
    if values.dtype == np.uint8 or (values.min() >= 0 and values.max() <= 1):
        return values
    clipped: NDArray[Any] = np.clip(values, 0, 1)
    return clipped


def check_photo_and_alpha(name: str, photo: NDArray[Any], types: tuple[str, ...], alpha: NDArray[np.float32]) -> None:
    """Refuse arrays of another shape, type or range with a ValueError that says what was found.

    Parameters
    ----------
    name : str
        What the caller's parameter is called.
    photo : ndarray
        Has to be (H, W, 3), not empty, and of one of `types`; float32 has to lie in [0, 1], give or take 0.001.
    types : tuple of str
        "uint8", "float32" or both.
    alpha : ndarray
        Has to be (H, W) float32 in [0, 1], give or take 0.001.
    """
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype.name not in types or photo.size == 0:
        raise ValueError(
            f"{name} must be a non-empty {' or '.join(types)} array of shape (height, width, 3); "
            f"found {photo.dtype} of shape {photo.shape}"
        )
    if alpha.shape != photo.shape[:2] or alpha.dtype != np.float32:
        raise ValueError(
            f"alpha must be a float32 array of shape {photo.shape[:2]}, as {name} has; "
            f"found {alpha.dtype} of shape {alpha.shape}"
        )
    for label, values in ((name, photo), ("alpha", alpha)):
        if values.dtype == np.uint8:
            continue
        lowest, highest = values.min(), values.max()
        if not (lowest >= -ROUNDING and highest <= 1 + ROUNDING):  # also true for NaN
            raise ValueError(f"{label} must lie in [0, 1]; found values from {lowest} to {highest}")
