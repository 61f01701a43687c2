"""Whether filtered PNG rows decode to the pixels that were meant. It shares no code with `png_filters`, on purpose.

Undoing a filter is one row after the other, and for two of the types one pixel after the other. But the answer is
known: if each filtered byte plus its prediction from the *meant* neighbours is the meant byte, then a decoder, which
begins with the same zeros, gets exactly the meant bytes.
"""

import numpy as np
from numpy.typing import NDArray

from cutout.png_chunks import BrokenPngError


def check_rows(filtered: NDArray[np.uint8], meant: NDArray[np.uint8], above: NDArray[np.uint8], first_row: int) -> None:
    """Compare some rows.

    Parameters
    ----------
    filtered : ndarray, hx(1+N) uint8
        Inflated rows with their filter types in front, 0 to 4.
    meant : ndarray, hxN uint8
        The bytes that they must decode to, N = 4·width.
    above : ndarray, N uint8
        The meant row before these; zeros at the top of the picture.
    first_row : int
        Number of the first of these rows, for the message.

    Raises
    ------
    BrokenPngError
        Naming the first row that decodes to something else.
    """
    for kind in range(5):
        (rows,) = np.nonzero(filtered[:, 0] == kind)
        if not len(rows):
            continue
        one_kind = len(rows) == len(meant)  # the usual case needs no copies
        here = meant if one_kind else meant[rows]
        difference = filtered[:, 1:] if one_kind else filtered[rows, 1:]
        before = np.concatenate((above[np.newaxis], meant[:-1]))
        predicted = _prediction(kind, here, before if one_kind else before[rows])
        wrong = (difference + predicted != here).any(axis=1)
        if wrong.any():
            row = first_row + int(rows[int(wrong.argmax())])
            raise BrokenPngError(f"row {row} decodes to other pixels than were meant")


def _prediction(kind: int, here: NDArray[np.uint8], up: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Predict bytes as the PNG specification (third edition), 9.2 to 9.4, says, a pixel being four bytes."""
    if kind == 0:
        return np.zeros_like(here)
    if kind == 2:
        return up
    left = _shifted(here)
    if kind == 1:
        return left
    if kind == 3:
        return ((left.astype(np.uint16) + up) // 2).astype(np.uint8)
    a, b, c = (part.astype(np.int16) for part in (left, up, _shifted(up)))
    p = a + b - c
    to_a, to_b, to_c = np.abs(p - a), np.abs(p - b), np.abs(p - c)
    nearest = np.where((to_a <= to_b) & (to_a <= to_c), a, np.where(to_b <= to_c, b, c))
    return nearest.astype(np.uint8)


def _shifted(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return for each byte that of the pixel to its left; zeros before the first."""
    result = np.zeros_like(rows)
    result[:, 4:] = rows[:, :-4]
    return result
