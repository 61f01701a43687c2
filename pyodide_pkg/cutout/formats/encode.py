"""A finished picture → the bytes of a file in the chosen format. The formats themselves are in each room's `encode`."""

from dataclasses import dataclass, replace

import numpy as np

from cutout.colour.icc import to_srgb
from cutout.errors import CutoutError, EncodeFailedError
from cutout.formats.avif.encode import AVIF_MAX_PIXELS, encode_avif
from cutout.formats.png.encode import encode_png_strips
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.webp.encode import MAX_SIDE as WEBP_MAX_SIDE
from cutout.formats.webp.encode import encode_webp
from cutout.options import ExportFormat, Options
from cutout.pictures import Photo


@dataclass(frozen=True)
class FileType:
    """How the world calls a format."""

    title: str
    media_type: str
    extension: str


FILE_TYPES: dict[ExportFormat, FileType] = {
    "png": FileType("PNG", "image/png", ".png"),
    "webp": FileType("WebP", "image/webp", ".webp"),
    "avif": FileType("AVIF", "image/avif", ".avif"),
}


def check_export_size(export_format: ExportFormat, width: int, height: int) -> None:
    """Refuse a size that the format cannot hold, before any work is done.

    Raises
    ------
    EncodeFailedError
        With the numbers found and the numbers allowed.
    """
    if export_format == "webp" and max(width, height) > WEBP_MAX_SIDE:
        raise EncodeFailedError("side", format="WebP", width=width, height=height, max_side=WEBP_MAX_SIDE)
    if export_format == "avif" and width * height > AVIF_MAX_PIXELS:
        raise EncodeFailedError("pixels", format="AVIF", width=width, height=height, max_pixels=AVIF_MAX_PIXELS)


def fitted(picture: Photo, export_format: ExportFormat) -> tuple[Photo, dict[str, str | int | float | bool]]:
    """Return the picture as the format can hold it, and what the user should be told about that.

    The AVIF encoder writes no colour profile, so colours are converted to sRGB; clipping is possible. Where the profile
    cannot be read, the numbers stay as they are. The physical resolution has a place in PNG only. Colours are changed
    in place: the caller holds the array until the end, and there is no room for a second one.
    """
    if export_format != "avif" or picture.icc_profile is None:
        return picture, {}
    rgb = to_srgb(picture.rgb, picture.icc_profile)
    note = "dropped: it cannot be read" if rgb is picture.rgb else "converted to sRGB: AVIF is written without profiles"
    np.copyto(picture.rgb, rgb)
    return replace(picture, icc_profile=None), {"icc_profile": note}


async def encode(picture: Photo, options: Options, codecs: ImageCodecs) -> bytes:
    """Encode a picture.

    Parameters
    ----------
    picture : Photo
        As `fitted` returned it.
    options : Options
    codecs : ImageCodecs
        Asked for AVIF only.

    Raises
    ------
    EncodeFailedError
        The encoder refused; its words are in the detail.
    MemoryError
    """
    try:
        if options.format == "webp":
            return encode_webp(picture, quality=options.quality, lossless=options.lossless)
        if options.format == "avif":
            return await encode_avif(picture, codecs, quality=options.quality, lossless=options.lossless)
        return encode_png_strips(
            picture.strips(),
            width=picture.width,
            height=picture.height,
            icc_profile=picture.icc_profile,
            pixels_per_metre=picture.pixels_per_metre,
        )
    except (CutoutError, MemoryError):
        raise
    except Exception as error:
        raise EncodeFailedError(
            "not-written",
            format=FILE_TYPES[options.format].title,
            width=picture.width,
            height=picture.height,
            detail=f"{type(error).__name__}: {error}",
        ) from error
