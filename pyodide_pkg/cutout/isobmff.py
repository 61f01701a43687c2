"""The header of a HEIC or AVIF file: declared size, orientation, colour and alpha of the picture that counts.

It decodes no pixels, and it trusts no number: sizes are checked against the data, and the work is bounded.
"""

from dataclasses import dataclass, field

from cutout.boxes import Box, BrokenBoxesError, Budget, boxes, children, number, version
from cutout.heif_properties import CleanAperture, Nclx, Properties, read_properties
from cutout.heif_track import first_picture_track
from cutout.orientation import upright_size

_MAX_LEVELS = 4
_DERIVED = (b"grid", b"iovl", b"iden", b"tmap")


@dataclass(frozen=True)
class HeifHeader:
    """What a file says about its picture.

    Parameters
    ----------
    major_brand : bytes
    brands : frozenset of bytes
        The compatible brands and the major one.
    item_type : bytes
        `av01`, `hvc1`, `grid`, … of the primary item; of a sequence, the type of its samples.
    codec : bytes
        Of the pixels: `item_type`, or that of the first tile.
    width, height : int
        Declared size in pixels, before the clean aperture and before turning.
    orientation : int, 1 to 8
        irot and imir as one EXIF orientation.
    clap : CleanAperture or None
    icc_profile : bytes or None
        As found, unchecked.
    nclx : Nclx or None
    bits : int
        Of one sample; 8 where nothing is said.
    has_alpha, premultiplied, is_sequence, monochrome : bool
    tiles : int
        Pictures that a grid is put together from; otherwise 1.
    """

    major_brand: bytes
    brands: frozenset[bytes]
    item_type: bytes
    codec: bytes
    width: int
    height: int
    orientation: int = 1
    clap: CleanAperture | None = None
    icc_profile: bytes | None = None
    nclx: Nclx | None = None
    bits: int = 8
    has_alpha: bool = False
    premultiplied: bool = False
    is_sequence: bool = False
    monochrome: bool = False
    tiles: int = 1

    @property
    def upright_size(self) -> tuple[int, int]:
        """(width, height) after clean aperture and turning; the aperture is rounded to whole pixels."""
        width, height = self.width, self.height
        if self.clap is not None:
            left, top, right, bottom = self.clap.rectangle(width, height)
            width, height = right - left, bottom - top
        return upright_size(width, height, self.orientation)


@dataclass
class _Meta:
    primary: int | None = None
    types: dict[int, bytes] = field(default_factory=dict)
    properties: list[Box] = field(default_factory=list)
    associations: dict[int, list[int]] = field(default_factory=dict)
    references: dict[bytes, list[tuple[int, list[int]]]] = field(default_factory=dict)

    def properties_of(self, item: int) -> Properties:
        indices = self.associations.get(item, ())
        return read_properties(self.properties[i - 1] for i in indices if 1 <= i <= len(self.properties))

    def referred_by(self, kind: bytes, item: int) -> list[int]:
        """Items that `item` refers to."""
        return [target for source, targets in self.references.get(kind, ()) if source == item for target in targets]

    def referring_to(self, kind: bytes, item: int) -> list[int]:
        """Items that refer to `item`."""
        found = (source for source, targets in self.references.get(kind, ()) if item in targets)
        return list(dict.fromkeys(found))  # each once, however often it is repeated

    def alpha_of(self, item: int) -> list[int]:
        """Auxiliary items that are the alpha of `item`."""
        return [aux for aux in self.referring_to(b"auxl", item) if self.properties_of(aux).is_alpha]


def brands(data: bytes) -> tuple[bytes, frozenset[bytes]] | None:
    """Return (major brand, all brands) of an ISO base media file, or None where it does not begin with `ftyp`."""
    size = int.from_bytes(data[:4], "big")
    if data[4:8] != b"ftyp" or size < 12 or len(data) < 12:
        return None
    body = bytes(data[8 : min(size, 4096)])
    compatible = (body[at : at + 4] for at in range(8, len(body) - 3, 4))
    return body[:4], frozenset((body[:4], *compatible))


