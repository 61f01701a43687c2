"""The size of the pictures that an HEVC configuration (`hvcC`) describes. It decodes nothing and reads nothing else."""

from cutout.boxes import BrokenBoxesError, number

_SPS = 33
"""Type of a sequence parameter set (ITU-T H.265, table 7-1)."""
_ENOUGH = 256
"""Bytes of one that are looked at: the size comes early, and a hostile one is long."""
_SUBSAMPLED = {1: (2, 2), 2: (2, 1)}
"""chroma_format_idc → how many luma columns and rows share a chroma sample; 1 and 1 for the others."""


def coded_size(configuration: memoryview) -> tuple[int, int] | None:
    """Return (width, height) after the conformance window, as every decoder hands it out.

    Parameters
    ----------
    configuration : memoryview
        The body of `hvcC` (ISO/IEC 14496-15, 8.3.3.1).

    Returns
    -------
    (int, int) or None
        None where it holds no sequence parameter set that can be read.
    """
    try:
        unit = _first_parameter_set(configuration)
        return None if unit is None else _size(_Bits(unit[2:_ENOUGH].replace(b"\0\0\3", b"\0\0")))
    except (BrokenBoxesError, EOFError):
        return None


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


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise EOFError
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """Read ue(v): as many zeros as bits follow the one."""
        zeros = 0
        while self.take(1) == 0:
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)


def _size(bits: _Bits) -> tuple[int, int]:
    """Read a sequence parameter set (ITU-T H.265, 7.3.2.2.1) up to the conformance window."""
    bits.take(4)
    layers = bits.take(3)
    bits.take(1)
    _skip_profile(bits, layers)
    bits.golomb()
    chroma = bits.golomb()
    if chroma == 3:
        bits.take(1)
    width, height = bits.golomb(), bits.golomb()
    if bits.take(1):
        columns, rows = _SUBSAMPLED.get(chroma, (1, 1))
        width -= columns * (bits.golomb() + bits.golomb())
        height -= rows * (bits.golomb() + bits.golomb())
    if width < 1 or height < 1:
        raise EOFError
    return width, height


def _skip_profile(bits: _Bits, layers: int) -> None:
    """Pass over profile_tier_level( 1, layers ) (7.3.3)."""
    bits.take(96)
    present = [(bits.take(1), bits.take(1)) for _ in range(layers)]
    if layers:
        bits.take(2 * (8 - layers))
    for profile, level in present:
        bits.take(88 * profile + 8 * level)
