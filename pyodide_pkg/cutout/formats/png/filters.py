"""PNG row filters on numpy, and a measured choice between them. Neither chunks nor zlib streams are made here."""

import zlib

import numpy as np
from numpy.typing import NDArray

BYTES_PER_PIXEL = 4

NONE, SUB, UP, AVERAGE, PAETH = range(5)
"""Filter types of the PNG specification (third edition), 9.2."""

CANDIDATES = (UP, SUB, AVERAGE, PAETH, NONE)
"""What a strip may be written with; of equally good ones the first, which is the quicker one."""

_SAMPLE_BYTES = 1 << 15


def filter_rows(
    rows: NDArray[np.uint8], above: NDArray[np.uint8], kind: int, out: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Filter some rows.

    Parameters
    ----------
    rows : ndarray, hxN uint8
        Raw bytes of the rows, N = 4·width.
    above : ndarray, N uint8
        The raw row before the first one; zeros at the top of the picture.
    kind : int
        One of `CANDIDATES`.
    out : ndarray, at least hx(1+N) uint8
        Receives the filter byte and the filtered bytes of each row.

    Returns
    -------
    ndarray, hx(1+N) uint8
        The part of `out` that was written.
    """
    out = out[: len(rows)]
    out[:, 0] = kind
    body = out[:, 1:]
    if kind == NONE:
        body[:] = rows
    elif kind == UP:
        np.subtract(rows[0], above, out=body[0])
        np.subtract(rows[1:], rows[:-1], out=body[1:])
    elif kind in (SUB, AVERAGE, PAETH):
        first, rest = np.s_[:, :BYTES_PER_PIXEL], np.s_[:, BYTES_PER_PIXEL:]
        left = rows[:, :-BYTES_PER_PIXEL]
        if kind == SUB:
            body[first] = rows[first]
            np.subtract(rows[rest], left, out=body[rest])
            return out
        up = np.concatenate((above[np.newaxis], rows[:-1]))
        if kind == AVERAGE:
            np.subtract(rows[first], up[first] >> 1, out=body[first])
            np.subtract(rows[rest], _average(left, up[rest]), out=body[rest])
        else:
            np.subtract(rows[first], up[first], out=body[first])
            np.subtract(rows[rest], _paeth(left, up[rest], up[:, :-BYTES_PER_PIXEL]), out=body[rest])
    else:
        raise ValueError(f"filter {kind} cannot be written")
    return out


def choose_filter(rows: NDArray[np.uint8], above: NDArray[np.uint8]) -> int:
    """Choose a filter for some rows by compressing a sample from their middle with each candidate.

    The customary minimum sum of absolute differences, row by row, chose worse than a fixed `UP` on most photos, and so
    did rows mixed of two types: what zlib can do with the filtered bytes is not what that sum measures. A small sample
    costs little and measures the very thing; half of it chose worse, twice of it no better. Photos mostly get `UP`,
    graphics `PAETH` or `NONE` (a fixed `UP` makes those up to 18 % larger than Pillow's level 6).

    Parameters
    ----------
    rows, above : ndarray
        As for `filter_rows`.

    Returns
    -------
    int
        One of `CANDIDATES`.
    """
    count = max(2, _SAMPLE_BYTES // rows.shape[1])
    top = max(0, (len(rows) - count) // 2)
    sample = rows[top : top + count]
    before = above if top == 0 else rows[top - 1]
    out = np.empty((len(sample), 1 + sample.shape[1]), np.uint8)

    def compressed_bytes(kind: int) -> int:
        return len(zlib.compress(filter_rows(sample, before, kind, out).data, 1))

    return min(CANDIDATES, key=compressed_bytes)  # the first wins a draw


def _average(left: NDArray[np.uint8], up: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Halve the sum within eight bits: what both have, and half of what only one has."""
    return (left & up) + ((left ^ up) >> 1)


def _paeth(left: NDArray[np.uint8], up: NDArray[np.uint8], corner: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Take for each byte the neighbour that is nearest to left + up - corner (specification, 9.4)."""
    wide = corner.astype(np.int16)
    from_left, from_up = up - wide, left - wide
    from_corner = from_left + from_up
    for distance in (from_left, from_up, from_corner):
        np.abs(distance, out=distance)
    nearest = np.where(from_up <= from_corner, up, corner)
    np.copyto(nearest, left, where=(from_left <= from_up) & (from_left <= from_corner))
    return nearest
