"""A JPEG of the source for comparisons in the page, where browsers cannot show the source file as it is here."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.colour.icc import to_srgb
from cutout.formats.registry import SOURCES
from cutout.pictures import Photo

MAX_SIDE = 2048
_UNSHOWN = frozenset(source.name for source in SOURCES.values() if not source.is_shown_by_browsers)
"""By `source_format`. The others can be shown by every browser this program runs in, but each
dims pictures of high dynamic range in a way of its own."""
_QUALITY = 90


def original_preview(photo: Photo) -> bytes:
    """Return a JPEG of the upright photo in sRGB, longest side at most `MAX_SIDE`; empty for what browsers can show."""
    if photo.details["source_format"] not in _UNSHOWN and "source_range" not in photo.details:
        return b""
    small = _reduced(photo.rgb, min(1.0, MAX_SIDE / max(photo.width, photo.height)))
    if photo.icc_profile is not None:
        small = to_srgb(small, photo.icc_profile)
    file = BytesIO()
    Image.fromarray(small).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _reduced(rgb: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    height, width = rgb.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.BOX))
