"""Colour said by number (ITU-T H.273), as nclx boxes and the PNG chunk cICP do. It reads no file."""

from typing import NamedTuple

from cutout.icc_write import D65, SRGB_CURVE, matrix_profile

UNSPECIFIED = 2
PQ, HLG = 16, 18
BT2020 = 9


class Primaries(NamedTuple):
    """Chromaticities x, y of red, green and blue, and of white."""

    name: str
    corners: tuple[float, ...]
    white: tuple[float, float] = D65


_ILLUMINANT_C = (0.310, 0.316)
_BT601_525 = Primaries("BT.601", (0.630, 0.340, 0.310, 0.595, 0.155, 0.070))
_P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
PRIMARIES: dict[int, Primaries] = {
    1: Primaries("BT.709", (0.640, 0.330, 0.300, 0.600, 0.150, 0.060)),
    4: Primaries("BT.470 M", (0.67, 0.33, 0.21, 0.71, 0.14, 0.08), _ILLUMINANT_C),
    5: Primaries("BT.601", (0.64, 0.33, 0.29, 0.60, 0.15, 0.06)),
    6: _BT601_525,
    7: _BT601_525,
    8: Primaries("film", (0.681, 0.319, 0.243, 0.692, 0.145, 0.049), _ILLUMINANT_C),
    BT2020: Primaries("BT.2020", (0.708, 0.292, 0.170, 0.797, 0.131, 0.046)),
    11: Primaries("DCI-P3", _P3, (0.314, 0.351)),
    12: Primaries("Display P3", _P3),
    22: Primaries("EBU 3213", (0.630, 0.340, 0.295, 0.605, 0.155, 0.077)),
}
"""ITU-T H.273, table 2."""

_MOSTLY_NEVER_MEASURED = frozenset((5, 6, 7))
"""These count as BT.709: they differ by less than is seen, and encoders write them out of habit."""

_AS_SRGB = frozenset((1, UNSPECIFIED, 6, 7, 11, 12, 13, 14, 15))
_CURVES: dict[int, tuple[str, tuple[float, ...]]] = {
    **dict.fromkeys(_AS_SRGB, ("", SRGB_CURVE)),
    4: (" gamma 2.2", (2.2,)),
    5: (" gamma 2.8", (2.8,)),
    8: (" linear", (1.0,)),
    17: (" SMPTE 428", (2.6, (52.37 / 48) ** (1 / 2.6), 0.0, 0.0, 0.0)),
}
"""ITU-T H.273, table 3. The camera curves of video are shown like sRGB, as browsers do."""

_TRANSFER_NAMES = {
    **dict.fromkeys(_CURVES, ""),
    1: "BT.709",
    4: "gamma 2.2",
    5: "gamma 2.8",
    6: "BT.601",
    8: "linear",
    13: "sRGB",
    14: "BT.2020",
    15: "BT.2020",
    PQ: "PQ",
    17: "SMPTE 428",
    HLG: "HLG",
}


def profile_from_codes(primaries: int, transfer: int) -> bytes | None:
    """Return a profile for two H.273 codes.

    Parameters
    ----------
    primaries, transfer : int
        As in a `colr` box of type nclx or a PNG chunk cICP.

    Returns
    -------
    bytes or None
        None where the pixels are sRGB, or where there is no telling (unknown codes). PQ and HLG are not for a profile:
        see `hdr`.
    """
    if primaries not in PRIMARIES or transfer not in _CURVES:
        return None
    suffix, curve = _CURVES[transfer]
    if primaries in _MOSTLY_NEVER_MEASURED:
        primaries = 1
    if primaries == 1 and curve is SRGB_CURVE:
        return None
    name, corners, white = PRIMARIES[primaries]
    return matrix_profile(name + suffix, corners, curve, white)


def codes_in_words(primaries: int, transfer: int) -> str:
    """Return "BT.2020, PQ" and the like, for people."""
    first = PRIMARIES[primaries].name if primaries in PRIMARIES else f"primaries {primaries}"
    return f"{first}, {_TRANSFER_NAMES.get(transfer) or f'transfer {transfer}'}"
