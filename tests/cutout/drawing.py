"""Source files drawn by code: pictures, and PNG files of every kind that Pillow itself cannot write."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
from PIL import Image

ORIENTATION_TAG = 0x0112

# Where a stored pixel (row, column) belongs in the upright picture of H x W, from EXIF 2.32, table of tag 0x0112.
UPRIGHT_PLACE = {
    1: lambda r, c, h, w: (r, c),
    2: lambda r, c, h, w: (r, w - 1 - c),
    3: lambda r, c, h, w: (h - 1 - r, w - 1 - c),
    4: lambda r, c, h, w: (h - 1 - r, c),
    5: lambda r, c, h, w: (c, r),
    6: lambda r, c, h, w: (c, w - 1 - r),
    7: lambda r, c, h, w: (h - 1 - c, w - 1 - r),
    8: lambda r, c, h, w: (h - 1 - c, r),
}


def stored_for(upright, orientation):
    """The rows that a camera would store for this upright picture, placed pixel by pixel."""
    h, w = upright.shape[:2]
    rows, columns = (w, h) if orientation >= 5 else (h, w)
    stored = np.empty((rows, columns, *upright.shape[2:]), upright.dtype)
    for r in range(rows):
        for c in range(columns):
            stored[r, c] = upright[UPRIGHT_PLACE[orientation](r, c, h, w)]
    return stored


def exif(orientation):
    block = Image.Exif()
    block[ORIENTATION_TAG] = orientation
    return block.tobytes()


def colours(height, width, channels=3, seed=1):
    """Unrelated random pixels: nothing survives a mix-up of rows, columns or channels."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def smooth(height, width):
    """A gradient that lossy codecs keep almost as it is."""
    y, x = np.mgrid[:height, :width]
    return np.dstack([x * 200 // width + 20, y * 200 // height + 20, (x + y) * 200 // (width + height)]).astype(
        np.uint8
    )


def saved(pixels, file_type, **options):
    mode = {3: "RGB", 4: "RGBA", 1: "L"}[pixels.shape[2]]
    image = Image.fromarray(pixels if mode != "L" else pixels[..., 0])
    assert image.mode == mode
    buffer = io.BytesIO()
    image.save(buffer, file_type, **options)
    return buffer.getvalue()


def drawn_heic(pixels, *, orientation=1, quality=-1, chroma=444, bits=8, **options):
    """A HEIC file; 10 bits if `pixels` is uint16. libheif writes `orientation` as irot and imir."""
    mode = {3: "RGB", 4: "RGBA", 1: "L"}[pixels.shape[2]] + (";16" if bits > 8 else "")
    picture = pillow_heif.from_bytes(mode, pixels.shape[1::-1], np.ascontiguousarray(pixels).tobytes())
    buffer = io.BytesIO()
    if orientation != 1:
        options["exif"] = exif(orientation)
    if chroma:
        options["chroma"] = chroma
    picture.save(buffer, quality=quality, **options)
    return buffer.getvalue()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(samples, bits, colour_type, *, before_pixels=(), after_pixels=(), interlaced=False):
    """A PNG of any colour type and bit depth; `samples` is HxWxC of integers in the file's own depth."""
    height, width, _ = samples.shape
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, int(interlaced))
    passes = [(0, 0, 1, 1)]
    if interlaced:  # Adam7: first row, first column, row step, column step
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    raw = b"".join(_packed_rows(samples[top::down, left::right], bits) for top, left, down, right in passes)
    parts = [chunk(b"IHDR", header), *before_pixels, chunk(b"IDAT", zlib.compress(raw)), *after_pixels]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def _packed_rows(samples, bits):
    if samples.size == 0:
        return b""
    rows = samples.reshape(len(samples), -1)
    if bits == 16:
        return b"".join(b"\0" + row.astype(">u2").tobytes() for row in rows)
    if bits == 8:
        return b"".join(b"\0" + row.astype(np.uint8).tobytes() for row in rows)
    places = np.arange(bits)[::-1]
    bit_rows = (rows[..., np.newaxis] >> places & 1).astype(np.uint8).reshape(len(rows), -1)
    return b"".join(b"\0" + np.packbits(row).tobytes() for row in bit_rows)


def rgba_profile(space=b"RGB "):
    """The smallest block of bytes that has an ICC profile's header."""
    header = bytearray(132)
    header[:4] = struct.pack(">I", len(header))
    header[16:20] = space
    header[36:40] = b"acsp"
    return bytes(header)
