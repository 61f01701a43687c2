"""Errors of an estimated foreground: of the premultiplied colour, and as seen in new composites (CIEDE2000)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.quality.ciede2000 import ciede2000
from bench.quality.pixels import in_8_bit
from cutout.colour.rgb_space import SRGB

BAND = (0.02, 0.98)
# Enough for a mean and a 95th percentile to two digits; every n-th pixel of the band is taken.
_MOST_COMPOSITED = 40_000


class ColourErrors(NamedTuple):
    """Means over the band; see `colour_errors`."""

    sad: float
    """Mean absolute difference of the premultiplied foreground, in 0..255."""
    mse: float
    """Mean squared difference of the same, times 1,000, in [0, 1] squared."""
    de: float
    """Mean CIEDE2000 of new composites over white, black and a contrasting colour."""
    de95: float
    """95th percentile of the same."""


def colour_errors(
    estimate: NDArray[np.float32],
    foreground: NDArray[np.float32],
    given_alpha: NDArray[np.float32],
    true_alpha: NDArray[np.float32],
) -> ColourErrors:
    """Compare an estimated foreground with the true one; alpha's own error is left out.

    Parameters
    ----------
    estimate, foreground : ndarray, (H, W, 3) float32, gamma-encoded, straight
        The estimate is rounded to 8 bit first, as an export would.
    given_alpha, true_alpha : ndarray, (H, W) float32 in [0, 1]
        What the method was given, and the truth. The premultiplied colours are taken over the band of the given alpha
        with the true alpha as their weight; the composites over both bands, both made with the given alpha.
    """
    seen = in_8_bit(estimate)
    band = in_band(given_alpha)
    difference = (seen - foreground)[band] * true_alpha[band, np.newaxis]
    seen_differences = composite_differences(seen, given_alpha, foreground, given_alpha, true_alpha)
    return ColourErrors(
        255 * float(np.abs(difference).mean()),
        1000 * float((difference**2).mean()),
        float(seen_differences.mean()),
        float(np.percentile(seen_differences, 95)),
    )


def composite_differences(
    estimate: NDArray[np.float32],
    estimated_alpha: NDArray[np.float32],
    foreground: NDArray[np.float32],
    alpha: NDArray[np.float32],
    true_alpha: NDArray[np.float32],
    counted: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """CIEDE2000 between two cutouts over white, black and a colour that contrasts with the subject, in one row.

    Parameters
    ----------
    estimate, estimated_alpha : ndarray, (H, W, 3) and (H, W) float32
        One cutout.
    foreground, alpha : ndarray, the same
        The other.
    true_alpha : ndarray, (H, W) float32
        Says, with `estimated_alpha`, which pixels count.
    counted : ndarray, (H, W) bool, optional
        Which pixels count instead; for several estimates that are compared with each other.
    """
    places = np.flatnonzero(in_band(estimated_alpha) | in_band(true_alpha) if counted is None else counted)
    places = places[:: len(places) // _MOST_COMPOSITED + 1]
    cutouts = [
        (colour.reshape(-1, 3)[places].T, opacity.ravel()[places])
        for colour, opacity in ((estimate, estimated_alpha), (foreground, alpha))
    ]
    results = []
    for backdrop in (np.ones(3), np.zeros(3), contrasting_colour(foreground, true_alpha)):
        first, second = (
            SRGB.to_lab(opacity * colour + (1 - opacity) * backdrop.astype(np.float32)[:, np.newaxis])
            for colour, opacity in cutouts
        )
        results.append(ciede2000(first, second))
    return np.concatenate(results)


def contrasting_colour(foreground: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return a colour whose every channel is far from the subject's mean."""
    opaque = alpha > 0.5
    mean = foreground[opaque].mean(axis=0) if opaque.any() else np.full(3, 0.5)
    return np.where(mean > 0.5, 0.08, 0.92)


def in_band(alpha: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say where alpha is neither clear nor opaque."""
    return (alpha > BAND[0]) & (alpha < BAND[1])
