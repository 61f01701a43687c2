"""A finished picture → the bytes of a file in the chosen format. What a format can do is in its record."""

from dataclasses import replace

import numpy as np

from cutout.colour.icc import to_srgb
from cutout.errors import CutoutError, EncodeFailedError
from cutout.export_formats import EXPORT_FORMATS, ExportFormat
from cutout.formats.registry import EXPORTS
from cutout.formats.shared.codecs import ImageCodecs
from cutout.options import Options
from cutout.pictures import Photo


def check_export_size(export_format: ExportFormat, width: int, height: int) -> None:
    """Refuse a size that the format cannot hold, before any work is done.

    Raises
    ------
    EncodeFailedError
        With the numbers found and the numbers allowed.
    """
    facts = EXPORT_FORMATS[export_format]
    if facts.max_side is not None and max(width, height) > facts.max_side:
        raise EncodeFailedError("side", format=facts.title, width=width, height=height, max_side=facts.max_side)
    if facts.max_pixels is not None and width * height > facts.max_pixels:
        raise EncodeFailedError("pixels", format=facts.title, width=width, height=height, max_pixels=facts.max_pixels)


def fitted(picture: Photo, export_format: ExportFormat) -> tuple[Photo, dict[str, str | int | float | bool]]:
    """Return the picture as the format can hold it, and what the user should be told about that.

    Where the format keeps no colour profile, colours are converted to sRGB; clipping is possible. Where the profile
    cannot be read, the numbers stay as they are. The physical resolution has a place in PNG only. Colours are changed
    in place: the caller holds the array until the end, and there is no room for a second one.
    """
    facts = EXPORT_FORMATS[export_format]
    if facts.keeps_profiles or picture.icc_profile is None:
        return picture, {}
    rgb = to_srgb(picture.rgb, picture.icc_profile)
    is_readable = rgb is not picture.rgb
    converted = f"converted to sRGB: {facts.title} is written without profiles"
    note = converted if is_readable else "dropped: it cannot be read"
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
        For the formats that this package cannot write by itself.

    Raises
    ------
    EncodeFailedError
        The encoder refused; its words are in the detail.
    MemoryError
    """
    try:
        return await EXPORTS[options.format].encode(picture, options, codecs)
    except (CutoutError, MemoryError):
        raise
    except Exception as error:
        raise EncodeFailedError(
            "not-written",
            format=EXPORT_FORMATS[options.format].title,
            width=picture.width,
            height=picture.height,
            detail=f"{type(error).__name__}: {error}",
        ) from error
