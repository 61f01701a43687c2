"""Writes a small ICC profile for a colour space that a file names by number only, so that its pixels can stay."""

import struct

import numpy as np
from numpy.typing import NDArray

_D65 = (0.3127, 0.3290)
_D50_XYZ = (0.9642, 1.0, 0.8249)
_PRIMARIES: dict[int, tuple[str, tuple[float, ...]]] = {
    1: ("BT.709", (0.640, 0.330, 0.300, 0.600, 0.150, 0.060)),
    9: ("BT.2020", (0.708, 0.292, 0.170, 0.797, 0.131, 0.046)),
    12: ("Display P3", (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)),
}
"""ITU-T H.273, table 2: x and y of red, green and blue; white is D65. BT.601 is left out: it differs from BT.709 by
less than is seen, and what says BT.601 was mostly never measured."""

_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_CURVES: dict[int, tuple[str, tuple[float, ...]]] = {
    **dict.fromkeys((1, 2, 6, 13, 14, 15), ("", _SRGB_CURVE)),
    4: (" gamma 2.2", (2.2,)),
    5: (" gamma 2.8", (2.8,)),
    8: (" linear", (1.0,)),
}
"""ITU-T H.273, table 3. The camera curves of video (1, 6, 14, 15) are shown like sRGB, as browsers do."""

_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def profile_from_codes(primaries: int, transfer: int) -> bytes | None:
    """Return a profile for two H.273 codes.

    Parameters
    ----------
    primaries, transfer : int
        As in a `colr` box of type nclx or a PNG chunk cICP.

    Returns
    -------
    bytes or None
        None where the pixels are sRGB, or where there is no telling (PQ, HLG and unknown codes).
    """
    if primaries not in _PRIMARIES or transfer not in _CURVES:
        return None
    (name, corners), (suffix, curve) = _PRIMARIES[primaries], _CURVES[transfer]
    if primaries == 1 and curve is _SRGB_CURVE:
        return None
    return matrix_profile(name + suffix, corners, curve)


def matrix_profile(
    name: str, corners: tuple[float, ...], curve: tuple[float, ...], white: tuple[float, float] = _D65
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
        Chromaticity of white; it is adapted to D50 with the Bradford matrix.
    """
    colorants = _adapted_colorants(corners, white)
    function = 0 if len(curve) == 1 else 3
    trc = b"para" + bytes(4) + struct.pack(">HH", function, 0) + b"".join(map(_fixed, curve))
    tags = [
        (b"desc", _text(name)),
        (b"cprt", _text("No copyright, use freely")),
        (b"wtpt", _xyz(_D50_XYZ)),
        *((kind, _xyz(colorants[:, index])) for index, kind in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))),
        (b"rTRC", trc),
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


def _adapted_colorants(corners: tuple[float, ...], white: tuple[float, float]) -> NDArray[np.float64]:
    points = np.array(corners).reshape(3, 2)
    unscaled = np.stack([points[:, 0], points[:, 1], 1 - points.sum(axis=1)]) / points[:, 1]
    white_xyz = np.array([white[0] / white[1], 1, (1 - white[0] - white[1]) / white[1]])
    rgb_to_xyz = unscaled * np.linalg.solve(unscaled, white_xyz)
    scale = (_BRADFORD @ np.array(_D50_XYZ)) / (_BRADFORD @ white_xyz)
    return np.asarray(np.linalg.solve(_BRADFORD, scale[:, np.newaxis] * (_BRADFORD @ rgb_to_xyz)))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(values: NDArray[np.float64] | tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(float(value)) for value in values)


def _text(words: str) -> bytes:
    encoded = words.encode("utf-16-be")
    return b"mluc" + struct.pack(">4xII2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded
