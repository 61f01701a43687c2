"""Whether a photo's chroma has the photo's resolution, or was stored at half of it, as JPEG, WebP and HEIC mostly do.

Read from the pixels, not from the file: a photo that was made smaller since has its full chroma back.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.tiles import Window, tiles

__all__ = ["chroma_trust"]

_SAMPLE = 64
_MOST_SAMPLES = 96
_FEWEST_SAMPLES = 3
_SHORTEST = 8
# Of a difference, in 0..255: hard edges shall not outvote everything else in their tile.
_LARGEST = 32.0
# Mean square of a difference. Rounding to 8 bit alone makes 0.3 of a first and 3 of a third one.
_ROUNDING = 6.0
# Between these the answer goes from 0 to 1. On 48 composites the ratio was over 0.95 where the photo was clean but for
# checkerboards and a foreground that was once a JPEG; with 4:2:0 it was 0.04 to 0.80 for nine in ten, whatever the
# quality. JPEG at 4:4:4 (0.65 to 0.90) gives itself away by its blocks, and gains from being trusted less.
_HALF, _FULL = 0.80, 0.92


def chroma_trust(photo: NDArray[Any], windows: Iterable[Window]) -> float:
    """Say how far single pixels' chroma is to be believed.

    Chroma of half the resolution is enlarged when a photo is decoded. Between neighbours it then changes more, or less,
    from even to odd pixels than from odd to even ones: first differences tell this where pixels were repeated, third
    ones where they were interpolated. In what a sensor or a renderer made, both parities are alike.

    Parameters
    ----------
    photo : ndarray, (H, W, 3) uint8 or float32 in [0, 1], gamma-encoded RGB
    windows : iterable of Window
        The parts that matter; some 0.4 megapixels of them are looked at.

    Returns
    -------
    float in [0, 1]
        1 for chroma of full resolution, also where there is too little chroma to tell; 0 for half.
    """
    samples = [
        Window(window.top + part.top, window.top + part.bottom, window.left + part.left, window.left + part.right)
        for window in windows
        for part in tiles(window.bottom - window.top, window.right - window.left, _SAMPLE)
    ]
    every = max(1, -(-len(samples) // _MOST_SAMPLES))
    found = np.array([_parities(photo[sample.slices], sample) for sample in samples[::every]]).reshape(-1, 4)
    ratio = 1.0
    for parities in found.T:
        known = parities[np.isfinite(parities)]
        if len(known) >= _FEWEST_SAMPLES:
            # With its sign: edges that lie on even pixels in one place lie on odd ones in another.
            ratio = min(ratio, float(np.exp(-abs(np.median(known)))))
    return min(max((ratio - _HALF) / (_FULL - _HALF), 0.0), 1.0)


def _parities(part: NDArray[Any], window: Window) -> list[float]:
    """Return `_parity` of both differences along columns and along rows."""
    red, green, blue = (part[..., channel].astype(np.float32) for channel in range(3))
    chroma = np.stack([red - green, blue - green])
    if part.dtype != np.uint8:
        chroma *= np.float32(255)
    found = []
    for planes, start in ((chroma.swapaxes(1, 2), window.top), (chroma, window.left)):
        if planes.shape[2] < _SHORTEST:
            found += [np.nan, np.nan]
            continue
        first = planes[..., 1:] - planes[..., :-1]
        third = first[..., 2:] - 2 * first[..., 1:-1] + first[..., :-2]
        found += [_parity(first, start), _parity(third, start)]
    return found


def _parity(differences: NDArray[np.float32], start: int) -> float:
    """Return log(odd / even) of differences along the last axis; NaN if there is nothing but rounding."""
    clipped = np.clip(differences, -_LARGEST, _LARGEST)
    halves = (clipped[..., parity::2] for parity in (start % 2, 1 - start % 2))
    even, odd = (float(np.einsum("cij,cij->", half, half)) / half.size for half in halves)
    return float(np.log((odd + 1) / (even + 1))) if max(even, odd) > _ROUNDING else np.nan
