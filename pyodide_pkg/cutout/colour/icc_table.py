"""Colours through a profile's lookup table → sRGB: ink with its black point, and RGB profiles without a matrix."""

import numpy as np
from numpy.typing import NDArray

from cutout.colour.icc_lut import Lut, interpolate, read_lut
from cutout.colour.icc_tags import BadProfileError, Tags, levels
from cutout.colour.quantise import quantise, rows_per_strip
from cutout.colour.srgb import D50, D50_TO_SRGB, cubed, srgb_encoded

_FINE_GRID = 17
"""Nodes along a side of a table that is interpolated in sRGB, about. Coarser tables are made finer first, because what
is straight between their nodes in Lab is bent in sRGB."""

_LIGHTEST_BLACK = 0.184
"""Y of a black point: L* 50. What claims a lighter black is no ink (as in littlecms)."""


class InkToSrgb:
    """Converts CMYK pixels to sRGB through a profile's table: relative colorimetric, with black point compensation.

    Parameters
    ----------
    profile : bytes
        As found in a file.

    Raises
    ------
    BadProfileError
        It is damaged, of another kind or has no table.
    """

    def __init__(self, profile: bytes) -> None:
        tags = Tags(profile)
        if tags.space != b"CMYK":
            raise BadProfileError(f"it describes {tags.space!r} and not CMYK")
        lut = read_lut(tags, b"A2B1" if b"A2B1" in tags else b"A2B0")
        if lut.inputs != 4:
            raise BadProfileError(f"its table has {lut.inputs} inks")
        self._curves = np.stack([np.clip(curve(levels()), 0, 1) for curve in lut.input_curves])
        self._grid = _srgb_grid(lut, tags, black_point=True)

    def convert(self, ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Convert some rows, hxWx4 uint8 with 255 for full ink, to hxWx3 uint8. Memory: about 150 bytes a pixel."""
        places = np.stack([self._curves[channel][ink[..., channel].reshape(-1)] for channel in range(4)], axis=1)
        return quantise(interpolate(self._grid, places)).reshape(*ink.shape[:2], 3)


def rgb_through_table(rgb: NDArray[np.uint8], tags: Tags) -> NDArray[np.uint8]:
    """Convert HxWx3 uint8 pixels of an RGB profile to sRGB through its table.

    Raises
    ------
    BadProfileError
        The table is missing or damaged.
    """
    lut = read_lut(tags, b"A2B1" if b"A2B1" in tags else b"A2B0")
    if lut.inputs != 3:
        raise BadProfileError(f"its table has {lut.inputs} channels")
    curves = [np.clip(curve(levels()), 0, 1) for curve in lut.input_curves]
    grid = _srgb_grid(lut, tags, black_point=False)
    result = np.empty(rgb.shape, np.uint8)
    rows = max(1, rows_per_strip(rgb.shape[1]) // 4)
    for top in range(0, len(rgb), rows):
        strip = rgb[top : top + rows].reshape(-1, 3)
        places = np.stack([curve[strip[:, channel]] for channel, curve in enumerate(curves)], axis=1)
        result[top : top + rows] = quantise(interpolate(grid, places)).reshape(-1, rgb.shape[1], 3)
    return result


def _srgb_grid(lut: Lut, tags: Tags, *, black_point: bool) -> NDArray[np.float32]:
    """Take the nodes of a table to sRGB, in [0, 1]; the grid is made finer where it is coarse."""
    sides = [(count - 1) * max(1, round((_FINE_GRID - 1) / (count - 1))) + 1 for count in lut.grid.shape[:-1]]
    axes = [np.linspace(0, 1, side, dtype=np.float32) for side in sides]
    places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    xyz = _connection_xyz(lut.finish(interpolate(lut.grid, places)), lut, tags)
    if black_point:
        darkest = _black_luminance(lut, tags)
        xyz = (xyz - darkest * D50) / (1 - darkest)
    linear = (xyz @ D50_TO_SRGB.T).astype(np.float32)
    # Colours outside sRGB stay outside until after the interpolation: clipped nodes would pull their neighbours along.
    return srgb_encoded(linear).reshape(*sides, 3)


def _black_luminance(lut: Lut, tags: Tags) -> float:
    """Return Y of the darkest black that the press is asked for: what it makes of black in the perceptual intent.

    All inks at once would be darker, but nobody prints that. Only the lightness counts, not the black's own hue.
    A profile that does not say how to print (no B2A0) has no such black, as in littlecms.
    """
    if tags.pcs != b"Lab ":
        return 0.0
    try:
        separation = read_lut(tags, b"B2A0", outputs=lut.inputs)
    except BadProfileError:
        return 0.0
    if separation.inputs != 3:
        return 0.0
    neutral = 128 * 256 / 65535 if separation.legacy else 128 / 255
    black_ink = separation.look_up(np.array([[0, neutral, neutral]], np.float32))
    y = _connection_xyz(lut.look_up(black_ink), lut, tags)[0, 1]
    return min(max(float(y), 0.0), _LIGHTEST_BLACK)


def _connection_xyz(encoded: NDArray[np.float32], lut: Lut, tags: Tags) -> NDArray[np.float64]:
    values = encoded.astype(np.float64)
    if tags.pcs == b"XYZ ":
        return values * (65535 / 32768)
    if tags.pcs != b"Lab ":
        raise BadProfileError(f"its connection space is {tags.pcs!r}")
    # mft2 always has the old encoding, in which 0xFF00 and not 0xFFFF is 100 (ICC.1:2022, 6.3.4.2).
    scale = 65535 / 65280 if lut.legacy else 1.0
    lightness = values[:, 0] * 100 * scale
    a_star, b_star = (values[:, channel] * 255 * scale - 128 for channel in (1, 2))
    y = (lightness + 16) / 116
    xyz: NDArray[np.float64] = np.stack([cubed(y + a_star / 500), cubed(y), cubed(y - b_star / 200)], axis=1) * D50
    return xyz
