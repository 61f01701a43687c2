"""Finds the end of the reference picture sets in an HEVC sequence parameter set (ITU-T H.265, 7.3.7 and 7.4.8).

Nothing in them is of use for a still picture. But how long one is depends on what the one before it holds.
"""

from cutout.formats.heif.bits import Bits

_MOST_SETS, _MOST_LONG_TERM, _MOST_PICTURES = 64, 32, 16
_MOST_ORDER_BITS = 16

_Set = tuple[list[int], list[int]]
"""How far away the pictures shown before and behind are, the nearest first."""


def skip_reference_pictures(bits: Bits, order_bits: int) -> None:
    """Pass over the short-term and long-term reference pictures.

    Parameters
    ----------
    bits : Bits
        At `num_short_term_ref_pic_sets`.
    order_bits : int
        Of slice_pic_order_cnt_lsb.

    Raises
    ------
    EOFError
        The bits end, or hold what no encoder may write.
    """
    _at_most(order_bits, _MOST_ORDER_BITS)
    sets: list[_Set] = []
    for place in range(_at_most(bits.golomb(), _MOST_SETS)):
        is_derived = place > 0 and bits.flag()
        sets.append(_derived(bits, sets[-1]) if is_derived else _listed(bits))
    if bits.flag():
        for _ in range(_at_most(bits.golomb(), _MOST_LONG_TERM)):
            bits.take(order_bits + 1)


def _at_most(found: int, largest: int) -> int:
    if found > largest:
        raise EOFError
    return found


def _listed(bits: Bits) -> _Set:
    before, behind = (_at_most(bits.golomb(), _MOST_PICTURES) for _ in range(2))
    return _distances(bits, before, -1), _distances(bits, behind, 1)


def _distances(bits: Bits, count: int, sign: int) -> list[int]:
    found, far = [], 0
    for _ in range(count):
        far += sign * (bits.golomb() + 1)
        bits.flag()
        found.append(far)
    return found


def _derived(bits: Bits, other: _Set) -> _Set:
    """Read which pictures of another set, and that set's own picture, are moved into this one (7-61, 7-62)."""
    sign = -1 if bits.flag() else 1
    moved = sign * (bits.golomb() + 1)
    before, behind = ([(far + moved, bits.flag() or bits.flag()) for far in side] for side in other)
    own = moved, bits.flag() or bits.flag()
    nearest_first = (
        [*reversed(behind), own, *before],
        [*reversed(before), own, *behind],
    )
    kept_before = [far for far, is_kept in nearest_first[0] if is_kept and far < 0]
    kept_behind = [far for far, is_kept in nearest_first[1] if is_kept and far > 0]
    _at_most(len(kept_before) + len(kept_behind), _MOST_PICTURES)
    return kept_before, kept_behind
