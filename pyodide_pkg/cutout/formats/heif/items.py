"""The items of a HEIC or AVIF file: what kind each is, its properties, what it refers to and where its bytes lie.

It judges no picture: `header` says which item counts, `still` what a decoder gets of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cutout.formats.heif.boxes import Box, BrokenBoxesError, Budget, children, number, version
from cutout.formats.heif.properties import Properties, read_properties

DERIVED = (b"grid", b"iovl", b"iden", b"tmap")
"""Items that are put together from others (`dimg`)."""
_MAX_LEVELS = 5
"""Of items in items."""


@dataclass(frozen=True)
class Place:
    """Where an item's bytes lie: (offset, length) in the file, or in the box `idat`; length 0 reaches to the end."""

    construction: int
    extents: tuple[tuple[int, int], ...]


@dataclass
class Items:
    """What the box `meta` says. Numbers of items are the file's; properties are counted from 1."""

    primary: int | None = None
    types: dict[int, bytes] = field(default_factory=dict)
    properties: list[Box] = field(default_factory=list)
    associations: dict[int, list[int]] = field(default_factory=dict)
    references: dict[bytes, dict[int, list[int]]] = field(default_factory=dict)
    referrers: dict[bytes, dict[int, list[int]]] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    idat: memoryview = field(default_factory=lambda: memoryview(b""))
    _known_alpha: dict[int, bool] = field(default_factory=dict)

    def boxes_of(self, item: int) -> Iterator[Box]:
        """Yield the properties of an item, in the order in which they are listed."""
        count = len(self.properties)
        return (self.properties[index - 1] for index in self.associations.get(item, ()) if 1 <= index <= count)

    def properties_of(self, item: int) -> Properties:
        """Return what the properties of an item say."""
        return read_properties(self.boxes_of(item))

    def made_of(self, item: int) -> list[int]:
        """Items that a derived item is put together from; none for others."""
        return self.references.get(b"dimg", {}).get(item, []) if self.types.get(item) in DERIVED else []

    def first_coded(self, item: int) -> int:
        """Return the first of the pictures that an item is made of, which may itself be derived; or the item."""
        for _ in range(_MAX_LEVELS):
            item = next(iter(self.made_of(item)), item)
        return item

    def alpha_of(self, item: int) -> list[int]:
        """Auxiliary items that are the alpha of `item`, each once, however often it is repeated."""
        auxiliary = dict.fromkeys(self.referrers.get(b"auxl", {}).get(item, ()))
        for aux in auxiliary:
            if aux not in self._known_alpha:
                self._known_alpha[aux] = self.properties_of(aux).is_alpha
        return [aux for aux in auxiliary if self._known_alpha[aux]]

    def data_of(self, item: int, file: memoryview, most: int) -> bytes:
        """Return the bytes of an item, but no more than `most`: its parts may lie upon one another.

        Raises
        ------
        BrokenBoxesError
            They lie outside the file, or it has none.
        """
        place = self.places.get(item)
        if place is None or place.construction not in (0, 1):
            raise BrokenBoxesError(f"item {item} has no place in the file")
        source = self.idat if place.construction else file
        parts: list[memoryview] = []
        for offset, length in place.extents:
            end = offset + length if length else len(source)
            if offset > end or end > len(source):
                raise BrokenBoxesError(f"item {item} lies outside the file: {offset} to {end} of {len(source)} bytes")
            parts.append(source[offset : min(end, offset + most)])
            most -= len(parts[-1])
        return b"".join(parts)


def read_items(box: Box, budget: Budget) -> Items:
    """Read a box `meta`.

    Raises
    ------
    BrokenBoxesError
        The structure is damaged.
    """
    items = Items()
    for child in children(box, budget, skip=4):
        wide = version(child) >= 1 if child.body else False
        if child.kind == b"pitm":
            items.primary = number(child.body, 4, 4 if wide else 2)
        elif child.kind == b"iinf":
            for entry in children(child, budget, skip=8 if wide else 6):
                if entry.kind == b"infe" and version(entry) >= 2:
                    id_bytes = 4 if version(entry) >= 3 else 2
                    kind = bytes(entry.body[6 + id_bytes : 10 + id_bytes])
                    items.types[number(entry.body, 4, id_bytes)] = kind
        elif child.kind == b"iref":
            for reference in children(child, budget, skip=4):
                _read_reference(reference, 4 if wide else 2, items, budget)
        elif child.kind == b"iprp":
            for part in children(child, budget):
                if part.kind == b"ipco":
                    items.properties = list(children(part, budget))
                elif part.kind == b"ipma":
                    _read_associations(part, items, budget)
        elif child.kind == b"iloc":
            items.places.update(read_places(child, budget))
        elif child.kind == b"idat":
            items.idat = child.body
    return items


def _read_reference(box: Box, id_bytes: int, items: Items, budget: Budget) -> None:
    source = number(box.body, 0, id_bytes)
    count = number(box.body, id_bytes, 2)
    budget.take(count)
    start = id_bytes + 2
    targets = [number(box.body, start + id_bytes * index, id_bytes) for index in range(count)]
    items.references.setdefault(box.kind, {}).setdefault(source, []).extend(targets)
    referrers = items.referrers.setdefault(box.kind, {})
    for target in targets:
        referrers.setdefault(target, []).append(source)


def _read_associations(box: Box, items: Items, budget: Budget) -> None:
    id_bytes = 4 if version(box) >= 1 else 2
    index_bytes = 2 if number(box.body, 3, 1) & 1 else 1
    at = 8
    for _ in range(number(box.body, 4, 4)):  # ends at the latest where the body ends
        item = number(box.body, at, id_bytes)
        count = number(box.body, at + id_bytes, 1)
        budget.take(1 + count)
        at += id_bytes + 1
        mask = (1 << (8 * index_bytes - 1)) - 1  # the highest bit says that the property is essential
        indices = [number(box.body, at + index_bytes * place, index_bytes) & mask for place in range(count)]
        at += index_bytes * count
        items.associations.setdefault(item, []).extend(indices)


def read_places(box: Box, budget: Budget) -> dict[int, Place]:
    """Read a box `iloc` (ISO/IEC 14496-12, 8.11.3).

    Raises
    ------
    BrokenBoxesError
        It is cut short.
    """
    body, kind = box.body, version(box)
    sizes = number(body, 4, 2)
    offset_bytes, length_bytes, base_bytes = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_bytes = sizes & 15 if kind in (1, 2) else 0
    id_bytes = 4 if kind == 2 else 2
    at = 6 + id_bytes
    found = {}
    for _ in range(number(body, 6, id_bytes)):
        item = number(body, at, id_bytes)
        at += id_bytes
        construction = 0
        if kind in (1, 2):
            construction = number(body, at, 2) & 15
            at += 2
        elsewhere = number(body, at, 2)  # data reference; 0 is this file
        base = number(body, at + 2, base_bytes)
        extents = number(body, at + 2 + base_bytes, 2)
        at += 4 + base_bytes
        budget.take(1 + extents)
        places = []
        for _ in range(extents):
            at += index_bytes
            start = base + number(body, at, offset_bytes)
            places.append((start, number(body, at + offset_bytes, length_bytes)))
            at += offset_bytes + length_bytes
        if elsewhere == 0:
            found[item] = Place(construction, tuple(places))
    return found