def read_header(data: bytes) -> HeifHeader:
    """Read the header of a HEIC or AVIF file.

    A file with both still items and tracks gives the track if its major brand is `avis`, as libavif chooses, and
    otherwise its primary item.

    Parameters
    ----------
    data : bytes
        The whole file; nothing is copied but a colour profile.

    Raises
    ------
    BrokenBoxesError
        The structure is damaged, or a picture without a declared size. It is a ValueError.
    """
    found = brands(data)
    if found is None:
        raise BrokenBoxesError("the file does not begin with a file type box (ftyp)")
    budget = Budget()
    meta = movie = None
    for box in boxes(memoryview(data), budget, top_level=True):
        if box.kind in (b"meta", b"moov") and box.cut_short:
            raise BrokenBoxesError(f"box {box.kind.decode()!r} at byte {box.offset} goes on behind the end of the file")
        if box.kind == b"meta":
            meta = meta or box
        elif box.kind == b"moov":
            movie = movie or box
    items = None if meta is None else _read_meta(meta, budget)
    has_items = items is not None and items.primary is not None
    if movie is not None and (not has_items or found[0] == b"avis"):
        track = first_picture_track(movie, budget)
        if track is not None:
            size = track.width, track.height
            alpha = track.has_alpha, track.premultiplied
            return _header(found, track.codec, track.codec, size, track.properties, alpha, is_sequence=True)
    if items is None or not has_items:
        raise BrokenBoxesError("no picture is declared: neither a primary item (pitm) nor a picture track")
    return _from_items(items, found)


def _header(
    found: tuple[bytes, frozenset[bytes]],
    item_type: bytes,
    codec: bytes,
    size: tuple[int, int],
    properties: Properties,
    alpha: tuple[bool, bool],
    *,
    is_sequence: bool = False,
    tiles: int = 1,
) -> HeifHeader:
    return HeifHeader(
        *found,
        item_type,
        codec,
        *size,
        orientation=properties.orientation,
        clap=properties.clap,
        icc_profile=properties.icc_profile,
        nclx=properties.nclx,
        bits=max(properties.bits, default=8),
        has_alpha=alpha[0],
        premultiplied=alpha[1],
        is_sequence=is_sequence,
        monochrome=properties.monochrome,
        tiles=tiles,
    )


def _from_items(meta: _Meta, found: tuple[bytes, frozenset[bytes]]) -> HeifHeader:
    item = meta.primary
    assert item is not None
    item_type = meta.types.get(item)
    if item_type is None:
        raise BrokenBoxesError(f"the primary item {item} does not exist")
    properties = meta.properties_of(item)
    if properties.size is None:
        raise BrokenBoxesError("the primary item declares no size (ispe)")
    tiles = meta.referred_by(b"dimg", item) if item_type in _DERIVED else []
    codec = item_type
    if tiles:
        first, levels = tiles[0], 0
        while meta.types.get(first) in _DERIVED and levels < _MAX_LEVELS:  # a tile may itself be derived
            first, levels = next(iter(meta.referred_by(b"dimg", first)), first), levels + 1
        codec = meta.types.get(first, b"")
        inner = meta.properties_of(first)
        properties.bits = properties.bits or inner.bits
        properties.nclx = properties.nclx or inner.nclx
        properties.icc_profile = properties.icc_profile or inner.icc_profile
        properties.monochrome = inner.monochrome
    # The alpha of a grid is an item beside the grid, or one beside each tile.
    alpha = [aux for of in (item, *tiles[:1]) for aux in meta.alpha_of(of)]
    premultiplied = any(target in alpha for of in (item, *tiles[:1]) for target in meta.referred_by(b"prem", of))
    count = max(1, len(tiles))
    return _header(found, item_type, codec, properties.size, properties, (bool(alpha), premultiplied), tiles=count)


def _read_meta(box: Box, budget: Budget) -> _Meta:
    meta = _Meta()
    for child in children(box, budget, skip=4):
        wide = version(child) >= 1 if child.body else False
        if child.kind == b"pitm":
            meta.primary = number(child.body, 4, 4 if wide else 2)
        elif child.kind == b"iinf":
            for entry in children(child, budget, skip=8 if wide else 6):
                if entry.kind == b"infe" and version(entry) >= 2:
                    id_bytes = 4 if version(entry) >= 3 else 2
                    kind = bytes(entry.body[6 + id_bytes : 10 + id_bytes])
                    meta.types[number(entry.body, 4, id_bytes)] = kind
        elif child.kind == b"iref":
            for reference in children(child, budget, skip=4):
                _read_reference(reference, 4 if wide else 2, meta, budget)
        elif child.kind == b"iprp":
            for part in children(child, budget):
                if part.kind == b"ipco":
                    meta.properties = list(children(part, budget))
                elif part.kind == b"ipma":
                    _read_associations(part, meta, budget)
    return meta


def _read_reference(box: Box, id_bytes: int, meta: _Meta, budget: Budget) -> None:
    source = number(box.body, 0, id_bytes)
    count = number(box.body, id_bytes, 2)
    budget.take(count)
    start = id_bytes + 2
    targets = [number(box.body, start + id_bytes * index, id_bytes) for index in range(count)]
    meta.references.setdefault(box.kind, []).append((source, targets))


def _read_associations(box: Box, meta: _Meta, budget: Budget) -> None:
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
        meta.associations.setdefault(item, []).extend(indices)
