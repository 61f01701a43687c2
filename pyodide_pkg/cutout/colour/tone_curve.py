"""A profile's tone curve and its inverse, as arithmetic where it is one of the usual ones. It reads no profile."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cutout.colour.cielab import linear_to_srgb, srgb_to_linear
from cutout.colour.icc_tags import Curve

__all__ = ["SRGB_CURVE", "ToneCurve", "tone_curve"]

_NODES = 1024
_SAME = 1e-4
"""In linear light: at most 0.1 of L* where a curve is taken for the sRGB curve or for a power. The table of 1024
entries in the best known sRGB profile is within 3e-5 of the formula."""
_LEAST_RANGE = 0.5
"""Of linear light. A curve that spans less is no photo's."""


class ToneCurve(NamedTuple):
    """Gamma-encoded values to linear light and back; float32 of any shape, nominally in [0, 1], defined beyond."""

    decode: Curve
    encode: Curve


SRGB_CURVE = ToneCurve(srgb_to_linear, linear_to_srgb)


def tone_curve(decode: Curve) -> ToneCurve | None:
    """Add the inverse to a curve that is known in [0, 1].

    Parameters
    ----------
    decode : callable
        Gamma-encoded float32 to linear light.

    Returns
    -------
    ToneCurve or None
        `SRGB_CURVE` itself or a power where the curve is one, which in WebAssembly is several times as quick as its
        samples. Where the curve falls it is made level; None where that leaves hardly any range.
    """
    places = np.linspace(0, 1, _NODES, dtype=np.float32)
    samples = np.maximum.accumulate(decode(places).astype(np.float64))
    if not samples[-1] - samples[0] > _LEAST_RANGE:
        return None
    if np.abs(samples - srgb_to_linear(places)).max() < _SAME:
        return SRGB_CURVE
    middle = _NODES // 2
    gamma = float(np.log(max(samples[middle], 1e-6)) / np.log(places[middle]))
    if gamma > 0 and np.abs(samples - places**gamma).max() < _SAME:
        return ToneCurve(_power(gamma), _power(1 / gamma))
    # Straight on outside [0, 1]: colours out of the gamut stay recognisable as such.
    places = np.concatenate([[-1], places, [2]])
    samples = np.concatenate([[samples[0] - 1], samples, [samples[-1] + 1]])
    return ToneCurve(_interpolated(places, samples), _interpolated(samples, places))


def _power(exponent: float) -> Curve:
    def curve(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.copysign(np.power(np.abs(values), np.float32(exponent)), values)

    return curve


def _interpolated(places: NDArray[np.floating], values: NDArray[np.floating]) -> Curve:
    return lambda wanted: np.interp(wanted, places, values).astype(np.float32)
