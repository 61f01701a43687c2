"""8 bit and float. Rounding itself is `cutout.colour.quantise`, as in the export."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.colour.quantise import quantise


def as_float(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    """0..255 to float32 in [0, 1]."""
    return values.astype(np.float32) / np.float32(255)


def in_8_bit(values: NDArray[Any]) -> NDArray[np.float32]:
    """Round to multiples of 1 / 255, as what is exported would be read again; float32 in [0, 1]."""
    return as_float(quantise(values))
