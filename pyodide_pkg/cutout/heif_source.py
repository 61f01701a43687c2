"""Opens HEIC and AVIF files: size, colour and turning from the container, the pixels from a codec outside.

The EXIF orientation is never looked at: in these files it only repeats what the container says.
"""

import numpy as np
from numpy.typing import NDArray

from cutout.codecs import DecodedKind, ImageCodecs
from cutout.colour_codes import UNSPECIFIED, Hdr, codes_in_words, hdr_from_codes, profile_from_codes
from cutout.heif_pixels import rows_of
from cutout.isobmff import HeifHeader, read_header
from cutout.limits import check_photo_size
from cutout.source import ReadRows, Source

DEEP_MAX_PIXELS = 64_000_000
"""Of a picture whose samples keep more than 8 bits; it takes 8 bytes a pixel then. Larger ones come with 8 bits."""


def open_avif(data: bytes, codecs: ImageCodecs, max_pixels: int) -> Source:
    """Read the header of an AVIF file. The decoder hands out what is stored: cropping and turning are done here.

    Raises
    ------
    BrokenBoxesError
        The container is damaged.
    PhotoTooLargeError
    """
    header = _checked_header(data, max_pixels)
    box = (0, 0, header.width, header.height)
    if header.clap is not None:
        box = header.clap.rectangle(header.width, header.height)
    left, top, right, bottom = box

    async def load() -> ReadRows:
        stored = await _decoded(codecs, "avif", data, header, (header.width, header.height))
        return rows_of(stored[top:bottom, left:right])

    return Source(
        width=right - left,
        height=bottom - top,
        icc_profile=_profile(header),
        hdr=_hdr(header),
        has_alpha=header.has_alpha,
        load=load,
        orientation=header.orientation,
        details=_details(header),
    )


def open_heic(data: bytes, codecs: ImageCodecs, max_pixels: int) -> Source:
    """Read the header of a HEIC file. The decoder (libheif) crops and turns: the pixels come upright.

    Raises
    ------
    BrokenBoxesError
        The container is damaged.
    PhotoTooLargeError
    """
    header = _checked_header(data, max_pixels)
    width, height = header.upright_size

    async def load() -> ReadRows:
        upright = await _decoded(codecs, "heic", data, header, (width, height))
        return rows_of(upright, premultiplied=header.premultiplied)

    return Source(
        width=width,
        height=height,
        icc_profile=_profile(header),
        hdr=_hdr(header),
        has_alpha=header.has_alpha,
        load=load,
        details={
            **_details(header),
            "orientation": header.orientation,
            "source_width": header.width,
            "source_height": header.height,
        },
    )


def _checked_header(data: bytes, max_pixels: int) -> HeifHeader:
    header = read_header(data)
    check_photo_size(header.width, header.height, max_pixels)
    return header


async def _decoded(
    codecs: ImageCodecs, kind: DecodedKind, data: bytes, header: HeifHeader, size: tuple[int, int]
) -> NDArray[np.uint8 | np.uint16]:
    deep = header.bits > 8 and header.width * header.height <= DEEP_MAX_PIXELS
    rgba = await codecs.decode(kind, data, deep=deep)
    if rgba.dtype not in (np.uint8, np.uint16):
        raise TypeError(f"the codec handed out {rgba.dtype} and not 8 or 16 bits")
    if rgba.shape != (*size[::-1], 4):
        found = " x ".join(str(side) for side in rgba.shape[1::-1])
        raise ValueError(f"it declares {size[0]} x {size[1]} pixels, and {found} came out")
    return rgba


def _hdr(header: HeifHeader) -> Hdr | None:
    """PQ and HLG by number count even beside a profile, which can only say them if it is a new one."""
    return None if header.nclx is None else hdr_from_codes(header.nclx.primaries, header.nclx.transfer)


def _profile(header: HeifHeader) -> bytes | None:
    if header.icc_profile is not None or header.nclx is None:
        return header.icc_profile
    return profile_from_codes(header.nclx.primaries, header.nclx.transfer)


def _details(header: HeifHeader) -> dict[str, str | int | float | bool]:
    details: dict[str, str | int | float | bool] = {
        "source_mode": "grey" if header.monochrome else "RGB",
        "source_bits": header.bits,
        "source_frames": 1,
    }
    if header.is_sequence:
        details["source_sequence"] = True
    if header.tiles > 1:
        details["source_tiles"] = header.tiles
    is_by_number = header.icc_profile is None or _hdr(header) is not None
    if is_by_number and header.nclx is not None and header.nclx.transfer != UNSPECIFIED:
        details["source_colour"] = codes_in_words(header.nclx.primaries, header.nclx.transfer)
    return details
