"""Reads models.toml, and a person's own file of the same shape, and says which field of which entry is wrong.

It fetches and prepares nothing. An entry stays a plain dict; what the build and the server need of it is checked here.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cutout.model_spec import SpecError, check_spec
from cutout.model_texts import is_model_text, words_for_model_text

Entry = dict[str, Any]

CATALOGUE = Path(__file__).with_name("models.toml")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
SHA256 = re.compile(r"[0-9a-f]{64}")
# A commit, or a release: what "main" answers may change.
PINNED_PATH = re.compile(r"/resolve/[0-9a-f]{40}/|/releases/download/[^/]+/")

LARGEST_WHOLE = 1 << 53  # what JavaScript can hold
# Filled in when the model is prepared.
FROM_THE_GRAPH = frozenset({"input_name", "output_name"})

Check = Callable[[Any], bool]


class EntryError(Exception):
    """An entry cannot be used; the message names entry, field and what is expected."""


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _one_of(*words: str) -> Check:
    return lambda value: value in words


def _some_of(*words: str, at_least: int) -> Check:
    def check(value: Any) -> bool:
        if not isinstance(value, list) or not all(isinstance(each, str) and each in words for each in value):
            return False
        return at_least <= len(value) == len(set(value))

    return check


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < LARGEST_WHOLE


def _https(value: Any) -> bool:
    return _text(value) and urlsplit(value).scheme == "https" and bool(urlsplit(value).netloc)


def _pin(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"name", "bytes", "sha256"}
        and _text(value["name"])
        and Path(value["name"]).name == value["name"]
        and _whole(value["bytes"])
        and bool(SHA256.fullmatch(str(value["sha256"])))
    )


def _shown(field: str, *, may_be_missing: bool = False) -> tuple[Check, str]:
    """Return the check of a text that the page shows."""
    expected = words_for_model_text(field)
    return lambda value: is_model_text(field, value), f"?{expected}" if may_be_missing else expected


def _limits(value: Any) -> bool:
    names = {"storage_buffers", "buffer_bytes"}
    return isinstance(value, dict) and bool(value) and value.keys() <= names and all(map(_whole, value.values()))


# Field: (check, what is expected). A "?" in front of the expectation means that the field may be missing.
ENTRY: dict[str, tuple[Check, str]] = {
    "id": (
        lambda value: isinstance(value, str) and bool(ID.fullmatch(value)),
        "lower-case letters, digits and hyphens, 60 at most",
    ),
    "title": _shown("title"),
    "description": _shown("description"),
    "licence": _shown("licence"),
    "licence_url": (lambda value: _https(value) and is_model_text("licence_url", value), "?an https address"),
    "commercial_use": (_flag, "true or false"),
    "included": (_flag, "?true or false"),
    "default": (_flag, "?true or false"),
    "note": _shown("note", may_be_missing=True),
    "store": (_one_of("float16", "float32"), '?"float16" or "float32"'),
    "source": (lambda value: isinstance(value, dict), "a table"),
    "spec": (lambda value: isinstance(value, dict), "a table"),
    "variant": (lambda value: isinstance(value, dict), "a table"),
}
VARIANT: dict[str, tuple[Check, str]] = {
    "precision": (_one_of("float32", "float16", "uint8"), '"float32", "float16" or "uint8"'),
    "providers": (_some_of("webgpu", "wasm", at_least=1), 'a list of "webgpu" and "wasm"'),
    "needs": (_some_of("shader-f16", at_least=0), 'a list that may hold "shader-f16"'),
    "limits": (_limits, "?a table with storage_buffers and buffer_bytes, or one of them, as whole numbers"),
}
SOURCES: dict[str, dict[str, tuple[Check, str]]] = {
    "npm": {
        "npm": (_text, "a package and its version"),
        "resource": (_text, "a key of its resources.json"),
        "package": (_pin, "name, bytes and sha256"),
        "model": (_pin, "name, bytes and sha256"),
    },
    "url": {
        "url": (
            lambda value: _https(value) and bool(PINNED_PATH.search(value)),
            "an https address of a commit (/resolve/<40 digits>/) or a release (/releases/download/<tag>/)",
        ),
        "terms": (_https, "?an https address"),
        "token": (_text, "?the name of an environment variable"),
        "model": (_pin, "name, bytes and sha256"),
    },
    "file": {"file": (_text, "the name of the file"), "model": (_pin, "name, bytes and sha256")},
}


def read_entries(path: Path = CATALOGUE) -> list[Entry]:
    """Return the checked entries of a catalogue, in its order.

    Raises
    ------
    EntryError
        The file is no TOML, an entry is wrong, or two have the same id.
    """
    entries: list[Entry] = read_toml(path).get("model", [])
    for entry in entries:
        check_entry(entry)
    ids = [entry["id"] for entry in entries]
    if repeated := sorted({each for each in ids if ids.count(each) > 1}):
        raise EntryError(f"{path.name} has several models {', '.join(repeated)}")
    return entries


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file, or raise an EntryError that says why not."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise EntryError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise EntryError(f"{path} is not TOML: {error}") from error


def check_entry(entry: Mapping[str, Any]) -> None:
    """Raise an EntryError when a field is missing, unknown or wrong."""
    where = f"model {entry.get('id', '(without an id)')}"
    check_fields(where, entry, ENTRY)
    kinds = [kind for kind in SOURCES if kind in entry["source"]]
    if len(kinds) != 1:
        raise EntryError(f"{where}: source needs exactly one of {', '.join(SOURCES)}")
    check_fields(f"{where}: source", entry["source"], SOURCES[kinds[0]])
    check_given_spec(f"{where}: spec", entry["spec"], may_lack=FROM_THE_GRAPH)
    check_fields(f"{where}: variant", entry["variant"], VARIANT)


def check_given_spec(where: str, spec: Mapping[str, Any], may_lack: frozenset[str]) -> None:
    """Raise an EntryError when the network's specification could not be used; the id is the entry's own."""
    if "id" in spec:
        raise EntryError(f"{where} has an unknown field 'id'; leave it to the entry")
    try:
        check_spec({"id": "any", **spec}, may_lack=may_lack)
    except SpecError as error:
        found = f"{error.field} is {spec[error.field]!r}" if error.field in spec else f"{error.field!r} is missing"
        raise EntryError(f"{where}: {found}; expected {error.expected}") from error


def check_fields(where: str, values: Mapping[str, Any], fields: Mapping[str, tuple[Check, str]]) -> None:
    """Raise an EntryError for the first field of a table that is unknown, missing or wrong."""
    if unknown := sorted(values.keys() - fields.keys()):
        raise EntryError(f"{where} has an unknown field {unknown[0]!r}; known are {', '.join(fields)}")
    for name, (is_right, expected) in fields.items():
        if name not in values:
            if not expected.startswith("?"):
                raise EntryError(f"{where} lacks {name!r}: {expected}")
        elif not is_right(values[name]):
            raise EntryError(f"{where}: {name} is {values[name]!r}; expected {expected.removeprefix('?')}")
