"""Chooses between the precompressed variants of a file by the request's Accept-Encoding (RFC 9110, 12.5.3).

It compresses nothing; the build does.
"""

import re
from collections.abc import Collection

IDENTITY = "identity"
_PREFERENCE = ("br", "gzip", IDENTITY)  # smallest first: decides between codings the client likes equally
_QUALITY = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def choose_coding(accept_encoding: str, available: Collection[str]) -> str:
    """Pick a content coding.

    Parameters
    ----------
    accept_encoding : str
        The header's value; empty when the client sent none.
    available : collection of str
        Codings that exist besides ``identity``: ``br``, ``gzip``.

    Returns
    -------
    str
        The coding with the highest q-value, the smaller file among equals. ``identity`` when nothing else is
        acceptable, even if the client refuses that as well: a file it can read beats a 406 it cannot use.
    """
    qualities = _parse(accept_encoding)
    candidates = [coding for coding in _PREFERENCE if coding == IDENTITY or coding in available]
    rated = [(coding, _quality_of(coding, qualities)) for coding in candidates]
    best, quality = max(rated, key=lambda pair: pair[1])  # max keeps the first among equals
    return best if quality > 0 else IDENTITY


def _quality_of(coding: str, qualities: dict[str, float]) -> float:
    if coding in qualities:
        return qualities[coding]
    # identity is acceptable without being named, but any coding the client does name is what it would rather have
    return qualities.get("*", 0.0001 if coding == IDENTITY else 0.0)


def _parse(accept_encoding: str) -> dict[str, float]:
    qualities: dict[str, float] = {}
    for item in accept_encoding.split(","):
        name, _, parameter = item.partition(";")
        coding = name.strip().lower().removeprefix("x-")  # x-gzip is gzip, RFC 9110, 8.4.1.3
        quality = _QUALITY.fullmatch(parameter.strip())
        if coding and (quality or not parameter.strip()):  # an item with a broken q-value is left out
            qualities[coding] = float(quality[1]) if quality else 1.0
    return qualities
