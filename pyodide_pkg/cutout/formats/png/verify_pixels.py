"""Whether filtered PNG rows decode to the pixels that were meant. It shares no code with `filters`, on purpose.

Undoing a filter is one row after the other, and for two of the types one pixel after the other. But the answer is
known: if each filtered byte plus its prediction from the *meant* neighbours is the meant byte, then a decoder, which
begins with the same zeros, gets exactly the meant bytes.
"""

import numpy as np
from numpy.typing import NDArray

from cutout.formats.png.chunks import BrokenPngError


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
    before = np.concatenate((above[np.newaxis], meant[:-1]))
    kinds = np.flatnonzero(np.bincount(filtered[:, 0], minlength=5))
    expected = np.empty_like(filtered)
    expected[:, 0] = filtered[:, 0]
    if len(kinds) == 1:  # the usual case needs no copies
        np.subtract(meant, _prediction(int(kinds[0]), meant, before), out=expected[:, 1:])
    else:
        for kind in kinds:
            rows = filtered[:, 0] == kind
            expected[rows, 1:] = meant[rows] - _prediction(int(kind), meant[rows], before[rows])
    if expected.tobytes() != filtered.tobytes():  # a tenth of the time of comparing in numpy
        wrong = (expected != filtered).any(axis=1)
        raise BrokenPngError(f"row {first_row + int(wrong.argmax())} decodes to other pixels than were meant")


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
    corner = _shifted(up).astype(np.int16)
    # With p = a + b - c: p - a is b - c, p - b is a - c, and p - c is the sum of the two.
    to_a, to_b = up - corner, left - corner
    to_c = np.abs(to_a + to_b)
    np.abs(to_a, out=to_a)
    np.abs(to_b, out=to_b)
    nearest = np.where(to_b <= to_c, up, _shifted(up))
    np.copyto(nearest, left, where=(to_a <= to_b) & (to_a <= to_c))
    return nearest


def _shifted(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return for each byte that of the pixel to its left; zeros before the first."""
    result = np.zeros_like(rows)
    result[:, 4:] = rows[:, :-4]
    return result
