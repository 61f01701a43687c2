"""Edge decontamination: the subject's own colour where the photo shows it mixed with the background.

Alpha is taken as given; `edges` is the pipeline's way in. What this rests on has its own files (`band` first).
"""

import numpy as np
from numpy.typing import NDArray

from cutout.colour.rgb_space import SRGB, RgbSpace
from cutout.edges.band import BandTile, band_tiles, check_photo_and_alpha, is_translucent, within_0_and_1
from cutout.edges.lab_limit import limit_change
from cutout.edges.map_update import map_foreground

__all__ = ["estimate_foreground", "foreground_colours"]


def estimate_foreground(image: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Estimate the foreground F of I = alpha F + (1 - alpha) B, in gamma-encoded sRGB, where photos are composited.

    Parameters
    ----------
    image : ndarray, (H, W, 3) float32 in [0, 1], gamma-encoded, straight
        The photo I.
    alpha : ndarray, (H, W) float32 in [0, 1]

    Returns
    -------
    ndarray, (H, W, 3) float32 in [0, 1], straight
        Where alpha is 0 or 1 it is `image`, bit for bit.

    Raises
    ------
    ValueError
        When an array has another shape, type or range (beyond rounding); the message says which and what was found.

    Notes
    -----
    F and B are taken as locally normal with full 3 x 3 covariances (as in Chuang et al., "A Bayesian Approach to
    Digital Matting", CVPR 2001, doi:10.1109/CVPR.2001.990970) and solved coarse to fine; the correction is bounded in
    CIELAB. Working in linear light, or in CIELAB throughout, measured clearly worse.
    """
    check_photo_and_alpha("image", image, ("float32",), alpha)
    foreground = image.copy()
    for tile in band_tiles(within_0_and_1(image), within_0_and_1(alpha), is_translucent):
        foreground[tile.window.slices][tile.band] = foreground_colours(tile, SRGB).T
    return foreground


def foreground_colours(tile: BandTile, space: RgbSpace) -> NDArray[np.float32]:
    """Solve for the foreground of a tile's pixels: float32 (3, N) in [0, 1], gamma-encoded in `space`."""
    solved = map_foreground(
        tile.photo,
        tile.alpha,
        tile.foreground,
        tile.background,
        tile.foreground_covariance,
        tile.background_covariance,
        tile.matte_noise,
    )
    return limit_change(solved, tile.foreground, tile.alpha, space, tile.chroma_trust)
