"""What the sequence header at the start of AV1 data says of its pictures: their size and colours. It decodes nothing.

Numbers in brackets are sections of the AV1 Bitstream & Decoding Process Specification.
"""

from typing import NamedTuple

from cutout.formats.heif.bits import Bits
from cutout.formats.heif.properties import Nclx

ENOUGH = 4096
"""Bytes at the start of AV1 data that are worth a look; a sequence header takes 10 to 100 and comes first."""

_SEQUENCE_HEADER = 1
_MOST_UNITS = 8
"""Units looked at: the header is the first, or follows a delimiter (7.5)."""
_BT709, _SRGB, _IDENTITY = 1, 13, 0
_CHOSEN_LATER = 2


class Av1Parameters(NamedTuple):
    """(width, height) of a still picture, None where frames may have other sizes; colours, None where not said."""

    size: tuple[int, int] | None
    colour: Nclx | None


def av1_parameters(data: bytes) -> Av1Parameters | None:
    """Read the first sequence header.

    Parameters
    ----------
    data : bytes
        Units (OBU) side by side, as in an item or in `av1C` behind its first four bytes; they may be cut off.

    Returns
    -------
    Av1Parameters or None
        None where there is none that can be read as far as the size.
    """
    try:
        bits = _sequence_header(data)
        if bits is None:
            return None
        profile, is_reduced, size = _size(bits)
    except EOFError:
        return None
    try:
        return Av1Parameters(size, _colour(bits, profile, is_reduced=is_reduced))
    except EOFError:
        return Av1Parameters(size, None)


def _sequence_header(data: bytes) -> Bits | None:
    """Walk over the units (5.3)."""
    at = 0
    for _ in range(_MOST_UNITS):
        bits = Bits(data[at : at + 10])
        bits.flag()
        kind, is_extended, has_size = bits.take(4), bits.flag(), bits.flag()
        bits.take(1 + 8 * is_extended)
        at += 1 + is_extended
        size = len(data) - at
        if has_size:
            size, length = _leb128(bits)
            at += length
        if kind == _SEQUENCE_HEADER:
            return Bits(data[at : at + size])
        at += size
    return None


def _leb128(bits: Bits) -> tuple[int, int]:
    """Read a number in portions of 7 bits, the lowest first (4.10.5); and how many bytes it takes."""
    value = 0
    for place in range(8):
        goes_on = bits.flag()
        value |= bits.take(7) << 7 * place
        if not goes_on:
            return value, place + 1
    raise EOFError


def _size(bits: Bits) -> tuple[int, bool, tuple[int, int] | None]:
    """Read sequence_header_obu( ) (5.5.1) as far as the size: seq_profile, reduced_still_picture_header, the size."""
    profile = bits.take(3)
    is_still = bits.flag()
    is_reduced = bits.flag()
    if is_reduced:
        bits.take(5)
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    size = bits.take(width_bits) + 1, bits.take(height_bits) + 1
    return profile, is_reduced, size if is_still else None


def _colour(bits: Bits, profile: int, *, is_reduced: bool) -> Nclx | None:
    """Read on from the size as far as the colours."""
    if not is_reduced and bits.flag():  # frame numbers
        bits.take(7)
    bits.take(3)
    if not is_reduced:
        _skip_tools(bits)
    bits.take(3)
    return _colour_config(bits, profile)


def _skip_operating_points(bits: Bits) -> None:
    delay_bits = 0
    if bits.flag():  # timing_info( ) (5.5.3)
        bits.take(64)
        if bits.flag():
            bits.golomb()
        if bits.flag():  # decoder_model_info( ) (5.5.4)
            delay_bits = bits.take(5) + 1
            bits.take(42)
    has_display_delay = bits.flag()
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.flag()
        if delay_bits and bits.flag():
            bits.take(2 * delay_bits + 1)
        if has_display_delay and bits.flag():
            bits.take(4)


def _skip_tools(bits: Bits) -> None:
    bits.take(4)
    has_order = bits.flag()
    if has_order:
        bits.take(2)
    screen_content = _CHOSEN_LATER if bits.flag() else bits.take(1)
    if screen_content > 0 and not bits.flag():
        bits.flag()
    if has_order:
        bits.take(3)


def _colour_config(bits: Bits, profile: int) -> Nclx | None:
    """Read color_config( ) (5.5.2) as far as color_range."""
    is_deep = bits.flag()
    if profile == 2 and is_deep:
        bits.flag()
    is_monochrome = profile != 1 and bits.flag()
    if not bits.flag():
        return None
    primaries, transfer, matrix = bits.take(8), bits.take(8), bits.take(8)
    is_rgb = not is_monochrome and (primaries, transfer, matrix) == (_BT709, _SRGB, _IDENTITY)
    return Nclx(primaries, transfer, matrix, is_rgb or bits.flag())
