"""Walks the segments of a JPEG file: the frame, the scans, the application data and where the picture's data end.

It reads headers only (ITU-T T.81, annex B). What the segments mean is `jpeg_metadata`'s, the pixels are a codec's.
"""

import re
from dataclasses import dataclass

from cutout.broken_file import BrokenFileError

_ANY_MARKER = re.compile(rb"\xff([^\x00\xff])")
"""Between segments; what is not a marker there is skipped, as every decoder does."""
_BEHIND_SCAN = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
"""Coded data hold stuffed zeros, fill bytes and restart markers; the first other marker ends a scan."""

_TEM, _SOI, _EOI, _SOS, _DRI = 0x01, 0xD8, 0xD9, 0xDA, 0xDD
_ALONE = frozenset((_TEM, _SOI, *range(0xD0, 0xD8)))
"""Markers without a length."""
_BETWEEN_SCANS = frozenset((0xC4, 0xCC, 0xDB, 0xDC, _DRI, _SOS, 0xFE, *range(0xE0, 0xF0)))
"""What may follow a scan: tables, lines, restart interval, comments, application data and the next scan."""
_FRAMES = frozenset((*range(0xC0, 0xD0), 0xDE, 0xF7)) - frozenset((0xC4, 0xC8, 0xCC))
"""Start of frame, of a hierarchy (DE), and of JPEG-LS (F7)."""
_PROGRESSIVE = frozenset((0xC2, 0xC6, 0xCA, 0xCE))

END_MARKER = b"\xff\xd9"


class BrokenJpegError(BrokenFileError):
    """The header cannot be read; the message says what was found."""


@dataclass(frozen=True)
class Frame:
    """The picture's frame header.

    Parameters
    ----------
    marker : int
        Which SOF it is: 0xC0 baseline, 0xC1 extended, 0xC2 progressive, others are rarer processes.
    bits : int
        Per sample.
    width, height : int
        In pixels, unchecked; a height of 0 is possible.
    components : tuple of int
        Their identifiers.
    """

    marker: int
    bits: int
    width: int
    height: int
    components: tuple[int, ...]

    @property
    def is_progressive(self) -> bool:
        """Whether each scan brings only a part of the coefficients."""
        return self.marker in _PROGRESSIVE


@dataclass
class JpegFile:
    """What the walk has found.

    Parameters
    ----------
    frame : Frame
    applications : list of (int, bytes)
        Number 0 to 15 and content of each APP segment before the first scan.
    missing : set of (int, int)
        Component and place of each coefficient that no scan has brought yet to its last bit.
    scans : int
        How many there are.
    has_restarts : bool
        Whether restart markers let a decoder go on behind damage.
    end : int
        Where the picture's data end, its end marker included where there is one.
    has_end_marker : bool
        False where the file ends, or something else begins, without one.
    """

    frame: Frame
    applications: list[tuple[int, bytes]]
    missing: set[tuple[int, int]]
    scans: int = 0
    has_restarts: bool = False
    end: int = 0
    has_end_marker: bool = False

    def add_scan(self, body: bytes) -> None:
        """Note what a scan brings, by the content of its header."""
        count = body[0] if body else 0
        if count == 0 or len(body) < 4 + 2 * count:
            raise BrokenJpegError("it has a damaged scan header")
        self.scans += 1
        places = range(64)
        if self.frame.is_progressive:
            first, last, bits = body[1 + 2 * count : 4 + 2 * count]
            places = range(first, min(last, 63) + 1) if bits & 15 == 0 else range(0)
        self.missing.difference_update((component, k) for component in body[1 : 1 + 2 * count : 2] for k in places)


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
            ended = _ended(found, match.end())
            ended.has_end_marker = True
            return ended
        if found is not None and (marker not in _BETWEEN_SCANS or not found.missing):
            return _ended(found, match.start())
        position = match.end()
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        if length < 2 or position + length > len(data):
            return _ended(found, match.start())
        body = data[position + 2 : position + length]
        position += length
        if marker in _FRAMES:
            frame = frame or _frame(marker, body)
        elif marker == _SOS:
            if frame is None:
                raise BrokenJpegError("it has no frame header")
            found = found or JpegFile(frame, applications, {(id_, k) for id_ in frame.components for k in range(64)})
            found.add_scan(body)
            found.has_restarts = found.has_restarts or has_restarts
        elif marker == _DRI:
            has_restarts = any(body)
        elif found is None and 0xE0 <= marker <= 0xEF:
            applications.append((marker - 0xE0, body))


def _ended(found: JpegFile | None, end: int) -> JpegFile:
    if found is None:
        raise BrokenJpegError("it ends before the picture begins")
    found.end = end
    return found


def _frame(marker: int, body: bytes) -> Frame:
    count = body[5] if len(body) > 5 else 0
    if count == 0 or len(body) < 6 + 3 * count:
        raise BrokenJpegError("it has a damaged frame header")
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    return Frame(marker, body[0], width, height, tuple(body[6 : 6 + 3 * count : 3]))
