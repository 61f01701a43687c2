"""Chooses what a decoder gets of a HEIC or AVIF file: one still picture, what it is made of, and no more.

Decoders refuse whole pictures for what stands beside them: a clean aperture that they do not like, a description that
is missing, a second list of properties, a track of sound. None of it is in the file that they get. Its picture is as
stored, not cropped and not turned: geometry, profiles and multiplied alpha are the business of `source`.
"""

import struct
from collections.abc import Sequence

from cutout.formats.heif.av1_header import ENOUGH, av1_parameters
from cutout.formats.heif.boxes import Box, BrokenBoxesError
from cutout.formats.heif.header import HeifFile
from cutout.formats.heif.hevc_parameters import hevc_parameters
from cutout.formats.heif.items import DERIVED, Items
from cutout.formats.heif.properties import read_properties
from cutout.formats.heif.track import PictureTrack
from cutout.formats.heif.write import MOST_ITEMS, Part, box, full_box, heif_file

_KEPT = frozenset((b"ispe", b"av1C", b"hvcC", b"a1op", b"a1lx", b"lsel", b"auxC"))
_TURNING = frozenset((b"clap", b"irot", b"imir"))


def still_file(file: HeifFile) -> bytes:
    """Return a file with the picture that counts and its alpha.

    Raises
    ------
    BrokenBoxesError
        Something that it is made of is missing.
    """
    parts = _of_track(file) if isinstance(file.picture, PictureTrack) else _of_items(file, file.picture)
    return heif_file(parts, b"avif" if file.header.codec == b"av01" else b"heic")


def _of_track(file: HeifFile) -> list[Part]:
    found: list[Part] = []
    track: Items | PictureTrack | None = file.picture
    while isinstance(track, PictureTrack):
        size = full_box(b"ispe", struct.pack(">II", track.width, track.height))
        data = track.first_picture(file.data)
        described = [Box(b"ispe", memoryview(size)[8:], 0), *track.boxes]
        properties = [*_described(described, _coded_size(described, data)), *_depth(track.boxes)]
        alpha_of = len(found) - 1 if found else None
        found.append(Part(track.codec, properties, data, alpha_of=alpha_of))
        track = track.alpha
    return found


def _of_items(file: HeifFile, items: Items) -> list[Part]:
    assert items.primary is not None
    parts: list[Part] = []
    places: dict[int, int] = {}
    waiting: list[tuple[int, int | None]] = [(items.primary, None)]
    left = max(4 * len(file.data), 1 << 20)  # items may share bytes, but not so many of them so often
    for item, alpha_of in waiting:  # it grows meanwhile
        if item in places:
            continue
        if len(parts) == MOST_ITEMS:
            raise BrokenBoxesError(f"it is put together from more than {MOST_ITEMS} pictures")
        kind = items.types.get(item)
        if kind is None:
            raise BrokenBoxesError(f"item {item}, which the picture is made of, does not exist")
        is_shown = not parts or alpha_of is not None
        data = b"" if kind in DERIVED and item not in items.places else items.data_of(item, file.data, left + 1)
        left -= len(data)
        if left < 0:
            raise BrokenBoxesError("the bytes of its items add up to far more than the file")
        places[item] = len(parts)
        parts.append(Part(kind, _properties(items, item, data, is_shown=is_shown), data, alpha_of=alpha_of))
        waiting.extend((inner, None) for inner in items.made_of(item))
        if alpha_of is None:
            waiting.extend((alpha, places[item]) for alpha in items.alpha_of(item)[:1])
    for item, place in places.items():
        parts[place].made_of = [places[inner] for inner in items.made_of(item)]
    return parts


def _properties(items: Items, item: int, data: bytes, *, is_shown: bool) -> list[bytes]:
    found, inner = list(items.boxes_of(item)), items.made_of(item)
    described = _described(found, _coded_size(found, data) if is_shown and not inner else None)
    if not is_shown:  # a piece of another picture is turned before it gets its place
        described += [box(step.kind, bytes(step.body)) for step in found if step.kind in _TURNING]
    return described + _depth(list(items.boxes_of(inner[0])) if inner else found)


def _coded_size(found: Sequence[Box], data: bytes) -> tuple[int, int] | None:
    """Return the size that comes out of the decoder, where the coded picture says it."""
    for part in found:
        if part.kind == b"hvcC":
            hevc = hevc_parameters(part.body)
            return None if hevc is None else hevc.size
        if part.kind == b"av1C":
            av1 = av1_parameters(data[:ENOUGH])
            return None if av1 is None else av1.size
    return None


def _described(found: Sequence[Box], coded: tuple[int, int] | None) -> list[bytes]:
    """Keep what is needed to decode, in its order; with the coded size, of which the declared one may be a part."""
    described = []
    for part in found:
        body = bytes(part.body)
        if part.kind == b"ispe" and coded is not None:
            described.append(full_box(b"ispe", struct.pack(">II", *coded)))
        elif part.kind in _KEPT or (part.kind == b"colr" and body[:4] in (b"nclx", b"nclc")):
            described.append(box(part.kind, body))
    return described


def _depth(found: Sequence[Box]) -> list[bytes]:
    """Write the property `pixi` (bits of each channel): early AVIF encoders left it out, and libavif insists on it."""
    read = read_properties(part for part in found if part.kind == b"av1C")
    channels = 1 if read.monochrome else 3
    return [full_box(b"pixi", bytes((channels, *read.bits * channels)))] if read.bits else []
