"""What the pipeline has to know about a network. Frozen data: a new model is a new record, never a subclass.

The one place that says which specifications are right: the build and the server ask it too, so this file uses the
standard library only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

Activation = Literal["none", "sigmoid"]
Normalise = Literal["none", "min-max"]
Resize = Literal["stretch"]

MAX_INPUT_SIDE = 8192
"""A square float32 RGB tensor of this side is 805 MB; a larger number is a mistake in a catalogue."""
LARGEST_NUMBER = 1e6
SMALLEST_DIVISOR = 1e-3
"""Of `std` and of the distance between the levels: below it, float32 ends in infinity or in two values."""


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
class ModelSpec:
    """Input and output of one network.

    Parameters
    ----------
    id : str
        Name in the catalogue.
    input_name, output_name : str
        Names in the graph. The tensors are [1, 3, S, S] and [1, 1, S, S] float32.
    input_side : int
        S, in pixels.
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
    resize : {"stretch"}
        How the photo becomes square.
    """

    id: str
    input_name: str
    input_side: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    output_name: str
    activation: Activation
    normalise: Normalise
    levels: tuple[float, float]
    resize: Resize

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
        return cls(**checked)


def check_spec(values: Mapping[str, object], *, may_lack: frozenset[str] = frozenset()) -> None:
    """Check a specification without making a `ModelSpec` of it.

    Parameters
    ----------
    values : mapping
        As `ModelSpec` has them; lists for tuples, and whole numbers for floats.
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
    "input_side": (_is_side, f"a whole number from 1 to {MAX_INPUT_SIDE}"),
    "mean": (lambda value: _are_numbers(value, 3), f"three numbers below {LARGEST_NUMBER:,.0f}"),
    "std": (_are_divisors, f"three numbers from {SMALLEST_DIVISOR} to {LARGEST_NUMBER:,.0f}"),
    "output_name": (_is_text, "a text"),
    "activation": _choice(Activation),
    "normalise": _choice(Normalise),
    "levels": (_are_levels, "two numbers, 0 <= low < high <= 1"),
    "resize": _choice(Resize),
}
