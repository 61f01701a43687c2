"""The header of a HEIC or AVIF file: declared size, geometry, colour and alpha of the picture that counts.

It decodes no pixels, and it trusts no number: sizes are checked against the data, and the work is bounded.
"""

from dataclasses import dataclass

from cutout.formats.heif.boxes import BrokenBoxesError, Budget, boxes
from cutout.formats.heif.geometry import Geometry, as_avif, folded
from cutout.formats.heif.items import Items, read_items
from cutout.formats.heif.properties import Nclx, Properties
from cutout.formats.heif.track import PictureTrack, first_picture_track


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
        Declared size in pixels, before anything is cropped or turned.
    geometry : Geometry
        clap, irot and imir.
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
    geometry: Geometry
    icc_profile: bytes | None = None
    nclx: Nclx | None = None
    bits: int = 8
    has_alpha: bool = False
    premultiplied: bool = False
    is_sequence: bool = False
    monochrome: bool = False
    tiles: int = 1


@dataclass(frozen=True)
class HeifFile:
    """A file whose boxes were read: `picture` has the primary item among its items, or is the track that counts."""

    data: memoryview
    header: HeifHeader
    picture: Items | PictureTrack


def brands(data: bytes) -> tuple[bytes, frozenset[bytes]] | None:
    """Return (major brand, all brands) of an ISO base media file, or None where it does not begin with `ftyp`."""
    size = int.from_bytes(data[:4], "big")
    if data[4:8] != b"ftyp" or size < 12 or len(data) < 12:
        return None
    body = bytes(data[8 : min(size, 4096)])
    compatible = (body[at : at + 4] for at in range(8, len(body) - 3, 4))
    return body[:4], frozenset((body[:4], *compatible))


def read_header(data: bytes) -> HeifHeader:
    """Read the header of a HEIC or AVIF file; see `read_file`."""
    return read_file(data).header


def read_file(data: bytes) -> HeifFile:
    """Read the boxes of a HEIC or AVIF file.

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
    items = None if meta is None else read_items(meta, budget)
    has_items = items is not None and items.primary is not None
    if movie is not None and (not has_items or found[0] == b"avis"):
        track = first_picture_track(movie, budget)
        if track is not None:
            alpha = track.alpha is not None, track.premultiplied
            size = track.width, track.height
            header = _header(found, track.codec, track.codec, size, track.properties, alpha, is_sequence=True)
            return HeifFile(memoryview(data), header, track)
    if items is None or not has_items:
        raise BrokenBoxesError("no picture is declared: neither a primary item (pitm) nor a picture track")
    return HeifFile(memoryview(data), _from_items(items, found), items)


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
    is_avif = codec == b"av01"
    steps = as_avif(properties.steps) if is_avif else properties.steps
    return HeifHeader(
        *found,
        item_type,
        codec,
        *size,
        geometry=folded(steps, *size),
        icc_profile=properties.icc_profile,
        nclx=properties.nclx,
        bits=max(properties.bits, default=8),
        has_alpha=alpha[0],
        premultiplied=alpha[1],
        is_sequence=is_sequence,
        monochrome=properties.monochrome,
        tiles=tiles,
    )


def _from_items(items: Items, found: tuple[bytes, frozenset[bytes]]) -> HeifHeader:
    item = items.primary
    assert item is not None
    item_type = items.types.get(item)
    if item_type is None:
        raise BrokenBoxesError(f"the primary item {item} does not exist")
    properties = items.properties_of(item)
    if properties.size is None:
        raise BrokenBoxesError("the primary item declares no size (ispe)")
    tiles = items.made_of(item)
    codec = item_type
    if tiles:
        first = items.first_coded(item)
        codec = items.types.get(first, b"")
        inner = items.properties_of(first)
        properties.bits = properties.bits or inner.bits
        properties.nclx = properties.nclx or inner.nclx
        properties.icc_profile = properties.icc_profile or inner.icc_profile
        properties.monochrome = inner.monochrome
    # The alpha of a grid is an item beside the grid, or one beside each tile.
    owners = (item, *tiles[:1])
    alpha = [aux for of in owners for aux in items.alpha_of(of)]
    multiplied = items.references.get(b"prem", {})
    premultiplied = any(target in alpha for of in owners for target in multiplied.get(of, ()))
    count = max(1, len(tiles))
    return _header(found, item_type, codec, properties.size, properties, (bool(alpha), premultiplied), tiles=count)
