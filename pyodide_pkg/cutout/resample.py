"""Smaller and larger versions of planar float32 pictures, by Pillow's resampler. Pixel centres stay where they are."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.tiles import Window

__all__ = ["Pictures", "block_mean"]


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
