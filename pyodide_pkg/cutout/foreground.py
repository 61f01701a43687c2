"""Edge decontamination: the subject's own colour where the photo shows it mixed with the background.

The two public functions; what they rest on has its own files (`edge_band` first). Alpha is taken as given.
"""

import numpy as np
from numpy.typing import NDArray

from cutout.edge_band import BandTile, band_tiles, check_photo_and_alpha
from cutout.lab_limit import limit_change
from cutout.map_update import map_foreground
from cutout.quantise import quantise

__all__ = ["clean_edges_inplace", "estimate_foreground"]


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
        When an array has another shape, type or range; the message says which and what was found.

    Notes
    -----
    F and B are taken as locally normal with full 3 x 3 covariances (as in Chuang et al., "A Bayesian Approach to
    Digital Matting", CVPR 2001, doi:10.1109/CVPR.2001.990970) and solved coarse to fine; the correction is bounded in
    CIELAB. Working in linear light, or in CIELAB throughout, measured clearly worse.
    """
    check_photo_and_alpha("image", image, ("float32",), alpha)
    foreground = image.copy()
    for tile in band_tiles(image, alpha, _is_between_0_and_1):
        foreground[tile.window.slices][tile.band] = _foreground_colours(tile).T
    return foreground


def clean_edges_inplace(rgb: NDArray[np.uint8], alpha: NDArray[np.float32]) -> None:
    """Replace the colours of translucent pixels by the foreground's; the pipeline's variant of `estimate_foreground`.

    Beyond its arguments it needs memory for a working copy of at most 1600 x 1600 pixels, whatever the photo's size.

    Parameters
    ----------
    rgb : ndarray, (H, W, 3) uint8, gamma-encoded, straight
        Modified in place, and only where alpha, rounded to 8 bit as it is for export, is neither 0 nor 255: an opaque
        pixel keeps its colour even if its alpha was 0.9999.
    alpha : ndarray, (H, W) float32 in [0, 1]

    Raises
    ------
    ValueError
        When an array has another shape, type or range; the message says which and what was found.
    """
    check_photo_and_alpha("rgb", rgb, ("uint8",), alpha)
    for tile in band_tiles(rgb, alpha, _is_translucent_in_8_bit):
        rgb[tile.window.slices][tile.band] = quantise(_foreground_colours(tile).T)


def _foreground_colours(tile: BandTile) -> NDArray[np.float32]:
    solved = map_foreground(
        tile.photo,
        tile.alpha,
        tile.foreground,
        tile.background,
        tile.foreground_covariance,
        tile.background_covariance,
        tile.matte_noise,
    )
    return limit_change(solved, tile.foreground, tile.alpha)


def _is_between_0_and_1(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    return (alpha > 0) & (alpha < 1)


def _is_translucent_in_8_bit(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    exported = quantise(alpha)
    return (exported > 0) & (exported < 255)
