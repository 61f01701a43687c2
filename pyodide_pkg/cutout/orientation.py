"""EXIF orientation: reading the one number, and a view that turns stored rows upright without a copy."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Scalar = TypeVar("_Scalar", bound=np.generic)

_TAG = 0x0112
_SHORT, _LONG = 3, 4


def orientation_from_exif(exif: bytes | None) -> int:
    """Read the orientation from an EXIF block.

    Parameters
    ----------
    exif : bytes or None
        A TIFF structure, with or without the leading `Exif` marker. Damage in it never fails a photo.

    Returns
    -------
    int
        1 to 8 (EXIF 2.32, tag 0x0112); 1 where there is none or it cannot be read.
    """
    if not exif:
        return 1
    tiff = exif[6:] if exif[:6] == b"Exif\x00\x00" else exif
    if tiff[:4] == b"II*\x00":
        order = "little"
    elif tiff[:4] == b"MM\x00*":
        order = "big"
    else:
        return 1

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if order == "little" else "big")

    directory = number(4, 4)
    if directory < 8 or directory + 2 > len(tiff):
        return 1
    for index in range(number(directory, 2)):
        entry = directory + 2 + 12 * index
        if entry + 12 > len(tiff):
            return 1
        if number(entry, 2) == _TAG:
            kind = number(entry + 2, 2)
            value = number(entry + 8, 2) if kind == _SHORT else number(entry + 8, 4) if kind == _LONG else 0
            return value if 1 <= value <= 8 else 1
    return 1


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
