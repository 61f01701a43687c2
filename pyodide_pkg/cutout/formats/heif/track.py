"""The picture track of an image sequence (AVIF `avis`, HEIC `hevc`): size, colour and alpha of its samples."""

from dataclasses import dataclass, replace

from cutout.formats.heif.boxes import Box, BrokenBoxesError, Budget, children, number, version
from cutout.formats.heif.properties import Properties, read_properties

_SAMPLE_FIELDS = 78
"""Bytes of a visual sample entry before its own boxes (ISO/IEC 14496-12, 12.1.3.2)."""

_CODECS = {b"av01": b"av01", b"hvc1": b"hvc1", b"hev1": b"hvc1"}


@dataclass(frozen=True)
class PictureTrack:
    """The first track that shows pictures, or the alpha of one; size in pixels as its samples are stored."""

    codec: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]
    first_sample: tuple[int, int] | None
    alpha: "PictureTrack | None" = None
    premultiplied: bool = False

    @property
    def properties(self) -> Properties:
        """What the boxes of its sample entry say."""
        return read_properties(self.boxes)

    def first_picture(self, file: memoryview, most: int | None = None) -> bytes:
        """Return the bytes of its first sample, or the first of them.

        Raises
        ------
        BrokenBoxesError
            There is none, or it lies outside the file.
        """
        if self.first_sample is None:
            raise BrokenBoxesError("a track of pictures has no samples")
        offset, length = self.first_sample
        if offset + length > len(file):
            raise BrokenBoxesError(f"the first picture of a track lies outside the file: {offset + length} bytes")
        return bytes(file[offset : offset + (length if most is None else min(length, most))])


@dataclass
class _Track:
    number: int = 0
    handler: bytes = b""
    entry: Box | None = None
    size: int | None = None
    offset: int | None = None
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
    for track in sorted(tracks, key=lambda track: track.handler != b"pict"):  # some writers call pictures a video
        if track.handler not in (b"pict", b"vide") or track.entry is None:
            continue
        for other in tracks:
            if track.number in other.aux_for and other.entry is not None:
                alpha = _pictures(other, other.entry, budget)
                if alpha.properties.is_alpha:
                    return replace(
                        _pictures(track, track.entry, budget),
                        alpha=alpha,
                        premultiplied=other.number in track.prem_with,
                    )
        return _pictures(track, track.entry, budget)
    return None


def _pictures(track: _Track, entry: Box, budget: Budget) -> PictureTrack:
    # In a sample entry the auxiliary type stands in a box `auxi` that is laid out like the item property `auxC`.
    inner = (
        Box(b"auxC", box.body, box.offset) if box.kind == b"auxi" else box
        for box in children(entry, budget, skip=_SAMPLE_FIELDS)
    )
    return PictureTrack(
        codec=_CODECS.get(entry.kind, entry.kind),
        width=number(entry.body, 24, 2),
        height=number(entry.body, 26, 2),
        boxes=tuple(inner),
        first_sample=None if track.size is None or track.offset is None else (track.offset, track.size),
    )


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
                        _read_table(table, budget, track)


def _read_table(table: Box, budget: Budget, track: _Track) -> None:
    """Read a sample table as far as the first sample goes: it begins where the first chunk does."""
    body = table.body
    if table.kind == b"stsd":
        track.entry = next(children(table, budget, skip=8), None)
    elif table.kind == b"stsz" and number(body, 8, 4):
        track.size = number(body, 4, 4) or number(body, 12, 4)
    elif table.kind == b"stz2" and number(body, 8, 4):
        bits = number(body, 7, 1)
        track.size = number(body, 12, 1) >> 4 if bits == 4 else number(body, 12, bits // 8)
    elif table.kind in (b"stco", b"co64") and number(body, 4, 4):
        track.offset = number(body, 8, 4 if table.kind == b"stco" else 8)
