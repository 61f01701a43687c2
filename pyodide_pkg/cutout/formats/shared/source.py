"""An opened source file: header read, no pixel decoded. Each format has a `source` that makes one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.rows import ReadRows
from cutout.colour.codes import Hdr


@dataclass(frozen=True)
class Source:
    """An opened source file.

    Parameters
    ----------
    width, height : int
        Stored size in pixels, not yet upright.
    icc_profile : bytes or None
        Of the RGB that `decode` makes of the rows; unchecked.
    hdr : Hdr or None
        The rows are of high dynamic range: `decode` makes sRGB of them.
    deep_levels : ndarray, 65536 uint8, or None
        What 8-bit level of `icc_profile` a deep sample becomes; None for the nearest.
    has_alpha : bool
        Whether `read_rows` returns alpha.
    load : async callable
        Decodes the pixels; returns `ReadRows`. It may raise whatever the decoder raises.
    orientation : int, 1 to 8
        What is still to be done, as an EXIF orientation.
    pixels_per_metre : (int, int) or None
        Resolution along the stored x and y axes.
    details : dict
        What was found, for the user: flat, str/int/float/bool.
    """

    width: int
    height: int
    icc_profile: bytes | None
    has_alpha: bool
    load: Callable[[], Awaitable[ReadRows]]
    hdr: Hdr | None = None
    deep_levels: NDArray[np.uint8] | None = None
    orientation: int = 1
    pixels_per_metre: tuple[int, int] | None = None
    details: dict[str, str | int | float | bool] = field(default_factory=dict)
