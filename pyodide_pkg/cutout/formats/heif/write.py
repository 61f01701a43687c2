"""Writes a HEIF file of some items (ISO/IEC 23008-12): boxes and numbers. What belongs into one is not known here."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from cutout.formats.heif.boxes import BrokenBoxesError

MOST_ITEMS = 65_535
_MOST_PROPERTIES = 255
_NARROW = 127
_ESSENTIAL = frozenset((b"av1C", b"hvcC", b"a1op", b"lsel", b"clap", b"irot", b"imir"))
"""Properties that a reader must understand or refuse the item."""


@dataclass
class Part:
    """One item; others are named by their place in the list of parts. Properties are whole boxes."""

    kind: bytes
    properties: list[bytes]
    data: bytes
    made_of: list[int] = field(default_factory=list)
    alpha_of: int | None = None


def box(kind: bytes, *bodies: bytes) -> bytes:
    """Return a box."""
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full_box(kind: bytes, *bodies: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Return a box with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *bodies)


def heif_file(parts: Sequence[Part], brand: bytes) -> bytes:
    """Return a file of these items; the first is the primary one.

    Raises
    ------
    BrokenBoxesError
        There are more items or properties than a file can list.
    """
    before = [
        full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
        full_box(b"pitm", _words(1)),
        full_box(b"iinf", _words(len(parts)), *(_info(number, part) for number, part in enumerate(parts, 1))),
        _references(parts),
        _properties(parts),
    ]
    brands = box(b"ftyp", brand, bytes(4), brand, b"mif1miaf")
    length_of_places = 16 + sum(14 if part.data else 6 for part in parts)
    start = len(brands) + 12 + sum(map(len, before)) + length_of_places + 8
    places = [bytes((0x44, 0)), _words(len(parts))]
    for number, part in enumerate(parts, 1):
        places.append(_words(number, 0, 1 if part.data else 0))
        if part.data:
            places.append(struct.pack(">II", start, len(part.data)))
            start += len(part.data)
    meta = full_box(b"meta", *before, full_box(b"iloc", *places))
    return b"".join((brands, meta, box(b"mdat", *(part.data for part in parts))))


def _words(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}H", *numbers)


def _info(number: int, part: Part) -> bytes:
    return full_box(b"infe", _words(number, 0), part.kind, b"\0", version=2)


def _references(parts: Sequence[Part]) -> bytes:
    found = []
    for number, part in enumerate(parts, 1):
        if part.made_of:
            found.append(box(b"dimg", _words(number, len(part.made_of), *(place + 1 for place in part.made_of))))
        if part.alpha_of is not None:
            found.append(box(b"auxl", _words(number, 1, part.alpha_of + 1)))
    return full_box(b"iref", *found) if found else b""


def _properties(parts: Sequence[Part]) -> bytes:
    """Write every property once and say which items have it."""
    numbers: dict[bytes, int] = {}
    for part in parts:
        for found in part.properties:
            numbers.setdefault(found, len(numbers) + 1)
    wide = len(numbers) > _NARROW
    if len(numbers) > 0x7FFF or any(len(part.properties) > _MOST_PROPERTIES for part in parts):
        raise BrokenBoxesError("its pictures have more properties than a file can list")
    associations = [struct.pack(">I", len(parts))]
    for number, part in enumerate(parts, 1):
        associations.append(struct.pack(">HB", number, len(part.properties)))
        for found in part.properties:
            essential = found[4:8] in _ESSENTIAL
            index = numbers[found] | (essential << (15 if wide else 7))
            associations.append(struct.pack(">H" if wide else ">B", index))
    return box(b"iprp", box(b"ipco", *numbers), full_box(b"ipma", *associations, flags=int(wide)))
