"""The rows of a stored picture, as who decodes them hands them on. No file, no colour space and no turning in here."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Rows = tuple[NDArray[np.uint8 | np.uint16], NDArray[np.float32] | None]
"""Some stored rows: colour hxWx3 straight, uint8 or as deep as stored (uint16, 0 to 65535), and alpha hxW float32 in
[0, 1] or None where all is opaque."""

ReadRows = Callable[[int, int], Rows]
"""Rows `top` to `bottom` (exclusive), in the order of the file."""
