"""A cutout that is ready to be written: straight pixels, and what is stored beside them. It knows no file format."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cutout.colour.quantise import straight_rgba_strips


@dataclass(frozen=True)
class Picture:
    """What an export has to say.

    Parameters
    ----------
    rgb : ndarray, HxWx3 uint8, straight
    alpha : ndarray, HxW float32 in [0, 1]
    icc_profile : bytes, optional
        The RGB profile that `rgb` is in; None means sRGB.
    pixels_per_metre : (int, int), optional
        Physical resolution, horizontally and vertically.
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    icc_profile: bytes | None = None
    pixels_per_metre: tuple[int, int] | None = None

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.rgb.shape[0])

    def strips(self) -> Iterator[NDArray[np.uint8]]:
        """Yield the pixels as hxWx4 uint8, straight, from top to bottom; see `straight_rgba_strips`."""
        return straight_rgba_strips(self.rgb, self.alpha)

    def whole(self) -> NDArray[np.uint8]:
        """Return all pixels at once, HxWx4 uint8, straight: 4 bytes a pixel, for encoders that take no strips."""
        rgba = np.empty((self.height, self.width, 4), np.uint8)
        top = 0
        for strip in self.strips():
            rgba[top : top + len(strip)] = strip
            top += len(strip)
        return rgba
