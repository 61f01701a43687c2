"""Opens JPEG files with Pillow's decoder. Files with several pictures (MPO, Ultra HDR) give their first one."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from cutout.exif import orientation_from_exif, pixels_per_metre, pixels_per_metre_from_exif
from cutout.icc import grey_to_srgb
from cutout.icc_table import InkToSrgb
from cutout.icc_tags import BadProfileError
from cutout.source import ReadRows, Rows, Source

_JFIF_UNITS_PER_METRE = {1: 1 / 0.0254, 2: 100.0}  # inch, centimetre
_INK_PIXELS_AT_ONCE = 1 << 16


def open_jpeg(data: bytes, max_pixels: int) -> Source:
    """Read the header of a JPEG file; the size is checked by `decode`, since Pillow allocates nothing before `load`.

    Four-channel pictures hold ink, and every common writer stores it inverted. Pillow undoes that whether or not an
    Adobe marker says so, as browsers do, so neither conversion below ever gives a negative. With an ICC profile ink
    becomes sRGB through the profile's table, otherwise by the plain formula. A grey profile cannot be written into an
    RGB export, so grey becomes sRGB as well.
    """
    # The class itself rather than `Image.open`: no other plugin can get hold of the file, an MPO is not opened as a
    # sequence, and the message of an error is the decoder's own.
    image = JpegImageFile(BytesIO(data))
    profile, exif = image.info.get("icc_profile"), image.info.get("exif")
    convert, converted = _converter(image.mode, profile)

    details: dict[str, str | int | float | bool] = {"source_mode": image.mode, "source_bits": 8, "source_frames": 1}
    if converted:
        details["icc_profile"] = "converted"

    async def load() -> ReadRows:
        image.load()

        def read_rows(top: int, bottom: int) -> Rows:
            return convert(image.crop((0, top, image.width, bottom))), None

        return read_rows

    return Source(
        width=image.width,
        height=image.height,
        icc_profile=None if converted else profile,
        has_alpha=False,
        load=load,
        orientation=orientation_from_exif(exif),
        pixels_per_metre=_jfif_resolution(image) or pixels_per_metre_from_exif(exif),
        details=details,
    )


def _jfif_resolution(image: JpegImageFile) -> tuple[int, int] | None:
    x, y = image.info.get("jfif_density", (0, 0))
    return pixels_per_metre(x, y, _JFIF_UNITS_PER_METRE.get(image.info.get("jfif_unit", 0), 0))


def _converter(mode: str, profile: bytes | None) -> tuple[Callable[[Image.Image], NDArray[np.uint8]], bool]:
    """Return what makes RGB of some rows, and whether that already used the profile up."""
    if mode == "CMYK" and profile is not None:
        try:
            ink = InkToSrgb(profile)
        except BadProfileError:
            return _plain, False
        return lambda strip: _from_ink(np.asarray(strip), ink), True
    if mode == "L" and profile is not None:
        levels = grey_to_srgb(profile)
        if levels is not None:
            return lambda strip: levels[np.asarray(strip)], True
    return _plain, False


def _plain(strip: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(strip if strip.mode == "RGB" else strip.convert("RGB"))


def _from_ink(strip: NDArray[np.uint8], ink: InkToSrgb) -> NDArray[np.uint8]:
    rows = max(1, _INK_PIXELS_AT_ONCE // strip.shape[1])
    return np.concatenate([ink.convert(strip[top : top + rows]) for top in range(0, len(strip), rows)])
