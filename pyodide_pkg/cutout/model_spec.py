"""What the pipeline has to know about a network. Frozen data: a new model is a new record, never a subclass.

The one place that says which specifications are right: the build and the server ask it too, so this file uses the
standard library only.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

Activation = Literal["none", "sigmoid"]
Normalise = Literal["none", "min-max"]
Shape = Literal["square", "aspect"]

MAX_INPUT_SIDE = 8192
"""A square float32 RGB tensor of this side is 805 MB; a larger number is a mistake in a catalogue."""
LARGEST_NUMBER = 1e6
SMALLEST_DIVISOR = 1e-3
"""Of `std` and of the distance between the levels: below it, float32 ends in infinity or in two values."""
MOST_LOOKS = 8
SOFTEST = 4.0
"""Softness (`matte.cells.softness_of`) lies below it."""


class SpecError(ValueError):
    """A specification cannot be used.

    Attributes
    ----------
    field : str
        The name that is missing, unknown or has a wrong value.
    expected : str
        What it should be, in words that complete "expected ...".
    """

    def __init__(self, field: str, expected: str, found: str) -> None:
        super().__init__(f"model spec {field!r} {found}; expected {expected}")
        self.field = field
        self.expected = expected


@dataclass(frozen=True)
class Look:
    """One run of a network on a photo, in one shape. Its text is "square 1024" or "aspect 768".

    Parameters
    ----------
    shape : {"square", "aspect"}
        Whether the photo is stretched to a square, or keeps its own aspect.
    side : int
        In pixels: of the square, or of the square whose area the network's input has about.
    """

    shape: Shape
    side: int

    @classmethod
    def parse(cls, text: object) -> "Look":
        """Read a look's text.

        Raises
        ------
        ValueError
            It is no look; the message says what was found and how one is written.
        """
        found = _LOOK.fullmatch(text) if isinstance(text, str) else None
        if found is None or not 1 <= int(found["side"]) <= MAX_INPUT_SIDE:
            raise ValueError(f"{text!r} is no look; expected {_LOOK_IN_WORDS}")
        return cls(found["shape"], int(found["side"]))  # type: ignore[arg-type]  # the pattern knows no other

    def __str__(self) -> str:
        return f"{self.shape} {self.side}"


_LOOK = re.compile(r"(?P<shape>square|aspect) (?P<side>[1-9][0-9]{0,3})", re.ASCII)
_LOOK_IN_WORDS = f'"square" or "aspect", one space, and a side from 1 to {MAX_INPUT_SIDE}, as in "square 1024"'


@dataclass(frozen=True)
class ModelSpec:
    """Input and output of one network.

    Parameters
    ----------
    id : str
        Name in the catalogue.
    input_name, output_name : str
        Names in the graph. The tensors are [1, 3, h, w] and [1, 1, h, w] float32.
    looks : tuple of Look
        In which shapes the network is asked: the first one first, the others where there is doubt, in this order. A
        graph of a fixed size has exactly one look, a square one.
    multiple : int
        Of it h and w are multiples, in pixels. Of a graph of a fixed size it is the side.
    mean, std : tuple of 3 float
        Per channel R, G, B on values 0..255: the network sees (x - mean) / std.
    activation : {"none", "sigmoid"}
        What still has to be applied to the output to make it an alpha.
    normalise : {"none", "min-max"}
        Whether each photo's values are stretched so that its lowest becomes 0 and its highest 1, after the activation
        and before `levels`: how some networks are meant to be read. A map without a clear subject is not.
    levels : tuple of 2 float
        The output's values that count as fully transparent and fully opaque; what lies between is stretched linearly.
        (0, 1) changes nothing. A network that saturates slowly leaves the inside of a subject at 0.99, where the new
        background would shine through, and a faint dust over the backdrop.
    softness_limit : float
        From this softness on (`matte.cells.softness_of`), a matte of this model is doubtful.
    """

    id: str
    input_name: str
    looks: tuple[Look, ...]
    multiple: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    output_name: str
    activation: Activation
    normalise: Normalise
    levels: tuple[float, float]
    softness_limit: float

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> "ModelSpec":
        """Check a specification that came from outside.

        Raises
        ------
        SpecError
            Naming the field that is missing, unknown or has a value that is not allowed.
        """
        check_spec(values)
        checked: dict[str, Any] = dict(values)
        for name in ("mean", "std", "levels"):
            checked[name] = tuple(float(x) for x in checked[name])
        checked["looks"] = tuple(Look.parse(text) for text in checked["looks"])
        checked["softness_limit"] = float(checked["softness_limit"])
        return cls(**checked)


def check_spec(values: Mapping[str, object], *, may_lack: frozenset[str] = frozenset()) -> None:
    """Check a specification without making a `ModelSpec` of it.

    Parameters
    ----------
    values : mapping
        As `ModelSpec` has them; texts for looks, lists for tuples, and whole numbers for floats.
    may_lack : frozenset of str
        Fields that are filled in later.

    Raises
    ------
    SpecError
        For the first field that is missing, unknown or has a value that is not allowed.
    """
    names = [field.name for field in fields(ModelSpec)]
    for name in values:
        if name not in names:
            raise SpecError(name, f"only {', '.join(names)}", "is unknown")
    if missing := [name for name in names if name not in values and name not in may_lack]:
        others = f", as are {', '.join(missing[1:])}" if missing[1:] else ""
        raise SpecError(missing[0], _FIELDS[missing[0]][1], f"is missing{others}")
    for name in names:
        is_right, expected = _FIELDS[name]
        if name in values and not is_right(values[name]):
            raise SpecError(name, expected, f"is {values[name]!r}")
    if "looks" in values and "multiple" in values:
        _check_looks(values["looks"], values["multiple"])


def has_fixed_side(looks: Sequence[str], multiple: int) -> bool:
    """Return whether those looks ask for one size only, that of a graph whose side is fixed."""
    return list(looks) == [f"square {multiple}"]


def _check_looks(looks: Any, multiple: Any) -> None:
    for look in map(Look.parse, looks):
        if look.shape == "square" and look.side % multiple:
            raise SpecError("looks", f"squares whose side is a multiple of {multiple}, as multiple says", f"has {look}")
        if look.side < multiple:
            raise SpecError("looks", f"no side below {multiple}, which multiple says", f"has {look}")


def _are_looks(value: Any) -> bool:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_LOOKS:
        return False
    try:
        return len({Look.parse(text) for text in value}) == len(value)
    except ValueError:
        return False


def _is_limit(value: Any) -> bool:
    return _is_number(value) and 0 < value <= SOFTEST


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_side(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_INPUT_SIDE


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST_NUMBER


def _are_numbers(value: Any, count: int) -> bool:
    return isinstance(value, list | tuple) and len(value) == count and all(map(_is_number, value))


def _are_divisors(value: Any) -> bool:
    return _are_numbers(value, 3) and min(value) >= SMALLEST_DIVISOR


def _are_levels(value: Any) -> bool:
    return _are_numbers(value, 2) and 0 <= value[0] <= value[1] - SMALLEST_DIVISOR and value[1] <= 1


def _choice(kind: Any) -> tuple[Callable[[Any], bool], str]:
    words = get_args(kind)
    return lambda value: isinstance(value, str) and value in words, " or ".join(map(repr, words))


_FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "id": (_is_text, "a text"),
    "input_name": (_is_text, "a text"),
    "looks": (_are_looks, f"a list of 1 to {MOST_LOOKS} different looks, each {_LOOK_IN_WORDS}"),
    "multiple": (_is_side, f"a whole number from 1 to {MAX_INPUT_SIDE}"),
    "mean": (lambda value: _are_numbers(value, 3), f"three numbers below {LARGEST_NUMBER:,.0f}"),
    "std": (_are_divisors, f"three numbers from {SMALLEST_DIVISOR} to {LARGEST_NUMBER:,.0f}"),
    "output_name": (_is_text, "a text"),
    "activation": _choice(Activation),
    "normalise": _choice(Normalise),
    "levels": (_are_levels, "two numbers, 0 <= low < high <= 1"),
    "softness_limit": (_is_limit, f"a number above 0, at most {SOFTEST}"),
}
