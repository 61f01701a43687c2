"""What the pipeline has to know about a network. Frozen data: a new model is a new record, never a subclass."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, cast, get_args

Activation = Literal["none", "sigmoid"]
Normalise = Literal["none", "min-max"]
Resize = Literal["stretch"]

MAX_INPUT_SIDE = 8192
"""A square float32 RGB tensor of this side is 805 MB; a larger number is a mistake in a catalogue."""


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
        and before `levels`: how some networks are meant to be read. A map without a clear subject (`subject`) is not.
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
        ValueError
            Naming the field that is missing, unknown or has a value that is not allowed.
        """
        known = {field.name for field in fields(cls)}
        if missing := sorted(known - set(values)):
            raise ValueError(f"model spec lacks {', '.join(map(repr, missing))}")
        if unknown := sorted(set(values) - known):
            raise ValueError(f"model spec has unknown {', '.join(map(repr, unknown))}")
        side = values["input_side"]
        if isinstance(side, float) and side.is_integer():  # JavaScript has one kind of number
            side = int(side)
        if isinstance(side, bool) or not isinstance(side, int) or not 1 <= side <= MAX_INPUT_SIDE:
            raise ValueError(f"model spec 'input_side' must be an integer from 1 to {MAX_INPUT_SIDE}, not {side!r}")
        std = _numbers(values, "std", 3)
        if any(value <= 0 for value in std):
            raise ValueError(f"model spec 'std' must be positive, not {std!r}")
        low, high = _numbers(values, "levels", 2)
        if not 0 <= low < high <= 1:
            raise ValueError(f"model spec 'levels' must be two numbers, 0 <= low < high <= 1, not {(low, high)!r}")
        mean_r, mean_g, mean_b = _numbers(values, "mean", 3)
        return cls(
            id=_text(values, "id"),
            input_name=_text(values, "input_name"),
            input_side=side,
            mean=(mean_r, mean_g, mean_b),
            std=(std[0], std[1], std[2]),
            output_name=_text(values, "output_name"),
            activation=cast(Activation, _one_of(values, "activation", get_args(Activation))),
            normalise=cast(Normalise, _one_of(values, "normalise", get_args(Normalise))),
            levels=(low, high),
            resize=cast(Resize, _one_of(values, "resize", get_args(Resize))),
        )


def _text(values: Mapping[str, object], key: str) -> str:
    value = values[key]
    if not isinstance(value, str) or not value:
        raise ValueError(f"model spec {key!r} must be a text, not {value!r}")
    return value


def _one_of(values: Mapping[str, object], key: str, allowed: tuple[str, ...]) -> str:
    value = values[key]
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"model spec {key!r} must be one of {', '.join(map(repr, allowed))}, not {value!r}")
    return value


def _numbers(values: Mapping[str, object], key: str, count: int) -> list[float]:
    value = values[key]
    if (
        isinstance(value, list | tuple)
        and len(value) == count
        and all(isinstance(x, int | float) and not isinstance(x, bool) and abs(x) < 1e6 for x in value)
    ):
        return [float(x) for x in value]
    raise ValueError(f"model spec {key!r} must be {count} numbers, not {value!r}")
