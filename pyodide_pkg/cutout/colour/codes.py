"""Colour said by number (ITU-T H.273), as nclx boxes and the PNG chunk cICP do. It reads no file."""

from typing import NamedTuple

from cutout.colour.icc_write import D65, SRGB_CURVE, matrix_profile

UNSPECIFIED = 2
PQ, HLG = 16, 18


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
    9: Primaries("BT.2020", (0.708, 0.292, 0.170, 0.797, 0.131, 0.046)),
    10: Primaries("XYZ", (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), (1 / 3, 1 / 3)),
    11: Primaries("DCI-P3", _P3, (0.314, 0.351)),
    12: Primaries("Display P3", _P3),
    22: Primaries("EBU 3213", (0.630, 0.340, 0.295, 0.605, 0.155, 0.077)),
}
"""ITU-T H.273, table 2."""

_CAMERA_CURVES = (1, 6, 11, 12, 14, 15)
"""Of video: BT.709 and its like. A screen shows them with gamma 2.4 (ITU-R BT.1886)."""
_CURVES: dict[int, tuple[str, tuple[float, ...]]] = {
    **dict.fromkeys((UNSPECIFIED, 13), ("", SRGB_CURVE)),
    **dict.fromkeys(_CAMERA_CURVES, (" BT.1886", (2.4,))),
    4: (" gamma 2.2", (2.2,)),
    5: (" gamma 2.8", (2.8,)),
    7: (" SMPTE 240", (1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 0.0913)),
    8: (" linear", (1.0,)),
    17: (" SMPTE 428", (2.6, (52.37 / 48) ** (1 / 2.6), 0.0, 0.0, 0.0)),
}
"""ITU-T H.273, table 3."""

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


def profile_from_codes(primaries: int, transfer: int, *, camera_curves: bool = False) -> bytes | None:
    """Return a profile for two H.273 codes.

    Parameters
    ----------
    primaries, transfer : int
        As in a `colr` box of type nclx or a PNG chunk cICP. Unspecified primaries count as BT.709.
    camera_curves : bool
        Whether the curves of video cameras get the gamma of a video screen. Browsers do so for PNG; in HEIF and AVIF
        they show them like sRGB, because encoders of photos write these codes out of habit.

    Returns
    -------
    bytes or None
        None where the pixels are sRGB, or where there is no telling (see `are_known`). PQ and HLG are for `hdr`, not
        for a profile.
    """
    if not are_known(primaries, transfer):
        return None
    suffix, curve = _CURVES[transfer]
    if transfer in _CAMERA_CURVES and not camera_curves:
        suffix, curve = _CURVES[UNSPECIFIED]
    if primaries in (1, UNSPECIFIED) and curve is SRGB_CURVE:
        return None
    name, corners, white = PRIMARIES[1 if primaries == UNSPECIFIED else primaries]
    return matrix_profile(name + suffix, corners, curve, white)


def are_known(primaries: int, transfer: int) -> bool:
    """Return whether two codes say how colours of standard range are meant."""
    return (primaries == UNSPECIFIED or primaries in PRIMARIES) and transfer in _CURVES


class Hdr(NamedTuple):
    """What samples of high dynamic range mean: H.273 codes."""

    primaries: int
    transfer: int

    @property
    def name(self) -> str:
        """PQ or HLG."""
        return "PQ" if self.transfer == PQ else "HLG"


def hdr_from_codes(primaries: int, transfer: int) -> Hdr | None:
    """Return what two H.273 codes mean if that is high dynamic range; primaries that nobody knows count as BT.709."""
    if transfer not in (PQ, HLG):
        return None
    return Hdr(primaries if primaries in PRIMARIES else 1, transfer)


def codes_in_words(primaries: int, transfer: int) -> str:
    """Return "BT.2020, PQ" and the like, for people."""
    first = PRIMARIES[primaries].name if primaries in PRIMARIES else f"primaries {primaries}"
    return f"{first}, {_TRANSFER_NAMES.get(transfer) or f'transfer {transfer}'}"
