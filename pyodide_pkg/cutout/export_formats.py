"""The formats a cutout can be written in: what the world calls each, and what it can hold. One record per format.

The page gets this table too (`web/src/shared/option-table.js`). How a format is written and checked is in its own room,
`formats/NAME/record.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ExportFormat = Literal["png", "webp", "avif"]


@dataclass(frozen=True)
class ExportFacts:
    """What is known about a format without writing it.

    Parameters
    ----------
    title : str
        As people know it.
    extension : str
        With its dot.
    media_type : str
    can_be_lossy : bool
        It has a quality, and is exact only where that is asked for. Otherwise it always is.
    keeps_profiles : bool
        A colour profile is stored. Otherwise the file is in sRGB.
    exact_cost : float
    lossy_cost : float or None
        About how long an exact and a lossy file take to write and check, against an exact PNG of the same picture. Only
        for promises of time. As measured in browsers; one picture can differ from it by a half.
    max_side, max_pixels : int or None
        The largest picture that can be written; None where no photo that is decoded is too large.
    """

    title: str
    extension: str
    media_type: str
    can_be_lossy: bool
    keeps_profiles: bool
    exact_cost: float
    lossy_cost: float | None = None
    max_side: int | None = None
    max_pixels: int | None = None


EXPORT_FORMATS: Mapping[ExportFormat, ExportFacts] = {
    "png": ExportFacts("PNG", ".png", "image/png", can_be_lossy=False, keeps_profiles=True, exact_cost=1),
    "webp": ExportFacts(
        "WebP",
        ".webp",
        "image/webp",
        can_be_lossy=True,
        keeps_profiles=True,
        exact_cost=4,
        lossy_cost=2.3,
        max_side=16_383,  # sizes have 14 bits (RFC 9649, 2.6 and 3.4)
    ),
    "avif": ExportFacts(
        "AVIF",
        ".avif",
        "image/avif",
        can_be_lossy=True,
        keeps_profiles=False,  # its encoder writes none
        exact_cost=11,
        lossy_cost=7,
        # That encoder has a heap of 2 GB and needs about 45 bytes a pixel: 39.6 megapixels worked, 57.6 did not.
        max_pixels=40_000_000,
    ),
}
