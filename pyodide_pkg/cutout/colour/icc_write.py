"""Writes a small RGB profile from chromaticities and a tone curve, for pixels whose file has none. It reads nothing."""

import math
import struct

import numpy as np
from numpy.typing import NDArray

SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""IEC 61966-2-1 as g, a, b, c, d of the parametric curve type 3."""
D65 = (0.3127, 0.3290)

_D50_XYZ = (0.9642, 1.0, 0.8249)
_ADOBE_RGB = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
_ADOBE_GAMMA = 563 / 256
_LARGEST_GAMMA = 100
_LARGEST_CONDITION = 1e3
"""Of the matrix whose columns are the three colours. Real ones stay below 10."""
_LEAST_WHITE_Y = 0.05
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def adobe_rgb_profile() -> bytes:
    """Return a profile for Adobe RGB (1998), which cameras also name by EXIF alone (DCF 2.0, option file R03)."""
    return matrix_profile("Compatible with Adobe RGB (1998)", _ADOBE_RGB, (_ADOBE_GAMMA,))


def matrix_profile(
    name: str, corners: tuple[float, ...], curve: tuple[float, ...], white: tuple[float, float] = D65
) -> bytes:
    """Write an RGB display profile, version 4.

    Parameters
    ----------
    name : str
        Description shown by editors.
    corners : six floats
        Chromaticities x, y of red, green and blue.
    curve : one or five floats
        A gamma, or g, a, b, c, d of the parametric curve type 3 (ICC.1:2022, 10.18).
    white : two floats
        Chromaticity of white; it is adapted to D50 with the Bradford matrix (ICC.1:2022, annex E).

    Raises
    ------
    ValueError
        The three colours span no triangle around white, or the curve is none: no such space exists.
    """
    adaptation = _adaptation(white)
    colorants = rgb_to_d50(corners, white)
    tags = [
        (b"desc", _text(name)),
        (b"cprt", _text("No copyright, use freely")),
        (b"wtpt", _xyz(_D50_XYZ)),
        (b"chad", b"sf32" + bytes(4) + b"".join(_fixed(float(value)) for value in adaptation.flat)),
        *((kind, _xyz(colorants[:, index])) for index, kind in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))),
        (b"rTRC", _curve(curve)),
    ]
    directory, bodies, places = b"", b"", {}
    start = 128 + 4 + 12 * (len(tags) + 2)
    for kind, body in tags:
        places[kind] = start + len(bodies), len(body)
        bodies += body + bytes(-len(body) % 4)
    places[b"gTRC"] = places[b"bTRC"] = places[b"rTRC"]
    for kind, (offset, size) in places.items():
        directory += kind + struct.pack(">II", offset, size)
    size = start + len(bodies)
    header = struct.pack(">I4xI", size, 0x04300000) + b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    header += b"".join(map(_fixed, _D50_XYZ))
    return header.ljust(128, b"\0") + struct.pack(">I", len(places)) + directory + bodies


def _curve(numbers: tuple[float, ...]) -> bytes:
    if not all(map(math.isfinite, numbers)) or not 0 < numbers[0] <= _LARGEST_GAMMA:
        raise ValueError(f"{numbers[0]} is no gamma")
    function = 0 if len(numbers) == 1 else 3
    return b"para" + bytes(4) + struct.pack(">HH", function, 0) + b"".join(map(_fixed, numbers))


def rgb_to_d50(corners: tuple[float, ...], white: tuple[float, float]) -> NDArray[np.float64]:
    """Return the matrix from linear RGB to XYZ under D50, 3x3; arguments and errors as for `matrix_profile`."""
    return np.asarray(_adaptation(white) @ rgb_to_xyz(corners, white))


def rgb_to_xyz(corners: tuple[float, ...], white: tuple[float, float]) -> NDArray[np.float64]:
    """Return the same under the space's own white, whose Y is 1."""
    points = np.array(corners, np.float64).reshape(3, 2)
    directions = np.stack([points[:, 0], points[:, 1], 1 - points.sum(axis=1)])
    # Numbers come from files: what is nearly flat, or does not reach around white, is no colour space.
    if not np.isfinite(points).all() or not np.linalg.cond(directions) < _LARGEST_CONDITION:
        raise ValueError("the three colours lie on a line")
    shares = np.linalg.solve(directions, _xyz_of(white))
    if shares.min() <= 0:
        raise ValueError("white lies outside the triangle of the three colours")
    return np.asarray(directions * shares)


def _xyz_of(white: tuple[float, float]) -> NDArray[np.float64]:
    x, y = white
    if not (x > 0 and y > _LEAST_WHITE_Y and x + y < 1):
        raise ValueError("the white point is impossible")
    return np.array([x / y, 1, (1 - x - y) / y])


def _adaptation(white: tuple[float, float]) -> NDArray[np.float64]:
    """XYZ under this white to XYZ under D50."""
    scale = (_BRADFORD @ np.array(_D50_XYZ)) / (_BRADFORD @ _xyz_of(white))
    return np.asarray(np.linalg.solve(_BRADFORD, scale[:, np.newaxis] * _BRADFORD))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(values: NDArray[np.float64] | tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(float(value)) for value in values)


def _text(words: str) -> bytes:
    encoded = words.encode("utf-16-be")
    return b"mluc" + struct.pack(">4xII2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded
