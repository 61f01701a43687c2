"""Straight RGBA → the bytes of a PNG, some rows at a time. It does not judge its own work: that is `verify`.

Colours under alpha 0 are written as they are. Nothing here premultiplies, and no filtered copy of the picture exists.
"""

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from cutout.colour.quantise import rows_per_strip
from cutout.formats.png.chunks import PNG_SIGNATURE, write_chunk
from cutout.formats.png.filters import BYTES_PER_PIXEL, choose_filter, filter_rows

LEVEL, SMALL_LEVEL = 4, 5
"""zlib levels. Bytes against Pillow's level 6 on cutouts of 20 photos and 3 graphics (`bench/encode_png.py`), median
and most: level 4 1.00 and 1.08, level 5 0.98 and 1.05, level 6 0.95 and 1.03. Seconds a megapixel for zlib alone in
WebAssembly: 0.07, 0.13 and 0.24. zlib's other strategies are larger: Z_FILTERED by 1 % and slower, Z_RLE by a fifth."""

SMALL_PIXELS = 4_000_000
"""Up to here `SMALL_LEVEL` is used: 2 to 3 % smaller for at most 0.25 s more."""

MAX_SIDE = (1 << 31) - 1
"""PNG specification (third edition), 11.2.1."""


def encode_png(rgba: NDArray[np.uint8], *, icc_profile: bytes | None = None) -> bytes:
    """Encode a picture as 8-bit RGBA PNG.

    Parameters
    ----------
    rgba : ndarray, HxWx4 uint8, straight
        Any memory layout, at least one pixel. Written bit for bit, also where alpha is 0.
    icc_profile : bytes, optional
        An RGB profile to store (iCCP). Without one the picture is declared to be sRGB.

    Returns
    -------
    bytes
        The whole file.

    Raises
    ------
    ValueError
        Another shape, another dtype or no pixels.
    """
    if rgba.ndim != 3 or rgba.shape[2] != BYTES_PER_PIXEL or rgba.dtype != np.uint8:
        raise ValueError(f"expected an array HxWx4 of uint8, got shape {rgba.shape} of {rgba.dtype}")
    height, width = rgba.shape[:2]
    rows = rows_per_strip(max(1, width))
    strips = (rgba[top : top + rows] for top in range(0, height, rows))
    return encode_png_strips(strips, width=width, height=height, icc_profile=icc_profile)


def encode_png_strips(
    strips: Iterable[NDArray[np.uint8]],
    *,
    width: int,
    height: int,
    icc_profile: bytes | None = None,
    pixels_per_metre: tuple[int, int] | None = None,
) -> bytes:
    """Encode a picture that comes in strips, so that the whole RGBA picture need not exist.

    Parameters
    ----------
    strips : iterable of ndarray, hxWx4 uint8, straight
        From top to bottom, `height` rows together.
    width, height : int
        Size in pixels.
    icc_profile : bytes, optional
        As for `encode_png`.
    pixels_per_metre : (int, int), optional
        Physical resolution, horizontally and vertically (pHYs).

    Raises
    ------
    ValueError
        The size is not possible or the strips do not add up to it.
    """
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise ValueError(f"a PNG of {width} x {height} pixels is not possible")
    file = BytesIO()
    file.write(PNG_SIGNATURE)
    write_chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    if icc_profile is None:
        write_chunk(file, b"sRGB", b"\x00")  # rendering intent 0, perceptual
    else:
        write_chunk(file, b"iCCP", b"ICC profile\x00\x00" + zlib.compress(icc_profile, 9))
    if pixels_per_metre is not None:
        write_chunk(file, b"pHYs", struct.pack(">IIB", *pixels_per_metre, 1))  # unit 1, the metre
    deflater = zlib.compressobj(SMALL_LEVEL if width * height <= SMALL_PIXELS else LEVEL)
    above = np.zeros(BYTES_PER_PIXEL * width, np.uint8)
    filtered = np.empty((0, 1 + BYTES_PER_PIXEL * width), np.uint8)
    done = 0
    for strip in strips:
        if strip.shape[1:] != (width, BYTES_PER_PIXEL) or strip.dtype != np.uint8 or not len(strip):
            raise ValueError(f"expected strips hx{width}x4 of uint8, got shape {strip.shape} of {strip.dtype}")
        rows = strip.reshape(len(strip), BYTES_PER_PIXEL * width)  # copies only what is not contiguous
        if len(filtered) < len(rows):
            filtered = np.empty((len(rows), filtered.shape[1]), np.uint8)
        ready = filter_rows(rows, above, choose_filter(rows, above), filtered)
        if packed := deflater.compress(ready.data):  # else zlib still holds these rows back
            write_chunk(file, b"IDAT", packed)
        above = rows[-1].copy()
        done += len(rows)
    if done != height:
        raise ValueError(f"expected {height} rows, got {done}")
    write_chunk(file, b"IDAT", deflater.flush())
    write_chunk(file, b"IEND", b"")
    return file.getvalue()
