"""Bytes of a source file → photo: upright, straight, 8 bits a channel. The file types themselves are in `*_source`."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cutout.errors import CutoutError, DecodeFailedError
from cutout.icc_header import usable_rgb_profile
from cutout.jpeg_source import open_jpeg
from cutout.limits import check_photo_size
from cutout.orientation import as_stored, orientation_from_exif, upright_size
from cutout.png_source import open_png
from cutout.quantise import rows_per_strip
from cutout.sniff import Decodable, sniff
from cutout.source import Source
from cutout.webp_source import open_webp

_OPENERS: dict[Decodable, Callable[[bytes], Source]] = {"png": open_png, "jpeg": open_jpeg, "webp": open_webp}


@dataclass(frozen=True)
class Photo:
    """A decoded picture.

    Parameters
    ----------
    rgb : ndarray, HxWx3 uint8
        Straight, in the colour space of `icc_profile` (sRGB where that is None), turned upright.
    source_alpha : ndarray, HxW float32 in [0, 1], or None
        The source's own opacity; None where every pixel is opaque.
    icc_profile : bytes or None
        An RGB profile, as found in the file.
    details : dict
        What was found, for the user: flat, str/int/float/bool.
    """

    rgb: NDArray[np.uint8]
    source_alpha: NDArray[np.float32] | None
    icc_profile: bytes | None
    details: dict[str, str | int | float | bool]

    @property
    def width(self) -> int:
        """Upright width in pixels."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Upright height in pixels."""
        return int(self.rgb.shape[0])


def decode(data: bytes) -> Photo:
    """Decode a source file.

    The size is checked on the header, before pixels are decoded. The EXIF orientation is applied exactly once, while
    rows are copied out of the decoder strip by strip: beside the decoder's own picture there is only the result.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    EmptyFileError, UnsupportedFormatError, UnrecognisedFileError
        From `sniff`.
    PhotoTooLargeError
        The header declares more than `limits` allows.
    DecodeFailedError
        The file is damaged, cut short or of an unreadable variant.
    MemoryError
        Left to the caller.
    """
    source_format = sniff(data)
    try:
        # A decoder's warning says that it went on in spite of something odd. In tests warnings are errors, in the
        # browser they are not; the same file must have the same outcome in both.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = _OPENERS[source_format.id](data)
            check_photo_size(source.width, source.height)
            orientation = orientation_from_exif(source.exif)
            rgb, alpha = _read_upright(source, orientation)
    except (CutoutError, MemoryError):
        raise
    except Exception as error:  # decoders raise anything: OSError, SyntaxError, ValueError, struct.error, zlib.error…
        reason = str(error) or type(error).__name__
        raise DecodeFailedError(
            f"The {source_format.name} file cannot be decoded: {reason}. It is damaged, cut short or of an unusual "
            "kind: open it in another program and save it again.",
            detail=f"{type(error).__name__}: {reason}; {len(data)} bytes",
        ) from error
    profile = usable_rgb_profile(source.icc_profile)
    details: dict[str, str | int | float | bool] = {
        "source_format": source_format.name,
        "source_bytes": len(data),
        "source_width": source.width,
        "source_height": source.height,
        **source.details,
        "orientation": orientation,
        "source_transparent": alpha is not None,
        "icc_profile": "kept" if profile is not None else "dropped" if source.icc_profile else "none",
    }
    return Photo(rgb, alpha, profile, details)


def _read_upright(source: Source, orientation: int) -> tuple[NDArray[np.uint8], NDArray[np.float32] | None]:
    if source.width < 1 or source.height < 1:
        raise ValueError(f"it declares {source.width} x {source.height} pixels")
    read_rows = source.load()
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
