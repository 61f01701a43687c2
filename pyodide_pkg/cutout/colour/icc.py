"""Colours of a profile → sRGB, for what cannot keep its profile: the network's view, greys, and exports without one."""

import numpy as np
from numpy.typing import NDArray

from cutout.colour.icc_table import rgb_through_table
from cutout.colour.icc_tags import BadProfileError, Tags, levels
from cutout.colour.quantise import quantise, rows_per_strip
from cutout.colour.srgb import D50_TO_SRGB, cubed, srgb_encoded


def to_srgb(rgb: NDArray[np.uint8], profile: bytes) -> NDArray[np.uint8]:
    """Convert RGB pixels from a profile's colours to sRGB, with the relative colorimetric intent.

    Parameters
    ----------
    rgb : ndarray, HxWx3 uint8, straight
    profile : bytes
        An RGB profile as found in a file: matrix and curves, or a lookup table.

    Returns
    -------
    ndarray, HxWx3 uint8
        Colours outside sRGB are clipped. Where the profile cannot be read the numbers come back as they are: a
        damaged profile shall not fail a photo.
    """
    try:
        tags = Tags(profile)
        if tags.space != b"RGB ":
            return rgb
        if b"rXYZ" not in tags or b"rTRC" not in tags:
            return rgb_through_table(rgb, tags)
        curves = [tags.curve(kind)(levels()) for kind in (b"rTRC", b"gTRC", b"bTRC")]
        colorants = np.stack([tags.xyz(kind) for kind in (b"rXYZ", b"gXYZ", b"bXYZ")], axis=1)
    except BadProfileError:
        return rgb
    matrix = (D50_TO_SRGB @ colorants).astype(np.float32)
    result = np.empty(rgb.shape, np.uint8)
    rows = rows_per_strip(rgb.shape[1])
    for top in range(0, len(rgb), rows):
        strip = rgb[top : top + rows]
        linear = np.stack([curve[strip[..., channel]] for channel, curve in enumerate(curves)], axis=-1)
        result[top : top + rows] = quantise(srgb_encoded(linear @ matrix.T))
    return result


def grey_to_srgb(profile: bytes) -> NDArray[np.uint8] | None:
    """Return the sRGB colours of a grey profile's 256 levels (256x3 uint8), or None where it is no such profile."""
    try:
        tags = Tags(profile)
        if tags.space != b"GRAY":
            return None
        values = np.clip(tags.curve(b"kTRC")(levels()), 0, 1)
    except BadProfileError:
        return None
    linear = values if tags.pcs == b"XYZ " else cubed((values.astype(np.float64) * 100 + 16) / 116).astype(np.float32)
    return np.repeat(quantise(srgb_encoded(linear))[:, np.newaxis], 3, axis=1)
