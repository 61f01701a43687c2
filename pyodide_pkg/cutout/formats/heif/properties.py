"""What the properties of one HEIF item or video sample say (ISO/IEC 23008-12, 6.5). It walks no containers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from cutout.formats.heif.boxes import Box, number
from cutout.formats.heif.geometry import CleanAperture, Step, mirror, turn

_ALPHA_TYPES = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")


@dataclass(frozen=True)
class Nclx:
    """Colour by number: ITU-T H.273 codes for primaries, transfer characteristics and matrix coefficients."""

    primaries: int
    transfer: int
    matrix: int
    full_range: bool


@dataclass
class Properties:
    """Everything of interest that is attached to one item."""

    size: tuple[int, int] | None = None
    steps: list[Step] = field(default_factory=list)
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
            result.steps.append(turn(number(body, 0, 1)))
        elif box.kind == b"imir":
            result.steps.append(mirror(number(body, 0, 1)))
        elif box.kind == b"clap":
            result.steps.append(Step(b"clap", _clean_aperture(body)))
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


def _clean_aperture(body: memoryview) -> CleanAperture | None:
    """Read a clean aperture (ISO/IEC 14496-12, 12.1.4); None where it divides by zero or is empty."""
    below = [number(body, at, 4) for at in (4, 12, 20, 28)]
    above = [int.from_bytes(body[at : at + 4], "big", signed=at >= 16) for at in (0, 8, 16, 24)]
    if 0 in below or 0 in above[:2]:
        return None
    return CleanAperture(*(Fraction(part, whole) for part, whole in zip(above, below, strict=True)))


def _read_colour(body: memoryview, result: Properties) -> None:
    kind = bytes(body[:4])
    if kind in (b"prof", b"rICC"):
        result.icc_profile = result.icc_profile or bytes(body[4:])
    elif kind in (b"nclx", b"nclc") and result.nclx is None:
        full_range = kind == b"nclx" and bool(number(body, 10, 1) & 0x80)
        result.nclx = Nclx(number(body, 4, 2), number(body, 6, 2), number(body, 8, 2), full_range)
