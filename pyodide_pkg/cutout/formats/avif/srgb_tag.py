"""Writes "sRGB" into an AVIF file: the browser's encoder says that its colours are unspecified.

The other boxes stay as they are, and so does the picture.
"""

import struct
from collections.abc import Iterable, Iterator

from cutout.formats.heif.boxes import Box, BrokenBoxesError, Budget, boxes, children

SRGB = 1, 13
"""Primaries (BT.709's, which sRGB shares) and transfer characteristics of sRGB (ITU-T H.273)."""

_WAY = (b"meta", 4), (b"iprp", 0), (b"ipco", 0)
"""The boxes around the properties of pictures (ISO/IEC 23008-12, 9.3), and the bytes of each before its children."""


def tagged_as_srgb(avif: bytes) -> bytes:
    """Return the file with the colours of its pictures described as sRGB.

    Parameters
    ----------
    avif : bytes
        The whole file, with a `colr` box of type nclx (ISO/IEC 14496-12, 12.1.5). Its matrix and range stay.

    Raises
    ------
    BrokenBoxesError
        The file has no such box, or is none of boxes.
    """
    tagged = bytearray(avif)
    descriptions = [
        each for each in _properties(memoryview(tagged)) if each.kind == b"colr" and bytes(each.body[:4]) == b"nclx"
    ]
    if not descriptions:
        raise BrokenBoxesError("the AVIF encoder wrote no description of the colours")
    for description in descriptions:
        struct.pack_into(">HH", description.body, 4, *SRGB)
    return bytes(tagged)


def _properties(file: memoryview) -> Iterable[Box]:
    budget = Budget()
    found: Iterator[Box] = boxes(file, budget, top_level=True)
    for kind, skip in _WAY:
        found = _inside(found, kind, skip, budget)
    return found


def _inside(found: Iterable[Box], kind: bytes, skip: int, budget: Budget) -> Iterator[Box]:
    for box in found:
        if box.kind == kind:
            yield from children(box, budget, skip=skip)
