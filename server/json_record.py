"""Reads fields of a JSON file and says exactly which field of which file is wrong.

It knows nothing about manifests or models; they name their own fields.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.start_error import StartError

# What JavaScript, which reads the same files, can hold.
LARGEST_WHOLE = 1 << 53
LARGEST_NUMBER = 1e300
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class JsonRecord:
    """One JSON object, with the file and the place in it for error messages."""

    file: Path
    place: str
    data: Mapping[str, object]
    hint: str

    def problem(self, name: str, expected: str) -> StartError:
        """Build the error for a field: what was found, what was expected, what to do."""
        found = f"is {self.data[name]!r}" if name in self.data else "is missing"
        return StartError(f"{self.file}: field {self.place}{name} {found}; expected {expected}. {self.hint}")

    def text(self, name: str, pattern: re.Pattern[str] | None = None, expected: str = "a non-empty text") -> str:
        """Return a string field; with a pattern, all of it has to match."""
        value = self.data.get(name)
        if not isinstance(value, str) or not value.strip() or (pattern and not pattern.fullmatch(value)):
            raise self.problem(name, expected)
        return value

    def size(self, name: str) -> int:
        """Return a whole number above 0."""
        value = self.data.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < LARGEST_WHOLE:
            raise self.problem(name, "a whole number above 0")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return true or false; a missing field is an error unless there is a default."""
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            raise self.problem(name, "true or false")
        return value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return a string field that is one of a few words."""
        value = self.data.get(name)
        if not isinstance(value, str) or value not in allowed:
            raise self.problem(name, " or ".join(repr(word) for word in allowed))
        return value

    def words(self, name: str, allowed: tuple[str, ...], *, may_be_empty: bool = False) -> list[str]:
        """Return a list of different words, each one of a few."""
        value = self.data.get(name)
        if (
            not isinstance(value, list)
            or not all(isinstance(word, str) and word in allowed for word in value)
            or len(set(value)) != len(value)
            or not (value or may_be_empty)
        ):
            raise self.problem(name, f"a list of {', '.join(map(repr, allowed))}, each at most once")
        return list(value)

    def numbers(self, name: str, count: int) -> list[float]:
        """Return a list of ``count`` finite numbers."""
        value = self.data.get(name)
        expected = f"{ {2: 'two', 3: 'three'}.get(count, count) } numbers"
        if not isinstance(value, list) or len(value) != count:
            raise self.problem(name, expected)
        numbers = [item for item in value if isinstance(item, int | float) and not isinstance(item, bool)]
        if len(numbers) != count or not all(abs(number) < LARGEST_NUMBER for number in numbers):
            raise self.problem(name, expected)
        return [float(number) for number in numbers]

    def record(self, name: str) -> "JsonRecord":
        """Return a field that is itself an object."""
        value = self.data.get(name)
        if not isinstance(value, dict):
            raise self.problem(name, "an object")
        return JsonRecord(self.file, f"{self.place}{name}.", value, self.hint)

    def records(self, name: str) -> list["JsonRecord"]:
        """Return a field that is a non-empty list of objects."""
        value = self.data.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.problem(name, "a non-empty list of objects")
        return [JsonRecord(self.file, f"{self.place}{name}[{i}].", item, self.hint) for i, item in enumerate(value)]


def read_json_record(file: Path, hint: str) -> JsonRecord:
    """Read a JSON file whose top level is an object.

    Parameters
    ----------
    file : Path
    hint : str
        One sentence that says what to do when the file is wrong; it ends every error message.

    Raises
    ------
    StartError
        If the file cannot be read or is not a JSON object in UTF-8.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"), parse_constant=_refuse_constant)
    except OSError as error:
        raise StartError(f"{file}: cannot be read ({error.strerror or error}). {hint}") from error
    except ValueError as error:
        raise StartError(f"{file}: is not JSON ({error}). {hint}") from error
    if not isinstance(data, dict):
        raise StartError(f"{file}: holds {type(data).__name__} at the top level; expected an object. {hint}")
    return JsonRecord(file, "", data, hint)


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not a JSON number")  # Python reads NaN and Infinity; browsers do not
