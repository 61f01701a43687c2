"""Opens HEIC and AVIF files: size, colour and turning from the container, the pixels from a codec outside.

The EXIF orientation is never looked at: in these files it only repeats what the container says.
"""

import numpy as np
from numpy.typing import NDArray

from cutout.codecs import DecodedKind, ImageCodecs
from cutout.colour_codes import UNSPECIFIED, codes_in_words, profile_from_codes
from cutout.isobmff import HeifHeader, read_header
from cutout.limits import check_photo_size
from cutout.source import ReadRows, Rows, Source


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
        stored = await _decoded(codecs, "avif", data, header.width, header.height)
        return _rows_of(stored[top:bottom, left:right])

    return Source(
        width=right - left,
        height=bottom - top,
        icc_profile=_profile(header),
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
        return _rows_of(await _decoded(codecs, "heic", data, width, height), premultiplied=header.premultiplied)

    return Source(
        width=width,
        height=height,
        icc_profile=_profile(header),
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


async def _decoded(codecs: ImageCodecs, kind: DecodedKind, data: bytes, width: int, height: int) -> NDArray[np.uint8]:
    rgba = await codecs.decode(kind, data)
    if rgba.dtype != np.uint8:
        raise TypeError(f"the codec handed out {rgba.dtype} and not 8-bit pixels")
    if rgba.shape != (height, width, 4):
        found = " x ".join(str(side) for side in rgba.shape[1::-1])
        raise ValueError(f"it declares {width} x {height} pixels, and {found} came out")
    return rgba


def _rows_of(rgba: NDArray[np.uint8], *, premultiplied: bool = False) -> ReadRows:
    def read_rows(top: int, bottom: int) -> Rows:
        strip = rgba[top:bottom]
        alpha = strip[..., 3].astype(np.float32) / np.float32(255)
        if not premultiplied:
            return strip[..., :3], alpha
        divisor = np.maximum(strip[..., 3:].astype(np.uint16), 1)
        straight = (strip[..., :3].astype(np.uint16) * np.uint16(255) + divisor // np.uint16(2)) // divisor
        return np.minimum(straight, 255).astype(np.uint8), alpha

    return read_rows


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
    if header.icc_profile is None and header.nclx is not None and header.nclx.transfer != UNSPECIFIED:
        details["source_colour"] = codes_in_words(header.nclx.primaries, header.nclx.transfer)
    return details
