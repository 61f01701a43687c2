"""Headers of AV1 and HEVC written bit by bit, with any choice of what may stand in them. No test is in here."""

import re


def u(value, count):
    """A number of so many bits, as a text of 0 and 1."""
    return f"{value:0{count}b}" if count else ""


def ue(value):
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits


def packed(bits):
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def said_av1(numbers, full_range):
    return "1" + "".join(u(n, 8) for n in numbers) + ("0" if numbers == (1, 13, 0) else u(full_range, 1))


def av1_sequence_header(choose, numbers, full_range=1, reduced=False, *, size=(1, 1), is_still=True):
    """`choose(most)` gives a number from 0 to `most` for every choice; `numbers` None says nothing."""
    profile = choose(2)
    bits = u(profile, 3) + u(is_still, 1) + u(reduced, 1)
    if reduced:
        bits += u(choose(31), 5)
    else:
        timing = choose(1)
        bits += u(timing, 1)
        delay = 0
        if timing:
            bits += u(choose(2**32 - 1), 32) * 2
            bits += "0" if choose(1) else "1" + ue(choose(2**32 - 2))
            delay = choose(32)
            bits += "1" + u(delay - 1, 5) + u(choose(1000), 32) + u(choose(31), 5) * 2 if delay else "0"
        display = choose(1)
        points = choose(31)
        bits += u(display, 1) + u(points, 5)
        for _ in range(points + 1):
            level = choose(31)
            bits += u(choose(4095), 12) + u(level, 5) + ("1" if level > 7 else "")
            if delay:
                bits += "0" if choose(1) else "1" + u(choose(1), delay) * 2 + "1"
            if display:
                bits += "0" if choose(1) else "1" + u(choose(9), 4)
    lengths = [max((side - 1).bit_length() - 1, choose(15)) for side in size]
    bits += "".join(u(length, 4) for length in lengths)
    bits += "".join(u(side - 1, length + 1) for side, length in zip(size, lengths, strict=True))
    if not reduced:
        bits += "0" if choose(1) else "1" + u(choose(127), 7)
    bits += u(choose(7), 3)
    if not reduced:
        order = choose(1)
        bits += u(choose(15), 4) + u(order, 1) + (u(choose(3), 2) if order else "")
        screen = ("1", "01", "00")[choose(2)]
        bits += screen + (("1", "00", "01")[choose(2)] if screen != "00" else "")
        bits += u(choose(7), 3) if order else ""
    bits += u(choose(7), 3)
    deep = choose(1)
    bits += u(deep, 1) + (u(choose(1), 1) if profile == 2 and deep else "") + ("" if profile == 1 else "0")
    return packed(bits + ("0" + u(full_range, 1) if numbers is None else said_av1(numbers, full_range)))


def av1_unit(kind, body, *, extended=False, sized=True):
    assert len(body) < 1 << 14
    size = bytes([len(body) & 127 | 128, len(body) >> 7]) if sized else b""
    return bytes([kind << 3 | extended << 2 | sized << 1]) + b"\x20" * extended + size + body


def _reference_sets(choose):
    count = choose(40)
    bits, before, behind = ue(count), [], []
    for place in range(count):
        derived = place > 0 and choose(1)
        bits += u(derived, 1) if place else ""
        if derived:
            moved = (choose(4) + 1) * (-1) ** choose(1)
            bits += u(moved < 0, 1) + ue(abs(moved) - 1)
            kept = []
            for far in [*before, *behind, 0]:
                choice = choose(2) if len(before) + len(behind) < 12 else 2
                bits += ("1", "01", "00")[choice]
                if choice != 2:
                    kept.append(far + moved)
            before = sorted((far for far in kept if far < 0), reverse=True)
            behind = sorted(far for far in kept if far > 0)
        else:
            steps = [[choose(3) for _ in range(choose(4))] for _ in range(2)]
            bits += ue(len(steps[0])) + ue(len(steps[1]))
            bits += "".join(ue(step) + u(choose(1), 1) for side in steps for step in side)
            before = [-sum(steps[0][: n + 1]) - n - 1 for n in range(len(steps[0]))]
            behind = [sum(steps[1][: n + 1]) + n + 1 for n in range(len(steps[1]))]
    return bits


def _scaling_lists(choose):
    bits = ""
    for size in range(4):
        for _ in range(0, 6, 3 if size == 3 else 1):
            if choose(1):
                bits += "1" + "".join(ue(choose(40)) for _ in range((16, 64, 65, 65)[size]))
            else:
                bits += "0" + ue(choose(5))
    return bits


def hevc_parameter_set(choose, size, numbers, full_range=1):
    """A sequence parameter set with its two bytes of header; `numbers` None leaves the usability information out."""
    layers = choose(6)
    bits = u(0, 4) + u(layers, 3) + "1" + u(choose(255), 88) + u(93, 8)
    present = [(choose(1), choose(1)) for _ in range(layers)]
    bits += "".join(u(a, 1) + u(b, 1) for a, b in present) + ("00" * (8 - layers) if layers else "")
    bits += "".join("01" * 44 * a + u(93, 8) * b for a, b in present)
    chroma = choose(3)
    bits += ue(0) + ue(chroma) + ("0" if chroma == 3 else "") + ue(size[0]) + ue(size[1]) + "0"
    order = choose(12)
    bits += ue(choose(8)) + ue(choose(8)) + ue(order)
    each = choose(1)
    bits += u(each, 1) + (ue(choose(5)) + ue(choose(2)) + ue(choose(3))) * (layers + 1 if each else 1)
    bits += "".join(ue(choose(3)) for _ in range(6))
    bits += ("0", "10", "11")[scaling := choose(2)] + (_scaling_lists(choose) if scaling == 2 else "")
    bits += u(choose(3), 2)
    bits += "0" if choose(1) else "1" + u(choose(255), 8) + ue(choose(2)) + ue(choose(2)) + "1"
    bits += _reference_sets(choose)
    long_term = choose(4)
    bits += "1" + ue(long_term) + (u(choose(15), order + 4) + "1") * long_term if choose(1) else "0"
    bits += u(choose(3), 2)
    if numbers is None:
        bits += "0"
    else:
        bits += "1" + ("0", "1" + u(3, 8), "1" + u(255, 8) + u(choose(99), 32))[choose(2)]
        bits += ("0", "10", "11")[choose(2)]
        bits += "1" + u(choose(5), 3) + u(full_range, 1) + "1" + "".join(u(n, 8) for n in numbers)
    escaped = re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", packed(bits + u(choose(255), 8)))
    return b"\x42\x01" + escaped


def hevc_configuration(unit):
    """The body of `hvcC` with one parameter set."""
    return bytes(22) + b"\1" + b"\xa1\0\1" + len(unit).to_bytes(2, "big") + unit
