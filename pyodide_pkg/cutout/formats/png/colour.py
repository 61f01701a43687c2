"""What a PNG file says about its colours: cICP, iCCP, sRGB, gAMA with cHRM, the first of these that is valid.

The order is that of the PNG specification (third edition), 4.3; what is invalid, and what counts as sRGB, is decided as
Chromium does. It reads no pixels.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cutout.colour.codes import UNSPECIFIED, Hdr, are_known, codes_in_words, hdr_from_codes, profile_from_codes
from cutout.colour.icc import grey_to_srgb
from cutout.colour.icc_header import usable_rgb_profile
from cutout.colour.icc_write import SRGB_CURVE, matrix_profile
from cutout.colour.quantise import quantise
from cutout.colour.srgb import srgb_encoded

COLOUR_CHUNKS = frozenset((b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM"))

_MAX_PROFILE_BYTES = 4 << 20
"""Inflated size of an ICC profile: camera and display profiles stay below 1 MB, printers' reach 2 MB."""
_UNIT = 100_000
"""gAMA and cHRM hold whole numbers of this part."""
_SRGB_GAMMA = 1 / 2.2
_SAME_GAMMA = 0.05
"""Up to here, as a part, libpng and with it every browser takes a gamma for sRGB's."""
_SRGB_POINTS = (0.3127, 0.3290, 0.640, 0.330, 0.300, 0.600, 0.150, 0.060)
_SAME_POINT = 0.01
_LINEAR = 8


@dataclass(frozen=True)
class PngColour:
    """How the numbers of a PNG are meant.

    Parameters
    ----------
    icc_profile : bytes or None
        Of the picture that comes out; None for sRGB, or where the file's own profile is of no use.
    hdr : Hdr or None
        The samples are of high dynamic range.
    greys : ndarray, 256x3 uint8, or None
        sRGB colours of the levels of a grey picture, whose own profile cannot be kept.
    deep_levels : ndarray, 65536 uint8, or None
        16-bit samples → levels of `icc_profile`. Where the file's curve is no good one for 8 bits, it gets sRGB's.
    details : dict
        What was found, for people.
    """

    icc_profile: bytes | None = None
    hdr: Hdr | None = None
    greys: NDArray[np.uint8] | None = None
    deep_levels: NDArray[np.uint8] | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def png_colour(found: dict[bytes, bytes], *, is_grey: bool, is_deep: bool) -> PngColour:
    """Decide what counts.

    Parameters
    ----------
    found : dict
        The bodies of the colour chunks before the pixels, unchecked.
    is_grey, is_deep : bool
        Whether the samples are grey; whether they have 16 bits.
    """
    profile = _inflated_profile(found.get(b"iCCP", b""))
    notes = {"icc_profile": "dropped"} if profile is not None else {}
    return (
        _by_numbers(found.get(b"cICP", b""), is_deep, profile)
        or _by_profile(profile, is_grey)
        or _by_gamma(found, is_deep, notes)
        or PngColour(details=notes)
    )


def _by_numbers(body: bytes, is_deep: bool, profile: bytes | None) -> PngColour | None:
    # RGB of the full range: other matrices and ranges are not for PNG (11.3.2.6), and browsers obey none.
    if len(body) != 4 or body[2:] != b"\0\1":
        return None
    primaries, transfer = body[:2]
    words = {"source_colour": codes_in_words(primaries, transfer)}
    hdr = hdr_from_codes(primaries, transfer)
    if hdr is not None:
        return PngColour(profile, hdr, details=words)
    if UNSPECIFIED in (primaries, transfer) or not are_known(primaries, transfer):
        return None
    deep = None
    if is_deep and transfer == _LINEAR:
        transfer, deep = 13, _deep_levels(1)
    return PngColour(profile_from_codes(primaries, transfer, camera_curves=True), deep_levels=deep, details=words)


def _by_profile(profile: bytes | None, is_grey: bool) -> PngColour | None:
    if is_grey and profile is not None:
        # A grey profile cannot be written into an RGB export, so its greys become sRGB.
        greys = grey_to_srgb(profile)
        if greys is not None:
            return PngColour(greys=greys, details={"icc_profile": "converted"})
    return None if usable_rgb_profile(profile) is None else PngColour(profile)


def _by_gamma(found: dict[bytes, bytes], is_deep: bool, notes: dict[str, str]) -> PngColour | None:
    gamma, points = _numbers(found.get(b"gAMA", b""), 1), _numbers(found.get(b"cHRM", b""), 8)
    # Chromaticities alone are ignored, as in browsers: without a curve there is nothing that they could be undone by.
    if b"sRGB" in found or not gamma or gamma[0] <= 0:
        return None
    is_srgb_gamma = abs(gamma[0] / _SRGB_GAMMA - 1) <= _SAME_GAMMA
    if is_srgb_gamma and (not points or max(map(_distance, points, _SRGB_POINTS)) <= _SAME_POINT):
        return None
    exponent = 1 / gamma[0]
    words = notes | {"source_colour": f"gamma {exponent:.3g}" + (", own primaries (cHRM)" if points else "")}
    white_x, white_y, *corners = points or _SRGB_POINTS
    white = white_x, white_y
    try:
        if is_deep:
            profile = matrix_profile("PNG", tuple(corners), SRGB_CURVE, white) if points else None
            return PngColour(profile, deep_levels=_deep_levels(exponent), details=words)
        return PngColour(matrix_profile(f"PNG gamma {exponent:.3g}", tuple(corners), (exponent,), white), details=words)
    except ValueError:
        return None  # no colour space at all: the numbers are damaged


def _distance(one: float, other: float) -> float:
    return abs(one - other)


def _numbers(body: bytes, count: int) -> tuple[float, ...]:
    if len(body) != 4 * count:
        return ()
    return tuple(int.from_bytes(body[at : at + 4], "big") / _UNIT for at in range(0, len(body), 4))


def _deep_levels(exponent: float) -> NDArray[np.uint8]:
    """8-bit levels with sRGB's curve for the 65,536 levels of a power."""
    return quantise(srgb_encoded(((np.arange(65536) / 65535) ** exponent).astype(np.float32)))


def _inflated_profile(body: bytes) -> bytes | None:
    name, _, rest = body.partition(b"\x00")
    if not name or rest[:1] != b"\x00":
        return None
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(rest[1:], _MAX_PROFILE_BYTES)
    except zlib.error:
        return None
    return profile if inflater.eof else None
