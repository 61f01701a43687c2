"""A view that turns stored rows upright without a copy. Where the orientation comes from is not known here."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Scalar = TypeVar("_Scalar", bound=np.generic)


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Return (width, height) of the upright picture for stored size and orientation."""
    return (height, width) if orientation >= 5 else (width, height)


def as_stored(upright: NDArray[_Scalar], orientation: int) -> NDArray[_Scalar]:
    """View an upright array in the layout in which the file stores its rows.

    Writing stored rows into the returned view puts every pixel where it belongs in `upright`.

    Parameters
    ----------
    upright : ndarray, HxW or HxWxC
    orientation : int, 1 to 8

    Returns
    -------
    ndarray
        A view, never a copy.
    """
    view = upright
    if orientation >= 5:
        view = view.swapaxes(0, 1)
    if orientation in (3, 4, 6, 7):
        view = view[::-1]
    if orientation in (2, 3, 7, 8):
        view = view[:, ::-1]
    return view
