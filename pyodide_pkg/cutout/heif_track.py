"""The picture track of an image sequence (AVIF `avis`, HEIC `hevc`): size, colour and alpha of its samples."""

from dataclasses import dataclass

from cutout.boxes import Box, Budget, children, number, version
from cutout.heif_properties import Properties, read_properties

_SAMPLE_FIELDS = 78
"""Bytes of a visual sample entry before its own boxes (ISO/IEC 14496-12, 12.1.3.2)."""

_CODECS = {b"av01": b"av01", b"hvc1": b"hvc1", b"hev1": b"hvc1"}


@dataclass(frozen=True)
class PictureTrack:
    """The first track that shows pictures; size in pixels as its samples are stored."""

    codec: bytes
    width: int
    height: int
    properties: Properties
    has_alpha: bool
    premultiplied: bool


@dataclass
class _Track:
    number: int = 0
    handler: bytes = b""
    entry: Box | None = None
    aux_for: tuple[int, ...] = ()
    prem_with: tuple[int, ...] = ()


def first_picture_track(movie: Box, budget: Budget) -> PictureTrack | None:
    """Return the first track that shows pictures, or None.

    Raises
    ------
    BrokenBoxesError
        The structure is damaged.
    """
    tracks = [_read_track(box, budget) for box in children(movie, budget) if box.kind == b"trak"]
    for track in tracks:
        if track.handler != b"pict" or track.entry is None:
            continue
        body = track.entry.body
        properties = read_properties(children(track.entry, budget, skip=_SAMPLE_FIELDS))
        alpha = [other for other in tracks if track.number in other.aux_for and _is_alpha(other, budget)]
        return PictureTrack(
            codec=_CODECS.get(track.entry.kind, track.entry.kind),
            width=number(body, 24, 2),
            height=number(body, 26, 2),
            properties=properties,
            has_alpha=bool(alpha),
            premultiplied=any(other.number in track.prem_with for other in alpha),
        )
    return None


def _is_alpha(track: _Track, budget: Budget) -> bool:
    if track.entry is None:
        return False
    # In a sample entry the auxiliary type stands in a box `auxi` that is laid out like the item property `auxC`.
    inner = children(track.entry, budget, skip=_SAMPLE_FIELDS)
    return read_properties(Box(b"auxC", b.body, b.offset) for b in inner if b.kind == b"auxi").is_alpha


def _read_track(box: Box, budget: Budget) -> _Track:
    track = _Track()
    for child in children(box, budget):
        if child.kind == b"tkhd":
            track.number = number(child.body, 20 if version(child) == 1 else 12, 4)
        elif child.kind == b"tref":
            for reference in children(child, budget):
                ids = tuple(number(reference.body, at, 4) for at in range(0, len(reference.body) - 3, 4))
                if reference.kind == b"auxl":
                    track.aux_for = ids
                elif reference.kind == b"prem":
                    track.prem_with = ids
        elif child.kind == b"mdia":
            _read_media(child, budget, track)
    return track


def _read_media(box: Box, budget: Budget, track: _Track) -> None:
    for child in children(box, budget):
        if child.kind == b"hdlr":
            track.handler = bytes(child.body[8:12])
        elif child.kind == b"minf":
            for tables in children(child, budget):
                if tables.kind == b"stbl":
                    for table in children(tables, budget):
                        if table.kind == b"stsd":
                            track.entry = next(children(table, budget, skip=8), None)
