"""ICC profiles drawn by code, for tests: matrix, grey and lookup-table profiles. No test is in here."""

import struct

import numpy as np


def profile(space, pcs, tags, version=2):
    """A profile from the bodies of its tags."""
    directory, bodies = b"", b""
    start = 132 + 12 * len(tags)
    for kind, body in tags.items():
        directory += kind + struct.pack(">II", start + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    header = bytearray(128)
    header[:4] = struct.pack(">I", start + len(bodies))
    header[8] = version
    header[12:24] = b"prtr" + space + pcs
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">3i", 63190, 65536, 54061)
    return bytes(header) + struct.pack(">I", len(tags)) + directory + bodies


def text(words):
    return b"desc" + bytes(4) + struct.pack(">I", len(words) + 1) + words.encode() + bytes(1 + 4 + 4 + 2 + 1 + 67)


def xyz(*values):
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def gamma(value):
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def table(values):
    numbers = np.round(np.asarray(values) * 65535).astype(">u2")
    return b"curv" + bytes(4) + struct.pack(">I", len(numbers)) + numbers.tobytes()


def parametric(function, *values):
    return (
        b"para"
        + bytes(4)
        + struct.pack(">HH", function, 0)
        + b"".join(struct.pack(">i", round(v * 65536)) for v in values)
    )


WHITE = xyz(0.9642, 1, 0.8249)
FREE = b"text\0\0\0\0free\0"
ADOBE_RGB = {
    b"rXYZ": xyz(0.60974, 0.31111, 0.01947),
    b"gXYZ": xyz(0.20528, 0.62567, 0.06087),
    b"bXYZ": xyz(0.14919, 0.06322, 0.74457),
}


def matrix(curve, colorants=None, version=2):
    tags = {b"desc": text("drawn"), b"cprt": FREE, b"wtpt": WHITE, **(colorants or ADOBE_RGB)}
    return profile(b"RGB ", b"XYZ ", tags | {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}, version)


def grey(curve, pcs=b"XYZ "):
    return profile(b"GRAY", pcs, {b"desc": text("grey"), b"cprt": FREE, b"wtpt": WHITE, b"kTRC": curve})


def ink_lab(cmyk):
    """A made-up press: Lab of ink in [0, 1], Nx4 → Nx3. Black ink is not quite black, and inks have colours."""
    c, m, y, k = np.moveaxis(np.asarray(cmyk, float), -1, 0)
    lightness = 8 + 87 * (1 - 0.55 * c) * (1 - 0.5 * m) * (1 - 0.1 * y) * (1 - 0.9 * k)
    a = (1 - k) * (70 * m - 35 * c - 5 * y)
    b = (1 - k) * (80 * y - 45 * c - 5 * m)
    return np.stack([lightness, a, b], axis=-1)


def ink(wide=True, points=9, space=b"CMYK", inks=4):
    """A profile whose table holds `ink_lab`: mft2 or mft1, with curves that are not straight."""
    axes = np.meshgrid(*[np.linspace(0, 1, points)] * inks, indexing="ij")
    nodes = np.stack(axes, axis=-1).reshape(-1, inks)
    device = nodes ** (1 / 1.3)  # undoes the input curves
    lab = ink_lab(device if inks == 4 else np.concatenate([1 - device, np.zeros((len(device), 1))], axis=1))
    entries = 256
    bent = np.tile(np.linspace(0, 1, entries) ** 1.3, inks)
    straight = np.tile(np.linspace(0, 1, entries), 3)
    if wide:
        encoded = np.stack([lab[:, 0] * 652.8, (lab[:, 1] + 128) * 256, (lab[:, 2] + 128) * 256], axis=1)
        numbers = [bent * 65535, np.clip(encoded, 0, 65535).reshape(-1), straight * 65535]
        kind, head, dtype = b"mft2", struct.pack(">HH", entries, entries), ">u2"
    else:
        encoded = np.stack([lab[:, 0] * 2.55, lab[:, 1] + 128, lab[:, 2] + 128], axis=1)
        numbers = [bent * 255, np.clip(encoded, 0, 255).reshape(-1), straight * 255]
        kind, head, dtype = b"mft1", b"", "u1"
    body = _table_body(kind, inks, 3, points, head, numbers, dtype)
    tags = {b"desc": text("ink"), b"cprt": FREE, b"wtpt": WHITE, b"A2B0": body}
    if inks == 4 and wide:
        tags[b"B2A0"] = _separation(entries)
    return profile(space, b"Lab ", tags)


def _table_body(kind, inputs, outputs, points, head, numbers, dtype):
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    body = kind + bytes(4) + bytes([inputs, outputs, points, 0]) + identity + head
    return body + np.round(np.concatenate(numbers)).astype(dtype).tobytes()


def _separation(entries):
    """Lab → ink with black ink only; L* 100 is 0xFF00, so the table's last level is a little above it."""
    lightness = np.repeat(np.linspace(0, 65535 / 65280, 3), 9)
    inks = np.stack([lightness * 0, lightness * 0, lightness * 0, np.clip(1 - lightness, 0, 1)], axis=1)
    straight = np.linspace(0, 65535, entries)
    numbers = [np.tile(straight, 3), inks.reshape(-1) * 65535, np.tile(straight, 4)]
    return _table_body(b"mft2", 3, 4, 3, struct.pack(">HH", entries, entries), numbers, ">u2")
