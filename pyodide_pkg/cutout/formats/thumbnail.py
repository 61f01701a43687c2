"""A small PNG of the cutout for lists. It is never used as, or for, the export."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.arrays.resample import block_mean
from cutout.colour.icc import to_srgb
from cutout.colour.quantise import quantise, rows_per_strip
from cutout.formats.png.encode import encode_png

MAX_SIDE = 256


def thumbnail_png(rgb: NDArray[np.uint8], alpha: NDArray[np.float32], icc_profile: bytes | None = None) -> bytes:
    """Make the thumbnail of a cutout, in sRGB.

    Averages are taken of premultiplied colours, so what lies hidden under alpha 0 leaves no fringe.

    Parameters
    ----------
    rgb : ndarray, HxWx3 uint8, straight
    alpha : ndarray, HxW float32 in [0, 1]
    icc_profile : bytes or None
        What the numbers in `rgb` mean; None for sRGB.

    Returns
    -------
    bytes
        An RGBA PNG, straight, longest side at most `MAX_SIDE`, never larger than the cutout.
    """
    small = small_rgba(rgb, alpha, MAX_SIDE)
    if icc_profile is not None:
        small[..., :3] = to_srgb(small[..., :3], icc_profile)
    return encode_png(small)


def small_rgba(rgb: NDArray[np.uint8], alpha: NDArray[np.float32], max_side: int) -> NDArray[np.uint8]:
    """Reduce a cutout so that its longest side is at most `max_side`; return hxwx4 uint8, straight."""
    height, width = alpha.shape
    scale = min(1.0, max_side / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    factor = max(1, int(min(width / size[0], height / size[1]) / 2))
    premultiplied = _block_means(rgb, alpha, factor)
    if premultiplied.shape[1::-1] != size:
        planes = [
            Image.fromarray(np.ascontiguousarray(premultiplied[..., channel])).resize(size, Image.Resampling.BOX)
            for channel in range(4)
        ]
        premultiplied = np.dstack([np.asarray(plane) for plane in planes])
    opacity = premultiplied[..., 3:]
    colour = np.divide(premultiplied[..., :3], opacity, out=np.zeros_like(premultiplied[..., :3]), where=opacity > 0)
    return np.dstack([quantise(colour), quantise(opacity)])


def _block_means(rgb: NDArray[np.uint8], alpha: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Average blocks of factor x factor pixels, premultiplied in [0, 1]; the last ones may be smaller."""
    height, width = alpha.shape
    means = np.empty((-(-height // factor), -(-width // factor), 4), np.float32)
    block_rows = max(1, rows_per_strip(width) // (4 * factor))  # float32: four times the bytes
    for first in range(0, len(means), block_rows):
        top, bottom = first * factor, min((first + block_rows) * factor, height)
        planes = np.empty((4, bottom - top, width), np.float32)
        planes[3] = alpha[top:bottom]
        share = planes[3] * np.float32(1 / 255)
        for channel in range(3):
            np.multiply(rgb[top:bottom, :, channel], share, out=planes[channel])
        means[first : first + block_rows] = np.moveaxis(block_mean(planes, factor), 0, -1)
    return means
