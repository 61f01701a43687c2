"""Bytes of a source file → photo: upright, straight, 8 bits a channel. What opens a file is in its format's record."""

import warnings
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.rows import ReadRows, Rows
from cutout.colour.hdr import hdr_from_profile, tone_mapped
from cutout.colour.icc_header import usable_rgb_profile
from cutout.colour.quantise import nearest_eight_bits, rows_per_strip
from cutout.errors import CutoutError, OutOfMemoryError
from cutout.formats.decode_failure import decode_failure
from cutout.formats.shared.codecs import ImageCodecs, says_out_of_memory
from cutout.formats.shared.declared_size import check_declared_size
from cutout.formats.shared.orientation import as_stored, upright_size
from cutout.formats.shared.source import Source
from cutout.formats.sniff import sniff
from cutout.limits import MAX_PIXELS
from cutout.pictures import Photo


async def decode(data: bytes, codecs: ImageCodecs, *, max_pixels: int = MAX_PIXELS) -> Photo:
    """Decode a source file.

    The size is checked on the header, before pixels are decoded. The orientation is applied exactly once, while rows
    are copied out of the decoder strip by strip: beside the decoder's own picture there is only the result.

    Parameters
    ----------
    data : bytes
        The whole file.
    codecs : ImageCodecs
        Asked for HEIC, AVIF and JPEG.
    max_pixels : int
        The largest photo that is decoded.

    Raises
    ------
    EmptyFileError, UnsupportedFormatError, UnrecognisedFileError
        From `sniff`.
    PhotoTooLargeError
        The header declares more than `max_pixels` or `limits` allow.
    DecodeFailedError
        The file is damaged, cut short or of an unreadable variant.
    OutOfMemoryError
        A codec said so.
    MemoryError
        Left to the caller.
    """
    source_format = sniff(data)
    try:
        # A decoder's warning says that it went on in spite of something odd. In tests warnings are errors, in the
        # browser they are not; the same file must have the same outcome in both.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = source_format.open(data, codecs, max_pixels)
            check_declared_size(source.width, source.height, max_pixels)
            source = _without_hdr_profile(source)
            rgb, alpha = await _read_upright(source)
    except (CutoutError, MemoryError):
        raise
    except Exception as error:  # decoders raise anything: OSError, SyntaxError, ValueError, struct.error, zlib.error…
        reason = str(error) or type(error).__name__
        if says_out_of_memory(error):
            detail = f"{type(error).__name__}: {reason}; {len(data)} bytes"
            raise OutOfMemoryError("decode", format=source_format.name, detail=detail) from error
        raise decode_failure(source_format, error, data) from error
    profile = usable_rgb_profile(source.icc_profile)
    range_said = {} if source.hdr is None else {"source_range": source.hdr.name}
    details: dict[str, str | int | float | bool] = {
        "source_format": source_format.name,
        "source_bytes": len(data),
        "source_width": source.width,
        "source_height": source.height,
        "orientation": source.orientation,
        "source_transparent": alpha is not None,
        "icc_profile": "kept" if profile is not None else "dropped" if source.icc_profile else "none",
        **source.details,
        **range_said,
    }
    resolution = source.pixels_per_metre
    if resolution is not None and source.orientation >= 5:
        resolution = resolution[::-1]
    return Photo(rgb, alpha, profile, resolution, details)


def _without_hdr_profile(source: Source) -> Source:
    """A profile may say PQ or HLG too; its numbers are of no use to what cannot tone-map."""
    hdr = source.hdr or hdr_from_profile(source.icc_profile)
    if hdr is None or source.icc_profile is None:
        return source
    details = {**source.details, "icc_profile": "converted"}
    return replace(source, hdr=hdr, icc_profile=None, details=details)


async def _read_upright(source: Source) -> tuple[NDArray[np.uint8], NDArray[np.float32] | None]:
    orientation = source.orientation
    read_rows = _eight_bits(await source.load(), source)
    width, height = upright_size(source.width, source.height, orientation)
    rgb = np.empty((height, width, 3), np.uint8)
    alpha = np.empty((height, width), np.float32) if source.has_alpha else None
    stored_rgb = as_stored(rgb, orientation)
    stored_alpha = None if alpha is None else as_stored(alpha, orientation)
    opaque = True
    rows = rows_per_strip(source.width)
    for top in range(0, source.height, rows):
        bottom = min(top + rows, source.height)
        strip_rgb, strip_alpha = read_rows(top, bottom)
        stored_rgb[top:bottom] = strip_rgb
        if stored_alpha is not None and strip_alpha is not None:
            stored_alpha[top:bottom] = strip_alpha
            opaque = opaque and bool(strip_alpha.min() == 1)
    return rgb, None if opaque else alpha


def _eight_bits(read_rows: ReadRows, source: Source) -> ReadRows:
    """The one place where samples of more than 8 bits, and those of high dynamic range, become 8 bits."""
    if source.hdr is not None:
        return tone_mapped(read_rows, source.hdr, source.width, source.height)
    levels = source.deep_levels

    def read_eight_bits(top: int, bottom: int) -> Rows:
        colour, alpha = read_rows(top, bottom)
        if levels is not None and colour.dtype == np.uint16:
            return levels[colour], alpha
        return nearest_eight_bits(colour), alpha

    return read_eight_bits
