"""Walks over the boxes of an ISO base media file, every size checked against its parent. It knows no box's meaning."""

from collections.abc import Iterator
from dataclasses import dataclass

from cutout.formats.shared.broken_file import BrokenFileError

MAX_BOXES = 500_000
"""Boxes, references and associations looked at in one file. A 100-megapixel picture in small tiles has 100 000; more is
damage or malice, and this many take about a second."""


class BrokenBoxesError(BrokenFileError):
    """The box structure is damaged; the message says where. Callers turn it into an error for people."""


@dataclass(frozen=True)
class Box:
    """One box: `offset` is that of its size field in the file, `body` a view without a copy."""

    kind: bytes
    body: memoryview
    offset: int
    cut_short: bool = False


class Budget:
    """Counts work down over a whole file, so that nested containers and repeated entries cannot multiply it."""

    def __init__(self, boxes: int = MAX_BOXES) -> None:
        self.left = boxes

    def take(self, count: int = 1) -> None:
        """Count boxes or entries.

        Raises
        ------
        BrokenBoxesError
            There were too many.
        """
        self.left -= count
        if self.left < 0:
            raise BrokenBoxesError(f"it has more than {MAX_BOXES} boxes or entries")


def boxes(data: memoryview, budget: Budget, *, start: int = 0, top_level: bool = False) -> Iterator[Box]:
    """Yield the boxes that lie side by side in `data`; nothing is nested here, so nothing can recurse.

    Parameters
    ----------
    data : memoryview
        The file, or the body of a container.
    budget : Budget
    start : int
        Offset of `data` in the file, for messages.
    top_level : bool
        The last box of a file may be cut short (the decoder will say whether that matters); an inner box may not.

    Raises
    ------
    BrokenBoxesError
        A size does not fit.
    """
    at = 0
    while at + 8 <= len(data):
        budget.take()
        size, header = number(data, at, 4), 8
        kind = bytes(data[at + 4 : at + 8])
        if size == 1:
            size, header = number(data, at + 8, 8), 16
        elif size == 0:  # up to the end
            size = len(data) - at
        if size < header or (at + size > len(data) and not top_level):
            raise BrokenBoxesError(
                f"box {kind.decode('latin-1')!r} at byte {start + at} says it has {size} bytes, "
                f"and {len(data) - at} are there"
            )
        end = min(at + size, len(data))
        yield Box(kind, data[at + header : end], start + at, cut_short=at + size > len(data))
        at += size


def children(box: Box, budget: Budget, *, skip: int = 0) -> Iterator[Box]:
    """Yield the boxes inside a container whose own fields take `skip` bytes."""
    first = box.offset + 8 + skip
    return boxes(box.body[skip:], budget, start=first)


def number(data: memoryview, at: int, size: int) -> int:
    """Read a big-endian unsigned number.

    Raises
    ------
    BrokenBoxesError
        The data ends before it.
    """
    if at < 0 or at + size > len(data):
        raise BrokenBoxesError(f"{size} bytes are missing at byte {at} of a box")
    return int.from_bytes(data[at : at + size], "big")


def version(box: Box) -> int:
    """Return the version of a full box (ISO/IEC 14496-12, 4.2)."""
    return number(box.body, 0, 1)
