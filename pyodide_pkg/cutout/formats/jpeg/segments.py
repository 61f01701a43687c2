"""Walks the segments of a JPEG file: the frame, the scans, the application data and where the picture's data end.

It reads headers only (ITU-T T.81, annex B). What the scans bring is counted in `scans`, what the other segments
mean is `metadata`'s, the pixels are a codec's.
"""

import re
from dataclasses import dataclass

from cutout.formats.jpeg.scans import BrokenJpegError, Frame, Scans

_ANY_MARKER = re.compile(rb"\xff([^\x00\xff])")
"""Between segments; what is not a marker there is skipped, as every decoder does."""
_BEHIND_SCAN = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
"""Coded data hold stuffed zeros, fill bytes and restart markers; the first other marker ends a scan."""

_TEM, _RST0, _SOI, _EOI, _SOS, _DRI = 0x01, 0xD0, 0xD8, 0xD9, 0xDA, 0xDD
_ALONE = frozenset((_TEM, _SOI, *range(_RST0, 0xD8)))
"""Markers without a length."""
_BETWEEN_SCANS = frozenset((0xC4, 0xCC, 0xDB, 0xDC, _DRI, _SOS, 0xFE, *range(0xE0, 0xF0)))
"""What may follow a scan: tables, lines, restart interval, comments, application data and the next scan."""
_FRAMES = frozenset((*range(0xC0, 0xD0), 0xDE, 0xF7)) - frozenset((0xC4, 0xC8, 0xCC))
"""Start of frame, of a hierarchy (DE), and of JPEG-LS (F7)."""
_MEANINGLESS = range(0x02, 0xC0)
"""No writer puts these markers anywhere; a decoder skips them and looks for the next restart marker."""

END_MARKER = b"\xff\xd9"


class _HeadersEndEarlyError(BrokenJpegError):
    """The file ends, or only zeros follow, before the first scan begins."""


@dataclass
class JpegFile:
    """What the walk has found.

    Parameters
    ----------
    frame : Frame
    applications : list of (int, bytes)
        Number 0 to 15 and content of each APP segment before the first scan.
    scans : Scans
        What they bring.
    end : int
        Where the picture's data end, its end marker included where there is one.
    has_end_marker : bool
        False where the file ends, or something else begins, without one.
    """

    frame: Frame
    applications: list[tuple[int, bytes]]
    scans: Scans
    end: int = 0
    has_end_marker: bool = False


def read_segments(data: bytes) -> JpegFile:
    """Walk a file from its start marker to the end of its first picture.

    Once nothing more can come, the first marker of any kind ends the picture: trailers behind pictures without an end
    marker hold anything.

    Raises
    ------
    BrokenJpegError
        It ends, or makes no sense, before the first scan begins.
    """
    frame: Frame | None = None
    applications: list[tuple[int, bytes]] = []
    has_restarts = False
    found: JpegFile | None = None
    position = 2
    while True:
        match = (_ANY_MARKER if found is None else _BEHIND_SCAN).search(data, position)
        if match is None:
            return _ended(found, len(data))
        marker = match[1][0]
        if marker == _EOI:
            if found is None:
                raise BrokenJpegError("it has an end marker and no picture")
            found.end, found.has_end_marker = match.end(), True
            return found
        position = match.end()
        if found is not None and has_restarts and marker in _MEANINGLESS:
            resumed = _behind_damage(data, position)
            if resumed is not None:
                position = resumed
                continue
        if found is not None and (marker not in _BETWEEN_SCANS or found.scans.are_complete):
            return _ended(found, match.start())
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        if length < 2 or position + length > len(data):
            if found is None and not _is_cut(data, position, length):
                raise BrokenJpegError(f"the length of the segment at byte {match.start()} is wrong")
            return _ended(found, match.start())
        body = data[position + 2 : position + length]
        position += length
        if marker in _FRAMES:
            frame = frame or _frame(marker, body)
        elif marker == _SOS:
            if frame is None:
                raise BrokenJpegError("it has no frame header")
            found = found or JpegFile(frame, applications, Scans(frame))
            found.scans.add(body)
        elif marker == _DRI:
            has_restarts = any(body)
        elif found is None and 0xE0 <= marker <= 0xEF:
            applications.append((marker - 0xE0, body))


def ends_early(data: bytes) -> bool:
    """Say whether a part of the file is missing: it ends among its headers, or its scans end with it and no end marker.

    An end marker somewhere says nothing: previews and profiles inside the headers hold one.
    """
    try:
        file = read_segments(data)
    except _HeadersEndEarlyError:
        return True
    except BrokenJpegError:
        return False
    return not file.has_end_marker and file.end == len(data)


def _is_cut(data: bytes, position: int, length: int) -> bool:
    """Is it that the file ends inside the segment of that length? Else the length itself is wrong."""
    written = data.rstrip(b"\0")
    return position >= len(written) or (length >= 2 and not written.endswith(END_MARKER))


def _behind_damage(data: bytes, position: int) -> int | None:
    """Return where restart markers go on in their order, if they do; trailers behind a broken-off picture have none."""
    before: tuple[int, int] | None = None
    for match in _ANY_MARKER.finditer(data, position):
        marker = match[1][0]
        if before is not None and marker in (_EOI, _RST0 + (before[1] - _RST0 + 1) % 8):
            return before[0]
        if marker in range(_RST0, _RST0 + 8):
            before = match.start(), marker
        elif marker not in _MEANINGLESS:
            return None
    return None


def _ended(found: JpegFile | None, end: int) -> JpegFile:
    if found is None:
        raise _HeadersEndEarlyError("it ends before the picture begins")
    found.end = end
    return found


def _frame(marker: int, body: bytes) -> Frame:
    count = body[5] if len(body) > 5 else 0
    if count == 0 or len(body) < 6 + 3 * count:
        raise BrokenJpegError("it has a damaged frame header")
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    samples = tuple(max(1, (factors >> 4) * (factors & 15)) for factors in body[7 : 6 + 3 * count : 3])
    return Frame(marker, body[0], width, height, tuple(body[6 : 6 + 3 * count : 3]), samples)
