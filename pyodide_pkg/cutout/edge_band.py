"""The translucent band of a photo, tile by tile, with what is known about its colours; shared by everything at edges.

Foreground and background are estimated at a reduced resolution, the band is read at full resolution. Nothing changes.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.coarse_to_fine import coarse_to_fine
from cutout.colour_statistics import CELL, colour_statistics, interpolate
from cutout.resample import block_mean
from cutout.tiles import Window, tiles

__all__ = ["BandTile", "band_tiles", "check_photo_and_alpha"]

# The coarse-to-fine part runs at half resolution or less, with its longest side at most this.
_LONGEST_WORKING_SIDE = 1600
_TILE = 128


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
    """(6, N), as in `cutout.symmetric`."""
    background_covariance: NDArray[np.float32]
    matte_noise: float
    """One number for the whole photo; see `cutout.matte_noise`."""


def band_tiles(
    photo: NDArray[Any],
    alpha: NDArray[np.float32],
    is_translucent: Callable[[NDArray[np.float32]], NDArray[np.bool_]],
) -> Iterator[BandTile]:
    """Walk over the tiles that hold translucent pixels; a photo without any costs next to nothing.

    Needs memory for a working copy of at most 1600 x 1600 pixels, whatever the photo's size.

    Parameters
    ----------
    photo : ndarray, (H, W, 3) uint8 or float32 in [0, 1], gamma-encoded, straight
        A tile's pixels may be overwritten once that tile has been yielded.
    alpha : ndarray, (H, W) float32 in [0, 1]
    is_translucent : callable
        Says which pixels of a part of `alpha` are wanted.

    Yields
    ------
    BandTile
    """
    height, width = alpha.shape
    if not any(is_translucent(alpha[tile.slices]).any() for tile in tiles(height, width, _TILE)):
        return
    scale = max(2, -(-max(height, width) // _LONGEST_WORKING_SIDE))
    small_photo, small_alpha = _working_copy(photo, alpha, scale)
    statistics = colour_statistics(small_photo, small_alpha)
    estimate = coarse_to_fine(small_photo, small_alpha, statistics)
    del small_photo, small_alpha

    for tile in tiles(height, width, _TILE):
        part = alpha[tile.slices]
        band = is_translucent(part)
        if not band.any():
            continue
        places = np.flatnonzero(band)
        yield BandTile(
            tile,
            band,
            _planar(photo[tile.slices][band]),
            part[band],
            _pick(estimate.foreground.enlarged(scale, tile), places),
            _pick(estimate.background.enlarged(scale, tile), places),
            _pick(interpolate(statistics.foreground, CELL * scale, tile), places),
            _pick(interpolate(statistics.background, CELL * scale, tile), places),
            estimate.matte_noise,
        )


def _pick(planes: NDArray[np.float32], places: NDArray[np.intp]) -> NDArray[np.float32]:
    """Pixels of (C, h, w) by their flat places, (C, N); in WebAssembly four times as quick as by a mask."""
    return planes.reshape(len(planes), -1)[:, places]


def _working_copy(
    photo: NDArray[Any], alpha: NDArray[np.float32], scale: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Photo, (3, h, w), and alpha, (h, w), at 1 / scale of their size, made strip by strip."""
    strip = 16 * scale
    photos, alphas = [], []
    for top in range(0, alpha.shape[0], strip):
        photos.append(block_mean(_planar(photo[top : top + strip]), scale))
        alphas.append(block_mean(alpha[np.newaxis, top : top + strip], scale)[0])
    return np.concatenate(photos, axis=1), np.concatenate(alphas)


def _planar(photo: NDArray[Any]) -> NDArray[np.float32]:
    """(..., 3), uint8 or float32, to float32 (3, ...) in [0, 1]."""
    planes = np.ascontiguousarray(np.moveaxis(photo, -1, 0), dtype=np.float32)
    if photo.dtype == np.uint8:
        planes /= 255
    return planes


def check_photo_and_alpha(name: str, photo: NDArray[Any], types: tuple[str, ...], alpha: NDArray[np.float32]) -> None:
    """Refuse arrays of another shape, type or range with a ValueError that says what was found.

    Parameters
    ----------
    name : str
        What the caller's parameter is called.
    photo : ndarray
        Has to be (H, W, 3), not empty, and of one of `types`; float32 has to lie in [0, 1].
    types : tuple of str
        "uint8", "float32" or both.
    alpha : ndarray
        Has to be (H, W) float32 in [0, 1].
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
        lowest, highest = values.min(), values.max()
        if values.dtype == np.float32 and not (lowest >= 0 and highest <= 1):  # also true for NaN
            raise ValueError(f"{label} must lie in [0, 1]; found values from {lowest} to {highest}")
