"""Opens HEIC and AVIF files: size, colour, cropping and turning from the container, the pixels from a codec outside.

The EXIF orientation is never looked at: in these files it only repeats what the container says.
"""

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.rows import ReadRows
from cutout.colour.codes import UNSPECIFIED, Hdr, codes_in_words, hdr_from_codes, profile_from_codes
from cutout.colour.icc_header import usable_rgb_profile
from cutout.formats.heif.coded_colour import coded_colour
from cutout.formats.heif.header import HeifFile, HeifHeader, read_file, read_header
from cutout.formats.heif.pixels import rows_of
from cutout.formats.heif.properties import Nclx
from cutout.formats.heif.still import still_file
from cutout.formats.shared.codecs import DecodedKind, ImageCodecs
from cutout.formats.shared.declared_size import check_declared_size
from cutout.formats.shared.source import Source

DEEP_MAX_PIXELS = 64_000_000
"""Of a picture whose samples keep more than 8 bits; it takes 8 bytes a pixel then. Larger ones come with 8 bits."""


def open_heif(kind: DecodedKind, data: bytes, codecs: ImageCodecs, max_pixels: int) -> Source:
    """Read the header of a HEIC or AVIF file. The decoder hands out what is stored: cropping and turning are done here.

    Raises
    ------
    BrokenBoxesError
        The container is damaged.
    ImpossibleSizeError, PhotoTooLargeError
    """
    file = read_file(data)
    header = file.header
    check_declared_size(header.width, header.height, max_pixels)
    colour = header.nclx or coded_colour(file)
    left, top, right, bottom = header.geometry.rectangle

    async def load() -> ReadRows:
        stored = await _stored(kind, file, codecs, max_pixels)
        return rows_of(stored[top:bottom, left:right], premultiplied=header.premultiplied)

    return Source(
        width=right - left,
        height=bottom - top,
        icc_profile=_profile(header.icc_profile, colour),
        hdr=_hdr(colour),
        has_alpha=header.has_alpha,
        load=load,
        orientation=header.geometry.orientation,
        details=_details(header, colour),
    )


async def _stored(
    kind: DecodedKind, file: HeifFile, codecs: ImageCodecs, max_pixels: int
) -> NDArray[np.uint8 | np.uint16]:
    """Decode the picture as it is stored; of one that is coded with padding, the part that the file declares."""
    still = still_file(file)
    coded = read_header(still)
    check_declared_size(coded.width, coded.height, max_pixels)
    declared = file.header
    deep = declared.bits > 8 and coded.width * coded.height <= DEEP_MAX_PIXELS
    rgba = await codecs.decode(kind, still, deep=deep)
    if rgba.dtype not in (np.uint8, np.uint16):
        raise TypeError(f"the codec handed out {rgba.dtype} and not 8 or 16 bits")
    height, width, _ = rgba.shape
    if (width, height) != (coded.width, coded.height) or width < declared.width or height < declared.height:
        raise ValueError(f"it declares {declared.width} x {declared.height} pixels, and {width} x {height} came out")
    return rgba[: declared.height, : declared.width]


def _hdr(colour: Nclx | None) -> Hdr | None:
    """PQ and HLG by number count even beside a profile, which can only say them if it is a new one."""
    return None if colour is None else hdr_from_codes(colour.primaries, colour.transfer)


def _profile(icc_profile: bytes | None, colour: Nclx | None) -> bytes | None:
    """The file's own profile counts first; numbers beside a damaged one, or one that is not for RGB, still do."""
    if colour is None or usable_rgb_profile(icc_profile) is not None:
        return icc_profile
    return profile_from_codes(colour.primaries, colour.transfer) or icc_profile


def _details(header: HeifHeader, colour: Nclx | None) -> dict[str, str | int | float | bool]:
    details: dict[str, str | int | float | bool] = {
        "source_mode": "grey" if header.monochrome else "RGB",
        "source_bits": header.bits,
        "source_frames": 1,
    }
    if header.is_sequence:
        details["source_sequence"] = True
    if header.tiles > 1:
        details["source_tiles"] = header.tiles
    if header.geometry.ignored_clap:
        details["source_clap_ignored"] = True
    is_by_number = header.icc_profile is None or _hdr(colour) is not None
    if is_by_number and colour is not None and colour.transfer != UNSPECIFIED:
        details["source_colour"] = codes_in_words(colour.primaries, colour.transfer)
    return details
