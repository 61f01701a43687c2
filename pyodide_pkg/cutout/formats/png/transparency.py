"""The transparent colour that a PNG without an alpha channel may name (chunk tRNS). Palettes are not handled here."""

import numpy as np
from numpy.typing import NDArray


def alpha_from_key(samples: NDArray[np.uint8] | NDArray[np.uint16], key: bytes, bits: int) -> NDArray[np.float32]:
    """Make the pixels of one colour transparent and all others opaque.

    Parameters
    ----------
    samples : ndarray, hxWxC, C 1 (grey) or 3 (RGB)
        Sub-byte grey already stretched to 0..255; 16-bit samples as stored.
    key : bytes
        Body of tRNS: C big-endian 16-bit numbers in the file's own bit depth.
    bits : int
        Bit depth of the file: 1, 2, 4, 8 or 16.

    Returns
    -------
    ndarray, hxW float32
        0 where all samples equal the key, otherwise 1. A key that is too short makes nothing transparent.

    Source: PNG specification (third edition), 11.3.2.1: only the low `bits` bits of each number count.
    """
    channels = samples.shape[2]
    if len(key) < 2 * channels:
        return np.ones(samples.shape[:2], np.float32)
    largest = (1 << bits) - 1
    stretch = 255 // largest if bits < 8 else 1
    transparent = np.ones(samples.shape[:2], np.bool_)
    for channel in range(channels):
        value = int.from_bytes(key[2 * channel : 2 * channel + 2], "big") & largest
        transparent &= samples[..., channel] == value * stretch
    return np.where(transparent, np.float32(0), np.float32(1))
