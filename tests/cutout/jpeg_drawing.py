"""JPEG files of kinds that Pillow itself does not write, put together from its grey ones. No test is in here."""

import io
import struct

import numpy as np
from PIL import Image

START, END = b"\xff\xd8", b"\xff\xd9"


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(data, *segments):
    """The file with these segments behind its start marker."""
    return START + b"".join(segments) + data[2:]


def with_frame(data, *, marker=None, bits=None, components=None):
    """The file with another frame header: another coding process, depth or number of components."""
    at = next(i for i in range(len(data)) if data[i] == 0xFF and data[i + 1] in (0xC0, 0xC1, 0xC2))
    header = bytearray(data[at : at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")])
    header[1] = header[1] if marker is None else marker
    header[4] = header[4] if bits is None else bits
    if components is not None:
        header[9] = components
        header[2:4] = struct.pack(">H", 8 + 3 * components)
        header[10:] = (header[10:] * components)[: 3 * components]
    return data[:at] + bytes(header) + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def with_sampling(pixels, factors, *, quality=90):
    """A baseline file with any sampling, a scan for each component.

    A component's scan of its own has the same coded data as a grey file of that component's size.

    Parameters
    ----------
    pixels : ndarray, HxWx3 uint8
        RGB.
    factors : three pairs of int
        Horizontal and vertical, as the frame header has them: ((1, 2), (1, 1), (1, 1)) is 4:4:0.
    """
    height, width = pixels.shape[:2]
    most = [max(factor[axis] for factor in factors) for axis in (0, 1)]
    scans = b""
    for number, (plane, factor) in enumerate(
        zip(Image.fromarray(pixels).convert("YCbCr").split(), factors, strict=True), 1
    ):
        size = -(-width * factor[0] // most[0]), -(-height * factor[1] // most[1])
        buffer = io.BytesIO()
        plane.resize(size, Image.Resampling.BOX).save(buffer, "JPEG", quality=quality)
        grey = buffer.getvalue()
        coded = grey.index(b"\xff\xda") + 10
        scans += segment(0xDA, bytes([1, number, 0, 0, 63, 0])) + grey[coded:-2]
    tables = b"".join(_segments(grey, (0xDB, 0xC4)))
    shapes = b"".join(bytes([number, h << 4 | v, 0]) for number, (h, v) in enumerate(factors, 1))
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + shapes)
    return START + tables + frame + scans + END


def noise(height, width, seed=1):
    """Every block takes about as many bytes as any other."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def scan_starts(data):
    """Where each scan's header begins."""
    return [at for at in range(len(data) - 1) if data[at : at + 2] == b"\xff\xda"]


def _segments(data, markers):
    at = 2
    while data[at + 1] != 0xDA:
        length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] in markers:
            yield data[at : at + length]
        at += length
