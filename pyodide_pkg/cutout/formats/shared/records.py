"""What a format offers to the rest: how it is read, how it is written. Each room has its own in `record`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.shared.source import Source
from cutout.options import Options
from cutout.pictures import Photo


@dataclass(frozen=True)
class SourceFormat:
    """A file type that is read.

    Parameters
    ----------
    id : str
        As in first_bytes.json.
    name : str
        As people know it.
    open : callable
        `(data, codecs, max_pixels)` → `Source`. The size may be judged here already; anything may be raised.
    ends_early : callable
        Whether the file's own sizes or end marker say that a part of it is missing. Asked after a failure.
    heif_codecs : frozenset of bytes
        Item types of a HEIF file that make it this format; empty for other containers.
    is_shown_by_browsers : bool
        Every browser that this program runs in shows such a file.
    """

    id: str
    name: str
    open: Callable[[bytes, ImageCodecs, int], Source]
    ends_early: Callable[[bytes], bool]
    heif_codecs: frozenset[bytes] = frozenset()
    is_shown_by_browsers: bool = True


@dataclass(frozen=True)
class ExportWriter:
    """How one export format is written and checked; its facts are in `export_formats`.

    Parameters
    ----------
    encode : async callable
        `(photo, options, codecs)` → the whole file. It may raise whatever the encoder raises.
    verify : async callable
        `(data, photo, options, codecs)`; raises `EncodeVerificationFailedError` where the file is not as it was meant.
    """

    encode: Callable[[Photo, Options, ImageCodecs], Awaitable[bytes]]
    verify: Callable[[bytes, Photo, Options, ImageCodecs], Awaitable[None]]
