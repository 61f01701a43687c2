"""Smaller and larger versions of planar float32 pictures, by Pillow's resampler. Pixel centres stay where they are."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.tiles import Window

__all__ = ["Bilinear", "Pictures", "block_mean"]


def block_mean(planes: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Average blocks of `side` x `side` pixels.

    Parameters
    ----------
    planes : ndarray, (C, H, W) float32
    side : int
        Length of a block's side in pixels, 1 or more. Blocks at the right and bottom edge hold what is left.

    Returns
    -------
    ndarray, (C, ceil(H / side), ceil(W / side)) float32
    """
    return np.stack([np.asarray(Image.fromarray(plane).reduce(side)) for plane in planes])


class Pictures:
    """Planes of which windows are read at a finer resolution, each handed to Pillow once, not once per window.

    Parameters
    ----------
    planes : ndarray, (C, h, w) float32
        Copied; later changes to it are not seen.
    """

    def __init__(self, planes: NDArray[np.float32]) -> None:
        self._pictures = [Image.fromarray(plane) for plane in planes]

    def enlarged(self, scale: int, window: Window) -> NDArray[np.float32]:
        """Interpolate a window of a grid that is `scale` times as fine, bilinearly.

        The result does not depend on how the finer grid is cut into windows (up to float32 rounding). Beyond the
        outermost centres the values stay constant.

        Parameters
        ----------
        scale : int
            Pixels of the finer grid per pixel of these pictures, in each direction.
        window : Window
            The wanted part of the finer grid, which these pictures must cover.

        Returns
        -------
        ndarray, (C, window height, window width) float32
        """
        size = (window.right - window.left, window.bottom - window.top)
        box = (window.left / scale, window.top / scale, window.right / scale, window.bottom / scale)
        return np.stack(
            [np.asarray(picture.resize(size, Image.Resampling.BILINEAR, box=box)) for picture in self._pictures]
        )


class Bilinear:
    """Reads planes at scattered pixels of a finer grid: quicker than `Pictures` where a window's few pixels are wanted.

    Parameters
    ----------
    y, x : ndarray, (N,) int
        Pixels of the finer grid.
    scale : int
        Pixels of the finer grid per pixel of the planes, in each direction.
    shape : (int, int, int)
        (C, h, w) of the planes that will be read.
    """

    def __init__(self, y: NDArray[np.intp], x: NDArray[np.intp], scale: int, shape: tuple[int, ...]) -> None:
        _, height, width = shape
        top, bottom, down = _neighbours(y, scale, height)
        left, right, across = _neighbours(x, scale, width)
        both = down * across
        self._corners = (
            (top * width + left, 1 - down - across + both),
            (top * width + right, across - both),
            (bottom * width + left, down - both),
            (bottom * width + right, both),
        )

    def read(self, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Interpolate bilinearly, as `Pictures.enlarged` does: (C, h, w) float32 to (C, N) float32."""
        flat = planes.reshape(len(planes), -1)
        (place, weight), *others = self._corners
        total: NDArray[np.float32] = flat.take(place, axis=1)  # a fourth of the time of flat[:, place]
        total *= weight
        for place, weight in others:
            total += flat.take(place, axis=1) * weight
        return total


def _neighbours(
    places: NDArray[np.intp], scale: int, length: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """The pixels before and after each place, and how much the second one counts."""
    at = np.clip((places + 0.5) / scale - 0.5, 0, length - 1)
    before = at.astype(np.intp)
    return before, np.minimum(before + 1, length - 1), (at - before).astype(np.float32)
