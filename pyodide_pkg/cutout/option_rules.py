"""What one option may be and when it makes a difference: the parts of a record in `options`. It knows no option itself.

Rules are data, because the page gets them too: the build writes them into `web/src/shared/option-table.js`.
"""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, Literal, TypeVar

Value = str | int | bool
"""What crosses to JavaScript and comes back unchanged."""

When = tuple[Mapping[str, tuple[Value, ...]], ...]
"""When an option counts: one of these cases holds. A case holds when each option it names has one of the values."""

Changes = Literal["matte", "cutout"]
"""What another value makes anew: the matte, by the network, or only the cutout, from the matte that is there."""

_Value = TypeVar("_Value", bound=Value)


@dataclass(frozen=True)
class Choice:
    """One of some words.

    Parameters
    ----------
    choices : tuple of str
        In the order in which people see them.
    """

    choices: tuple[str, ...]
    kind: Literal["choice"] = "choice"

    @property
    def expected(self) -> str:
        """What the value must be, in words."""
        return f"one of {', '.join(map(repr, self.choices))}"

    def allows(self, value: object) -> bool:
        """Whether this is one of the words."""
        return value in self.choices


@dataclass(frozen=True)
class Whole:
    """A whole number.

    Parameters
    ----------
    least, most : int
        Both are allowed.
    """

    least: int
    most: int
    kind: Literal["whole"] = "whole"

    @property
    def expected(self) -> str:
        """What the value must be, in words."""
        return f"a whole number from {self.least} to {self.most}"

    def allows(self, value: object) -> bool:
        """Whether this is such a number; True and False are none."""
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most


@dataclass(frozen=True)
class Flag:
    """On or off."""

    kind: Literal["flag"] = "flag"

    @property
    def expected(self) -> str:
        """What the value must be, in words."""
        return "true or false"

    def allows(self, value: object) -> bool:
        """Whether this is True or False; 1 and 0 are not."""
        return isinstance(value, bool)


Rule = Choice | Whole | Flag


@dataclass(frozen=True)
class OptionRecord:
    """Everything that is known about one option, except its words.

    Parameters
    ----------
    default : str, int or bool
    rule : Choice, Whole or Flag
    counts : When or None
        When the option makes a difference to the file; None means always.
    changes : {"matte", "cutout"}
        Whether another value needs the network again.
    """

    default: Value
    rule: Rule
    counts: When | None
    changes: Changes = "cutout"


def option(default: _Value, rule: Rule, *, counts: When | None = None, changes: Changes = "cutout") -> _Value:
    """Return a dataclass field that is an option; see `OptionRecord`."""
    return field(default=default, metadata={"record": OptionRecord(default, rule, counts, changes)})


def read_table(options: type) -> dict[str, OptionRecord]:
    """Return the records of a dataclass of options, by name, in its order.

    Raises
    ------
    TypeError
        Naming the field that is no option, or whose default or condition cannot be.
    """
    table = {each.name: _record(each) for each in fields(options)}
    for name, record in table.items():
        if not record.rule.allows(record.default):
            raise TypeError(f"option {name!r} starts as {record.default!r}, but must be {record.rule.expected}")
        for other, value in _named(record.counts):
            if other not in table or not table[other].rule.allows(value):
                raise TypeError(f"option {name!r} counts where {other!r} is {value!r}, which cannot be")
    return table


def checked(table: Mapping[str, OptionRecord], values: Mapping[str, object]) -> dict[str, Any]:
    """Return a value for every option of the table: the given one, or its default.

    Raises
    ------
    ValueError
        Naming the unknown option, or the value that is not allowed.
    """
    unknown = sorted(set(values) - set(table))
    if unknown:
        known = ", ".join(map(repr, table))
        raise ValueError(f"unknown option {', '.join(map(repr, unknown))}; known are {known}")
    full = {name: values.get(name, record.default) for name, record in table.items()}
    for name, value in full.items():
        if not table[name].rule.allows(value):
            raise ValueError(f"option {name!r} must be {table[name].rule.expected}, not {value!r}")
    return full


def _record(found: Field[Any]) -> OptionRecord:
    record = found.metadata.get("record")
    if not isinstance(record, OptionRecord):
        raise TypeError(f"option {found.name!r} has no rule: write it as option(default, rule)")
    return record


def _named(counts: When | None) -> list[tuple[str, Value]]:
    return [(name, value) for case in counts or () for name, values in case.items() for value in values]
