"""What the first bytes of a file say about it, by the table in first_bytes.json: a name and a kind, no sentence.

The page asks the same table before it starts a worker (`web/src/shared/first-bytes.js`). Whether a HEIF file is HEIC or
AVIF takes more than the first bytes: that is `sniff`'s business.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutout.formats.heif.header import brands

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("first_bytes.json").read_text("utf-8"))
PROBE: int = TABLE["probe_bytes"]
"""Bytes that are looked at."""

PICTURES = {kind: frozenset(name.encode() for name in names) for kind, names in TABLE["pictures"].items()}
_HEIF = frozenset[bytes]().union(*PICTURES.values())
_TEXTS = [(re.compile(kind["pattern"].encode("ascii")), kind) for kind in TABLE["texts"]]


@dataclass(frozen=True)
class Refused:
    """A type that is known by name and cannot be read.

    Parameters
    ----------
    kind : str
        What can be done about it; a case of `UnsupportedFormatError`.
    name : str
        With its article, for example "a GIF picture".
    """

    kind: str
    name: str


def identify(head: bytes) -> str | Refused | None:
    """Look a file up.

    Parameters
    ----------
    head : bytes
        Its first `PROBE` bytes, fewer where the file is shorter; not empty.

    Returns
    -------
    str or Refused or None
        The id of a format (`png`, `jpeg`, `webp`), or `heif` for a HEIC or AVIF file; what is refused; None where
        nothing known begins so.
    """
    for kind in TABLE["signatures"]:
        if _begins(head, kind["at"]):
            return str(kind["format"]) if "format" in kind else _refused(kind)
    if head[4:8] == b"ftyp":
        return _container(head)
    for pattern, kind in _TEXTS:
        if pattern.search(head):
            return _refused(kind)
    return None


def refused_brand(names: frozenset[bytes]) -> Refused | None:
    """Return what the brands of an ISO base media file name, if that is refused."""
    for kind in TABLE["brands"]:
        if any(name.encode() in names for name in kind["of"]):
            return _refused(kind)
    return None


def _refused(entry: dict[str, Any]) -> Refused:
    return Refused(kind=entry["kind"], name=entry["name"])


def _begins(head: bytes, at: dict[str, list[str]]) -> bool:
    return all(head.startswith(tuple(one.encode("latin-1") for one in ones), int(place)) for place, ones in at.items())


def _container(head: bytes) -> str | Refused:
    declared = brands(head)
    if declared is not None:
        major, names = declared
        if names & _HEIF:
            return "heif"
        # A file whose major brand says little may say in its other brands which kind it is.
        if found := refused_brand(frozenset((major,))) or refused_brand(names):
            return found
    return _refused(TABLE["other_brands"])
