"""What the properties of one HEIF item or video sample say (ISO/IEC 23008-12, 6.5). It walks no containers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import floor

from cutout.boxes import Box, BrokenBoxesError, number

_ALPHA_TYPES = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_ROTATE = {1: 8, 2: 3, 3: 6}
"""Anticlockwise quarter turns → the EXIF orientation that asks for the same turn."""
_FLIP = {0: 4, 1: 2}
"""`imir` axis: 0 exchanges top and bottom, 1 exchanges left and right."""


@dataclass(frozen=True)
class Nclx:
    """Colour by number: ITU-T H.273 codes for primaries, transfer characteristics and matrix coefficients."""

    primaries: int
    transfer: int
    matrix: int
    full_range: bool


@dataclass(frozen=True)
class CleanAperture:
    """The part of the picture to show (`clap`); offsets are of its centre from the picture's centre, in pixels."""

    width: float
    height: float
    x_offset: float
    y_offset: float

    def rectangle(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return (left, top, right, bottom) in a picture of this size; the whole picture where it would be empty."""
        left, right = _span(self.width, self.x_offset, width)
        top, bottom = _span(self.height, self.y_offset, height)
        return (left, top, right, bottom) if left < right and top < bottom else (0, 0, width, height)


def _span(length: float, offset: float, whole: int) -> tuple[int, int]:
    # Rounded as libheif does it. The numbers are the file's, and Python's integers have no limit that they could break.
    first = floor((whole - length) / 2 + offset)
    return max(first, 0), min(first + round(length), whole)


@dataclass
class Properties:
    """Everything of interest that is attached to one item."""

    size: tuple[int, int] | None = None
    orientation: int = 1
    clap: CleanAperture | None = None
    icc_profile: bytes | None = None
    nclx: Nclx | None = None
    bits: tuple[int, ...] = ()
    monochrome: bool = False
    is_alpha: bool = False
    codecs: list[bytes] = field(default_factory=list)


def read_properties(found: Iterable[Box]) -> Properties:
    """Read the properties of one item, in the order in which they are to be applied.

    Raises
    ------
    BrokenBoxesError
        One of them is cut short or makes no sense.
    """
    result = Properties()
    pixel_bits: tuple[int, ...] = ()
    for box in found:
        body = box.body
        if box.kind == b"ispe":
            result.size = number(body, 4, 4), number(body, 8, 4)
        elif box.kind == b"irot":
            result.orientation = combined(result.orientation, _ROTATE.get(number(body, 0, 1) & 3, 1))
        elif box.kind == b"imir":
            result.orientation = combined(result.orientation, _FLIP[number(body, 0, 1) & 1])
        elif box.kind == b"clap":
            result.clap = _clean_aperture(body)
        elif box.kind == b"colr":
            _read_colour(body, result)
        elif box.kind == b"pixi":
            pixel_bits = tuple(number(body, 5 + channel, 1) for channel in range(number(body, 4, 1)))
        elif box.kind == b"auxC":
            result.is_alpha = bytes(body[4:]).split(b"\0", 1)[0] in _ALPHA_TYPES
        elif box.kind == b"av1C":
            flags = number(body, 2, 1)
            result.bits = (12 if flags & 0x20 else 10 if flags & 0x40 else 8,)
            result.monochrome = bool(flags & 0x10)
            result.codecs.append(b"av01")
        elif box.kind == b"hvcC":
            result.bits = (8 + (number(body, 17, 1) & 7),)
            result.monochrome = number(body, 16, 1) & 3 == 0
            result.codecs.append(b"hvc1")
    result.bits = result.bits or pixel_bits
    return result


def _clean_aperture(body: memoryview) -> CleanAperture:
    values = []
    for index in range(4):
        above, below = (
            int.from_bytes(body[at : at + 4], "big", signed=index >= 2) for at in (8 * index, 8 * index + 4)
        )
        if len(body) < 32 or below <= 0:
            raise BrokenBoxesError("the clean aperture (clap) divides by zero or is cut short")
        values.append(above / below)
    if values[0] <= 0 or values[1] <= 0:
        raise BrokenBoxesError("the clean aperture (clap) is empty")
    return CleanAperture(*values)


def _read_colour(body: memoryview, result: Properties) -> None:
    kind = bytes(body[:4])
    if kind in (b"prof", b"rICC"):
        result.icc_profile = result.icc_profile or bytes(body[4:])
    elif kind in (b"nclx", b"nclc") and result.nclx is None:
        full_range = kind == b"nclx" and bool(number(body, 10, 1) & 0x80)
        result.nclx = Nclx(number(body, 4, 2), number(body, 6, 2), number(body, 8, 2), full_range)


# An orientation as (flip left and right?, then quarter turns clockwise) to reach the upright picture.
_AS_TURNS = {1: (0, 0), 2: (1, 0), 3: (0, 2), 4: (1, 2), 5: (1, 3), 6: (0, 1), 7: (1, 1), 8: (0, 3)}
_FROM_TURNS = {turns: orientation for orientation, turns in _AS_TURNS.items()}


def combined(first: int, second: int) -> int:
    """Return the EXIF orientation that does what `first` and then `second` ask for."""
    flip_a, turns_a = _AS_TURNS[first]
    flip_b, turns_b = _AS_TURNS[second]
    # Turning by t and then flipping is flipping and then turning by -t.
    turns = (turns_b - turns_a if flip_b else turns_b + turns_a) % 4
    return _FROM_TURNS[flip_a ^ flip_b, turns]
