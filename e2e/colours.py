"""Compares a cutout's colours with those of a photo that Pillow decoded, for tests of photographs and drawn scenes."""

import numpy as np
from numpy.typing import NDArray


def assert_colours_kept(found: NDArray[np.uint8], decoded: NDArray[np.uint8]) -> None:
    """Fail unless they are equal, but for a few values that a JPEG decoder's native build rounds otherwise."""
    difference = np.abs(found.astype(np.int16) - decoded)
    assert difference.max() <= 1
    assert (difference > 0).mean() < 0.002
