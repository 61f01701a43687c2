"""Edge decontamination: the subject's own colour where the photo shows it mixed with the background.

The order of the steps and the two public functions; each step has its own file. Alpha is taken as given.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.coarse_to_fine import coarse_to_fine
from cutout.colour_statistics import CELL, colour_statistics, interpolate
from cutout.lab_limit import limit_change
from cutout.map_update import map_foreground
from cutout.quantise import quantise
from cutout.resample import block_mean
from cutout.tiles import Window, tiles

__all__ = ["clean_edges_inplace", "estimate_foreground"]

# The coarse-to-fine part runs at half resolution or less, with its longest side at most this.
_LONGEST_WORKING_SIDE = 1600
_TILE = 128


def estimate_foreground(image: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Estimate the foreground F of I = alpha F + (1 - alpha) B, in gamma-encoded sRGB, where photos are composited.

    Parameters
    ----------
    image
        float32, (H, W, 3), in [0, 1], gamma-encoded, straight: the photo I.
    alpha
        float32, (H, W), in [0, 1].

    Returns
    -------
    float32, (H, W, 3), in [0, 1], straight. Where alpha is 0 or 1 it is `image`, bit for bit.

    Raises
    ------
    ValueError
        When an array has another shape, type or range; the message says which and what was found.

    Notes
    -----
    F and B are taken as locally normal with full 3 x 3 covariances (as in Chuang et al., "A Bayesian Approach to
    Digital Matting", CVPR 2001, doi:10.1109/CVPR.2001.990970) and solved coarse to fine; the correction is bounded in
    CIELAB. Working in linear light, or in CIELAB throughout, measured clearly worse.
    """
    _check("image", image, np.float32, alpha)
    foreground = image.copy()
    for tile, band, colours in _band_colours(image, alpha, lambda part: (part > 0) & (part < 1)):
        foreground[tile.slices][band] = colours.T
    return foreground


def clean_edges_inplace(rgb: NDArray[np.uint8], alpha: NDArray[np.float32]) -> None:
    """Replace the colours of translucent pixels by the foreground's; the pipeline's variant of `estimate_foreground`.

    Beyond its arguments it needs memory for a working copy of at most 1600 x 1600 pixels, whatever the photo's size.

    Parameters
    ----------
    rgb
        uint8, (H, W, 3), gamma-encoded, straight. Modified in place, and only where alpha, rounded to 8 bit as it is
        for export, is neither 0 nor 255: an opaque pixel keeps its colour even if its alpha was 0.9999.
    alpha
        float32, (H, W), in [0, 1].

    Raises
    ------
    ValueError
        When an array has another shape, type or range; the message says which and what was found.
    """
    _check("rgb", rgb, np.uint8, alpha)

    def translucent(part: NDArray[np.float32]) -> NDArray[np.bool_]:
        exported = quantise(part)
        return (exported > 0) & (exported < 255)

    for tile, band, colours in _band_colours(rgb, alpha, translucent):
        rgb[tile.slices][band] = quantise(colours.T)


def _band_colours(
    photo: NDArray[Any],
    alpha: NDArray[np.float32],
    translucent: Callable[[NDArray[np.float32]], NDArray[np.bool_]],
) -> Iterator[tuple[Window, NDArray[np.bool_], NDArray[np.float32]]]:
    """Yield, tile by tile, the mask of the band and the foreground colours of its pixels, float32 (3, N)."""
    height, width = alpha.shape
    if not any(translucent(alpha[tile.slices]).any() for tile in tiles(height, width, _TILE)):
        return
    scale = max(2, -(-max(height, width) // _LONGEST_WORKING_SIDE))
    small_photo, small_alpha = _working_copy(photo, alpha, scale)
    statistics = colour_statistics(small_photo, small_alpha)
    estimate = coarse_to_fine(small_photo, small_alpha, statistics)
    del small_photo, small_alpha

    for tile in tiles(height, width, _TILE):
        part = alpha[tile.slices]
        band = translucent(part)
        if not band.any():
            continue
        opacity = part[band]
        foreground = estimate.foreground.enlarged(scale, tile)[:, band]
        solved = map_foreground(
            _planar(photo[tile.slices][band]),
            opacity,
            foreground,
            estimate.background.enlarged(scale, tile)[:, band],
            interpolate(statistics.foreground, CELL * scale, tile)[:, band],
            interpolate(statistics.background, CELL * scale, tile)[:, band],
            estimate.matte_noise,
        )
        yield tile, band, limit_change(solved, foreground, opacity)


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


def _check(name: str, photo: NDArray[Any], wanted: type[np.generic], alpha: NDArray[np.float32]) -> None:
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != wanted or photo.size == 0:
        raise ValueError(
            f"{name} must be a non-empty {np.dtype(wanted).name} array of shape (height, width, 3); "
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
