"""Smaller and larger versions of planar float32 pictures, by Pillow's resampler. Pixel centres stay where they are."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.arrays.tiles import Window

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
    """Reads planes at some pixels of a finer grid: quicker than `Pictures` where a window's few pixels are wanted.

    Parameters
    ----------
    planes : ndarray, (C, h, w) float32
        Copied, so that all C values of a pixel lie side by side: one look-up then finds them all.
    scale : int
        Pixels of the finer grid per pixel of the planes, in each direction.
    """

    def __init__(self, planes: NDArray[np.float32], scale: int) -> None:
        count, self._height, self._width = planes.shape
        self._scale = scale
        # The last row and column once more, so that every pixel has one after it.
        pixels = np.empty((self._height + 1, self._width + 1, count), np.float32)
        for channel, plane in enumerate(planes):
            pixels[:-1, :-1, channel] = plane
        pixels[-1], pixels[:, -1] = pixels[-2], pixels[:, -2]
        self._pixels = pixels.reshape(-1, count)

    def read(self, window: Window, wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Interpolate bilinearly, as `Pictures.enlarged` does, at the wanted pixels of a window.

        Parameters
        ----------
        window : Window
            Of the finer grid.
        wanted : ndarray, (window height, window width) bool
            N of them are true.

        Returns
        -------
        ndarray, (C, N) float32
        """
        stride = self._width + 1
        rows, down = _neighbours(window.top, window.bottom, self._scale, self._height)
        columns, across = _neighbours(window.left, window.right, self._scale, self._width)
        first = (rows[:, np.newaxis] * stride + columns)[wanted]
        down = np.broadcast_to(down[:, np.newaxis], wanted.shape)[wanted]
        across = np.broadcast_to(across, wanted.shape)[wanted]
        both = down * across
        total = self._read_one(first, 1 - down - across + both)
        total += self._read_one(first + 1, across - both)
        total += self._read_one(first + stride, down - both)
        total += self._read_one(first + (stride + 1), both)
        return total

    def _read_one(self, places: NDArray[np.intp], weight: NDArray[np.float32]) -> NDArray[np.float32]:
        # "clip" takes half the time of "raise"; no place lies outside.
        values = np.ascontiguousarray(self._pixels.take(places, axis=0, mode="clip").T)
        values *= weight
        return values


def _neighbours(start: int, stop: int, scale: int, length: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The pixel before each place from `start` to `stop`, and how much the one after it counts."""
    at = np.clip((np.arange(start, stop) + 0.5) / scale - 0.5, 0, length - 1)
    before = at.astype(np.intp)
    return before, (at - before).astype(np.float32)
