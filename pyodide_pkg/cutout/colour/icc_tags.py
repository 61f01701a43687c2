"""Reads the tag table of an ICC profile, and its simple tag types: curves and XYZ numbers (ICC.1:2022, 10)."""

import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Curve = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Values in [0, 1] → values, mostly in [0, 1]."""

_HEADER_BYTES = 128
_MAX_TAGS = 200
_PARAMETERS = (1, 3, 4, 5, 7)  # of the parametric curve types 0 to 4


class BadProfileError(ValueError):
    """The profile is damaged or of a kind that is not read here; the message says what was found."""


class Tags:
    """The tags of a profile.

    Parameters
    ----------
    profile : bytes
        As found in a file, unchecked.
    """

    def __init__(self, profile: bytes) -> None:
        if len(profile) < _HEADER_BYTES + 4 or profile[36:40] != b"acsp":
            raise BadProfileError("it has no ICC profile's header")
        self.space = profile[16:20]
        self.pcs = profile[20:24]
        self._profile = profile
        count = int.from_bytes(profile[128:132], "big")
        if count > _MAX_TAGS or 132 + 12 * count > len(profile):
            raise BadProfileError(f"it announces {count} tags")
        entries = struct.iter_unpack(">4sII", profile[132 : 132 + 12 * count])
        self._places = {kind: (offset, size) for kind, offset, size in entries}

    def __contains__(self, kind: bytes) -> bool:
        return kind in self._places

    def body(self, kind: bytes) -> bytes:
        """Return the bytes of one tag.

        Raises
        ------
        BadProfileError
            It is missing or lies outside the profile.
        """
        offset, size = self._places.get(kind, (0, 0))
        if offset < _HEADER_BYTES or offset + size > len(self._profile) or size < 8:
            raise BadProfileError(f"the tag {kind!r} is missing or damaged")
        return self._profile[offset : offset + size]

    def xyz(self, kind: bytes) -> NDArray[np.float64]:
        """Return the three numbers of a tag of type XYZ."""
        body = self.body(kind)
        if body[:4] != b"XYZ " or len(body) < 20:
            raise BadProfileError(f"the tag {kind!r} holds no colour")
        return np.array(struct.unpack(">3i", body[8:20])) / 65536

    def curve(self, kind: bytes) -> Curve:
        """Return a tone curve."""
        return curve_at(self.body(kind), 0)[0]


def levels() -> NDArray[np.float32]:
    """Return the 256 values of an 8-bit channel, in [0, 1]."""
    return np.arange(256, dtype=np.float32) / np.float32(255)


def curve_at(body: bytes, at: int) -> tuple[Curve, int]:
    """Read a curve, and return it with the offset behind it.

    Raises
    ------
    BadProfileError
        It is damaged.
    """
    kind, count = body[at : at + 4], int.from_bytes(body[at + 8 : at + 12], "big")
    if kind == b"curv" and at + 12 + 2 * count <= len(body):
        entries = np.frombuffer(body, ">u2", count, at + 12)
        return _table(entries.astype(np.uint16)), at + 12 + 2 * count
    function = count >> 16
    if kind == b"para" and function < len(_PARAMETERS):
        stop = at + 12 + 4 * _PARAMETERS[function]
        if stop <= len(body):
            values = np.frombuffer(body, ">i4", _PARAMETERS[function], at + 12) / 65536
            return _parametric(function, *(float(value) for value in values)), stop
    raise BadProfileError(f"a curve of type {kind!r} cannot be read")


def _table(entries: NDArray[np.uint16]) -> Curve:
    if len(entries) == 0:
        return lambda values: values
    if len(entries) == 1:
        return _parametric(0, int(entries[0]) / 256)
    return sampled(entries.astype(np.float32) / np.float32(65535))


def sampled(entries: NDArray[np.float32]) -> Curve:
    """Return the curve through evenly spaced values (two or more) over [0, 1]."""
    places = np.linspace(0, 1, len(entries), dtype=np.float32)
    return lambda values: np.interp(values, places, entries).astype(np.float32)


def _parametric(function: int, g: float, *rest: float) -> Curve:
    # ICC.1:2022, table 68; missing parameters are the ones with which the simpler types become type 4.
    a, b, c, d, e, f = 1.0, 0.0, 0.0, -np.inf, 0.0, 0.0
    if function in (1, 2):
        a, b = rest[:2]
        e = f = rest[2] if function == 2 else 0.0
        d = -b / a if a else -np.inf
    elif function in (3, 4):
        a, b, c, d = rest[:4]
        e, f = rest[4:] if function == 4 else (0.0, 0.0)

    def curve(values: NDArray[np.float32]) -> NDArray[np.float32]:
        # Hostile numbers may overflow: whatever comes out is finite, and clipped by whoever uses it.
        with np.errstate(all="ignore"):
            x = values.astype(np.float64)
            result = np.where(x >= d, np.maximum(a * x + b, 0) ** g + e, c * x + f)
        return np.asarray(np.nan_to_num(np.clip(result, -1, 2), nan=0), np.float32)

    return curve
