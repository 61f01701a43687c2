"""Cropping, turning and mirroring as a HEIF file asks for it, folded into one rectangle and one orientation."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from cutout.formats.shared.orientation import upright_size

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom; the last two are exclusive."""

_HALF = Fraction(1, 2)

_ROTATE = {0: 1, 1: 8, 2: 3, 3: 6}
"""Anticlockwise quarter turns → the EXIF orientation that asks for the same turn."""
_FLIP = {0: 4, 1: 2}
"""`imir` axis: 0 exchanges top and bottom, 1 exchanges left and right."""


@dataclass(frozen=True)
class CleanAperture:
    """The part of the picture to show (`clap`); offsets are of its centre from the picture's centre, in pixels."""

    width: Fraction
    height: Fraction
    x_offset: Fraction
    y_offset: Fraction

    def rectangle(self, width: int, height: int) -> Rectangle:
        """Return where it lies in a picture of this size, in whole pixels; it may reach outside.

        Half pixels are rounded as libheif does it: down at the left, up everywhere else.
        """
        left = floor((width - self.width) / 2 + self.x_offset)
        top = floor((height - self.height) / 2 + self.y_offset + _HALF)
        return left, top, left + floor(self.width + _HALF), top + floor(self.height + _HALF)

    def fits(self, width: int, height: int) -> bool:
        """Return whether it lies inside a picture of this size, before anything is rounded."""
        return self.width + 2 * abs(self.x_offset) <= width and self.height + 2 * abs(self.y_offset) <= height


@dataclass(frozen=True)
class Step:
    """A transformative property; `what` is a clean aperture, an orientation, or None for an aperture without sense."""

    kind: bytes
    what: CleanAperture | int | None


def turn(quarters: int) -> Step:
    """Return the step that `irot` with this many quarter turns asks for."""
    return Step(b"irot", _ROTATE[quarters & 3])


def mirror(axis: int) -> Step:
    """Return the step that `imir` with this axis asks for."""
    return Step(b"imir", _FLIP[axis & 1])


@dataclass(frozen=True)
class Geometry:
    """What part of the stored picture is shown and how it is turned afterwards.

    Parameters
    ----------
    rectangle : (left, top, right, bottom)
        In stored pixels.
    orientation : int, 1 to 8
        As in EXIF.
    ignored_clap : bool
        Whether there was a clean aperture that could not be used.
    """

    rectangle: Rectangle
    orientation: int = 1
    ignored_clap: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the rectangle, not yet turned."""
        left, top, right, bottom = self.rectangle
        return right - left, bottom - top

    @property
    def upright_size(self) -> tuple[int, int]:
        """(width, height) of what is shown."""
        return upright_size(*self.size, self.orientation)


def as_avif(steps: Sequence[Step]) -> list[Step]:
    """Return the steps as readers of AVIF take them: crop, turn, mirror, however they are listed, each at most once.

    The order is MIAF's (ISO/IEC 23000-22, 7.3.6.7); libavif and Chromium keep it for files that list another one.
    """
    firsts = (next((step for step in steps if step.kind == kind), None) for kind in (b"clap", b"irot", b"imir"))
    return [step for step in firsts if step is not None]


def folded(steps: Sequence[Step], width: int, height: int) -> Geometry:
    """Apply steps one after the other to a stored picture of this size.

    Parameters
    ----------
    steps : sequence of Step
        In the order in which they are to be applied.
        A clean aperture that reaches outside is left out like one that makes no sense, as libavif and browsers do it.
    width, height : int
    """
    geometry = Geometry((0, 0, width, height))
    for step in steps:
        if isinstance(step.what, int):
            turned = combined(geometry.orientation, step.what)
            geometry = Geometry(geometry.rectangle, turned, geometry.ignored_clap)
        else:
            part = None if step.what is None else _usable(step.what, *geometry.upright_size)
            if part is None:
                geometry = Geometry(geometry.rectangle, geometry.orientation, ignored_clap=True)
            else:
                geometry = Geometry(_stored(part, geometry), geometry.orientation, geometry.ignored_clap)
    return geometry


def _usable(clap: CleanAperture, width: int, height: int) -> Rectangle | None:
    left, top, right, bottom = whole = clap.rectangle(width, height)
    inside = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return None
    is_rounded = clap.fits(width, height)  # where it reaches outside, only half a pixel that was rounded up does
    return inside if is_rounded or inside == whole else None


def _stored(part: Rectangle, geometry: Geometry) -> Rectangle:
    """Move a rectangle from what is shown so far to where its pixels are stored."""
    left, top, right, bottom = part
    width, height = geometry.upright_size
    flip, turns = _AS_TURNS[geometry.orientation]
    for _ in range(turns):  # a quarter turn back, anticlockwise
        left, top, right, bottom = top, width - right, bottom, width - left
        width, height = height, width
    if flip:
        left, right = width - right, width - left
    x, y = geometry.rectangle[:2]
    return x + left, y + top, x + right, y + bottom


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
