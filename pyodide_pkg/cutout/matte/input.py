"""Photo → the network's input tensor. The only place that knows about mean and std; its size is `look`'s to say."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.colour.icc import to_srgb
from cutout.colour.quantise import quantise, rows_per_strip
from cutout.matte.look import look_size
from cutout.model_spec import Look, ModelSpec

_MID_GREY = 128
"""Backdrop behind transparent sources. On white a white subject would vanish and on black a black one; mid-grey keeps
both, and it is about what networks are normalised to, so to them it is the emptiest backdrop there is. Colours hidden
under alpha 0 must not be seen: they are often the backdrop that somebody has removed."""


def prepare_input(
    rgb: NDArray[np.uint8],
    source_alpha: NDArray[np.float32] | None,
    spec: ModelSpec,
    look: Look,
    icc_profile: bytes | None = None,
) -> NDArray[np.float32]:
    """Make the input tensor for a photo.

    The photo is stretched to the look's size with Pillow's bilinear filter, whose support grows with the reduction (so
    it is antialiased): networks of this kind were trained on bilinear reductions, and sharper filters ring at edges.
    Networks were trained on sRGB numbers, so a profile is converted here: of the small picture, never of the photo.

    Parameters
    ----------
    rgb : ndarray, HxWx3 uint8, straight
    source_alpha : ndarray, HxW float32 in [0, 1], or None
    spec : ModelSpec
    look : Look
        The shape in which the network is asked.
    icc_profile : bytes or None
        What the numbers in `rgb` mean; None for sRGB.

    Returns
    -------
    ndarray, [1, 3, h, w] float32, C-contiguous
        `(x - mean) / std` per channel, x in 0..255; h and w as `look_size` says.
    """
    height, width = look_size(look, rgb.shape[1], rgb.shape[0], spec.multiple)
    small = _stretch(rgb, source_alpha, height, width)
    if icc_profile is not None:
        small = to_srgb(small, icc_profile)
    tensor = np.empty((1, 3, height, width), np.float32)
    for channel in range(3):
        plane = tensor[0, channel]
        np.subtract(small[..., channel], np.float32(spec.mean[channel]), out=plane)
        plane /= np.float32(spec.std[channel])
    return tensor


def _stretch(
    rgb: NDArray[np.uint8], source_alpha: NDArray[np.float32] | None, height: int, width: int
) -> NDArray[np.uint8]:
    """Resize to height x width. Pillow resizes rows first and columns second, and so does this, but in strips of rows.

    The result is Pillow's, bit for bit, without a second full-size copy of the photo inside Pillow.
    """
    narrow = np.empty((rgb.shape[0], width, 3), np.uint8)
    rows = rows_per_strip(rgb.shape[1])
    for top in range(0, rgb.shape[0], rows):
        strip = rgb[top : top + rows]
        if source_alpha is not None:
            strip = _over_grey(strip, source_alpha[top : top + rows])
        image = Image.fromarray(np.ascontiguousarray(strip))
        narrow[top : top + rows] = np.asarray(image.resize((width, len(strip)), Image.Resampling.BILINEAR))
    return np.asarray(Image.fromarray(narrow).resize((width, height), Image.Resampling.BILINEAR))


def _over_grey(rgb: NDArray[np.uint8], alpha: NDArray[np.float32]) -> NDArray[np.uint8]:
    grey = np.float32(_MID_GREY / 255)
    return quantise(grey + (rgb * np.float32(1 / 255) - grey) * alpha[..., np.newaxis])
