"""Opens JPEG files. Files with several pictures (MPO, Ultra HDR) give their first one.

`segments` walks the file, `metadata` reads what it says about the picture, `pixels` decodes.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.arrays.rows import ReadRows, Rows
from cutout.colour.icc import grey_to_srgb
from cutout.colour.icc_table import InkToSrgb
from cutout.colour.icc_tags import BadProfileError
from cutout.colour.icc_write import adobe_rgb_profile
from cutout.errors import UnsupportedFormatError
from cutout.formats.jpeg.metadata import embedded_profile, exif_block, resolution
from cutout.formats.jpeg.pixels import decode_pixels
from cutout.formats.jpeg.scans import Frame
from cutout.formats.jpeg.segments import read_segments
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.shared.exif import orientation_from_exif, says_adobe_rgb
from cutout.formats.shared.source import Source

_MODES = {1: "grey", 3: "RGB", 4: "CMYK"}
"""Names of the colour models by the number of components, for people."""
_INK_PIXELS_AT_ONCE = 1 << 16

_LOSSLESS = frozenset((0xC3, 0xC7, 0xCB, 0xCF))
_ARITHMETIC = frozenset((0xC9, 0xCA))
_HIERARCHICAL = frozenset((0xC5, 0xC6, 0xCD, 0xCE, 0xDE))
_JPEG_LS = 0xF7


def open_jpeg(data: bytes, codecs: ImageCodecs) -> Source:
    """Read the headers of a JPEG file; the size is checked by `decode`, before pixels are decoded.

    Four-channel pictures hold ink, and every common writer stores it inverted. Pillow undoes that whether or not an
    Adobe marker says so, as browsers do, so neither conversion below ever gives a negative. With an ICC profile ink
    becomes sRGB through the profile's table, otherwise by the plain formula; a profile of another kind
    says nothing about what came out of that, and is dropped. A grey profile cannot be written into an RGB export, so
    grey becomes sRGB as well. Colours that only EXIF names get a profile.

    Raises
    ------
    UnsupportedFormatError
        A kind of JPEG that is hardly ever written, by name.
    BrokenJpegError
        From `read_segments`.
    """
    file = read_segments(data)
    _check_kind(file.frame)
    mode = _MODES[len(file.frame.components)]
    profile, exif = embedded_profile(file), exif_block(file)
    convert, converted = _converter(mode, profile)

    details: dict[str, str | int | float | bool] = {"source_mode": mode, "source_bits": 8, "source_frames": 1}
    if file.has_end_marker and not file.scans.are_complete:
        details["source_missing"] = round(file.scans.missing(of_last=0), 2)
    if converted:
        details["icc_profile"] = "converted"
    elif mode == "CMYK" and profile is not None:
        profile = None
        details["icc_profile"] = "dropped"
    elif profile is None and mode == "RGB" and says_adobe_rgb(exif):
        profile = adobe_rgb_profile()
        details["source_colour"] = "Adobe RGB, by EXIF"

    async def load() -> ReadRows:
        picture = await decode_pixels(data, file, codecs)
        if (picture.width, picture.height) != (file.frame.width, file.frame.height):
            raise ValueError(f"{picture.width} x {picture.height} pixels came out")

        def read_rows(top: int, bottom: int) -> Rows:
            return convert(picture.rows(top, bottom)), None

        return read_rows

    return Source(
        width=file.frame.width,
        height=file.frame.height,
        icc_profile=None if converted else profile,
        has_alpha=False,
        load=load,
        orientation=orientation_from_exif(exif),
        pixels_per_metre=resolution(file),
        details=details,
    )


def _check_kind(frame: Frame) -> None:
    kind = _unusual_kind(frame)
    if kind is not None:
        raise UnsupportedFormatError(
            "unusual-jpeg",
            name=kind,
            detail=f"marker {frame.marker:02X}, {frame.bits} bits, {len(frame.components)} components",
        )


def _unusual_kind(frame: Frame) -> str | None:
    if frame.marker == _JPEG_LS:
        return "a JPEG-LS picture"
    if frame.marker in _LOSSLESS:
        return "a lossless JPEG picture"
    if frame.marker in _HIERARCHICAL:
        return "a hierarchical JPEG picture"
    if frame.marker in _ARITHMETIC:
        return "a JPEG picture with arithmetic coding"
    if frame.bits == 12:
        return "a JPEG picture with 12 bits per channel"
    if len(frame.components) not in _MODES:
        return f"a JPEG picture with {len(frame.components)} channels"
    return None


def _converter(mode: str, profile: bytes | None) -> tuple[Callable[[NDArray[np.uint8]], NDArray[np.uint8]], bool]:
    """Return what makes RGB of some rows of four channels, and whether that already used the profile up."""
    if mode == "CMYK":
        try:
            ink = None if profile is None else InkToSrgb(profile)
        except BadProfileError:
            ink = None
        return (_from_ink_plainly, False) if ink is None else (lambda strip: _from_ink(strip, ink), True)
    levels = grey_to_srgb(profile) if mode == "grey" and profile is not None else None
    return (_colour, False) if levels is None else (lambda strip: levels[strip[..., 0]], True)


def _colour(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return strip[..., :3]


def _from_ink_plainly(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(Image.fromarray(strip, "CMYK").convert("RGB"))


def _from_ink(strip: NDArray[np.uint8], ink: InkToSrgb) -> NDArray[np.uint8]:
    rows = max(1, _INK_PIXELS_AT_ONCE // strip.shape[1])
    return np.concatenate([ink.convert(strip[top : top + rows]) for top in range(0, len(strip), rows)])
