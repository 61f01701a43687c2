"""What the sequence parameter set in an HEVC configuration (`hvcC`) says of its pictures: their size and their colours.

It decodes nothing. Of what stands between the two it only finds the end (ITU-T H.265, 7.3.2.2.1 and annex E.2.1).
"""

from typing import NamedTuple

from cutout.formats.heif.bits import Bits
from cutout.formats.heif.boxes import BrokenBoxesError, number
from cutout.formats.heif.hevc_references import skip_reference_pictures
from cutout.formats.heif.properties import Nclx

_SPS = 33
"""Type of a sequence parameter set (table 7-1)."""
_ENOUGH = 8192
"""Bytes of one that are looked at. Colours come behind lists that may be long; a hostile set is longer."""
_SUBSAMPLED = {1: (2, 2), 2: (2, 1)}
"""chroma_format_idc → how many luma columns and rows share a chroma sample; 1 and 1 for the others."""
_MOST_LAYERS = 6
_EXTENDED_SHAPE = 255
"""aspect_ratio_idc where the shape of a pixel follows in numbers."""


class HevcParameters(NamedTuple):
    """(width, height) after the conformance window, as every decoder hands it out; colours, or None where not said."""

    size: tuple[int, int]
    colour: Nclx | None


def hevc_parameters(configuration: memoryview) -> HevcParameters | None:
    """Read the first sequence parameter set.

    Parameters
    ----------
    configuration : memoryview
        The body of `hvcC` (ISO/IEC 14496-15, 8.3.3.1).

    Returns
    -------
    HevcParameters or None
        None where it holds no set that can be read.
    """
    try:
        unit = _first_parameter_set(configuration)
        if unit is None:
            return None
        bits = Bits(unit[2:_ENOUGH].replace(b"\0\0\3", b"\0\0"))
        layers, chroma, size = _size(bits)
    except (BrokenBoxesError, EOFError):
        return None
    try:
        return HevcParameters(size, _colour(bits, layers, chroma))
    except EOFError:
        return HevcParameters(size, None)


def _first_parameter_set(body: memoryview) -> bytes | None:
    at = 23
    for _ in range(number(body, 22, 1)):
        kind, count = number(body, at, 1) & 63, number(body, at + 1, 2)
        at += 3
        for _ in range(count):
            length = number(body, at, 2)
            if kind == _SPS and at + 2 + length <= len(body):
                return bytes(body[at + 2 : at + 2 + length])
            at += 2 + length
    return None


def _size(bits: Bits) -> tuple[int, int, tuple[int, int]]:
    """Read up to the conformance window: sps_max_sub_layers_minus1, chroma_format_idc, (width, height)."""
    bits.take(4)
    layers = bits.take(3)
    bits.flag()
    _skip_profile(bits, layers)
    bits.golomb()
    chroma = bits.golomb()
    if chroma == 3:
        bits.flag()
    width, height = bits.golomb(), bits.golomb()
    if bits.flag():
        columns, rows = _SUBSAMPLED.get(chroma, (1, 1))
        width -= columns * (bits.golomb() + bits.golomb())
        height -= rows * (bits.golomb() + bits.golomb())
    if width < 1 or height < 1:
        raise EOFError
    return layers, chroma, (width, height)


def _skip_profile(bits: Bits, layers: int) -> None:
    """Pass over profile_tier_level( 1, layers ) (7.3.3)."""
    bits.take(96)
    present = [(bits.flag(), bits.flag()) for _ in range(layers)]
    if layers:
        bits.take(2 * (8 - layers))
    for profile, level in present:
        bits.take(88 * profile + 8 * level)


def _colour(bits: Bits, layers: int, chroma: int) -> Nclx | None:
    """Read on from the conformance window as far as the colours."""
    if layers > _MOST_LAYERS or chroma > 3:
        raise EOFError
    _skip(bits, 2)  # bit depths
    order_bits = bits.golomb() + 4
    _skip(bits, 3 * (layers + 1 if bits.flag() else 1))
    _skip(bits, 6)  # sizes and depths of blocks
    if bits.flag() and bits.flag():
        _skip_scaling_lists(bits)
    bits.take(2)
    if bits.flag():  # pcm
        bits.take(8)
        _skip(bits, 2)
        bits.flag()
    skip_reference_pictures(bits, order_bits)
    bits.take(2)
    return _usability(bits) if bits.flag() else None


def _skip(bits: Bits, count: int) -> None:
    for _ in range(count):
        bits.golomb()


def _skip_scaling_lists(bits: Bits) -> None:
    """Pass over scaling_list_data( ) (7.3.4). Signed numbers are as long as unsigned ones."""
    for size in range(4):
        for _ in range(2 if size == 3 else 6):
            is_listed = bits.flag()
            _skip(bits, min(64, 16 << 2 * size) + (size > 1) if is_listed else 1)


def _usability(bits: Bits) -> Nclx | None:
    """Read vui_parameters( ) (E.2.1) as far as colour_description."""
    if bits.flag() and bits.take(8) == _EXTENDED_SHAPE:
        bits.take(32)
    if bits.flag():  # overscan
        bits.flag()
    if not bits.flag():
        return None
    bits.take(3)
    full_range = bits.flag()
    return Nclx(bits.take(8), bits.take(8), bits.take(8), full_range) if bits.flag() else None
