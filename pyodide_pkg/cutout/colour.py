"""Colour spaces: sRGB (gamma-encoded) <-> linear RGB <-> XYZ (D65) <-> CIELAB, on planar float32 arrays.

Pure arithmetic on arrays of shape (3, ...); other spaces than sRGB are in `rgb_space`. Powers are computed, not looked
up: in WebAssembly `numpy.power` is about three times as quick as `numpy.take`.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BACKWARD",
    "FORWARD",
    "lab_to_srgb",
    "lab_to_xyz",
    "linear_to_srgb",
    "linear_to_xyz",
    "srgb_to_lab",
    "srgb_to_linear",
    "xyz_to_lab",
    "xyz_to_linear",
]

# IEC 61966-2-1:1999, linear RGB to XYZ for the sRGB primaries and the D65 white point.
_RGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# Taken from the matrix rather than from a table of illuminants, so that RGB white is exactly L* = 100, a* = b* = 0.
_WHITE = _RGB_TO_XYZ.sum(axis=1)

FORWARD = _RGB_TO_XYZ.astype(np.float32)
BACKWARD = np.linalg.inv(_RGB_TO_XYZ).astype(np.float32)
"""Linear sRGB to XYZ and back, for (3, 3) @ (3, ...)."""

_WHITE_F32 = _WHITE.astype(np.float32)

# CIE 15:2004, section 8.2.1: below _DELTA**3 the cube root is replaced by a straight line.
_DELTA = 6 / 29
_SLOPE = 1 / (3 * _DELTA**2)
_OFFSET = 4 / 29


def srgb_to_linear(srgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Remove the sRGB gamma curve (IEC 61966-2-1).

    Parameters
    ----------
    srgb : ndarray, float32, any shape
        Nominally in [0, 1]; negative values follow the straight part of the curve.

    Returns
    -------
    ndarray, float32, the same shape
        [0, 1] maps to [0, 1].
    """
    curve = np.power((np.maximum(srgb, 0.04045) + 0.055) / 1.055, 2.4)
    return np.where(srgb <= 0.04045, srgb / 12.92, curve)


def linear_to_srgb(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply the sRGB gamma curve (IEC 61966-2-1).

    Parameters
    ----------
    linear : ndarray, float32, any shape
        Nominally in [0, 1]; negative values follow the straight part of the curve.

    Returns
    -------
    ndarray, float32, the same shape
        [0, 1] maps to [0, 1].
    """
    curve = 1.055 * np.power(np.maximum(linear, 0.0031308), 1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, curve)


def linear_to_xyz(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Linear RGB to CIE XYZ, both float32 of shape (3, ...), white (1, 1, 1) at Y = 1 (IEC 61966-2-1)."""
    return np.tensordot(FORWARD, linear, axes=1)


def xyz_to_linear(xyz: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIE XYZ (white at Y = 1) to linear RGB, both float32 of shape (3, ...); not clipped to the gamut."""
    return np.tensordot(BACKWARD, xyz, axes=1)


def xyz_to_lab(xyz: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIE XYZ to CIELAB with the D65 white point (CIE 15:2004).

    Parameters
    ----------
    xyz : ndarray, (3, ...) float32, white at Y = 1

    Returns
    -------
    ndarray, (3, ...) float32
        L* in [0, 100], a* and b* within -108..99 for colours of the sRGB gamut.
    """
    ratio = xyz / _per_channel(_WHITE_F32, xyz.ndim)
    root = np.power(np.maximum(ratio, _DELTA**3), 1 / 3)
    fx, fy, fz = np.where(ratio > _DELTA**3, root, ratio * _SLOPE + _OFFSET)
    return np.stack([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def lab_to_xyz(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIELAB with the D65 white point to CIE XYZ, both float32 of shape (3, ...); the inverse of `xyz_to_lab`."""
    lightness, a, b = lab
    fy = (lightness + 16) / 116
    f = np.stack([fy + a / 500, fy, fy - b / 200])
    ratio = np.where(f > _DELTA, f * f * f, (f - _OFFSET) / _SLOPE)
    return ratio * _per_channel(_WHITE_F32, lab.ndim)


def srgb_to_lab(srgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gamma-encoded sRGB of shape (3, ...) in [0, 1] to CIELAB (D65)."""
    return xyz_to_lab(linear_to_xyz(srgb_to_linear(srgb)))


def lab_to_srgb(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIELAB (D65) of shape (3, ...) to gamma-encoded sRGB, not clipped: outside [0, 1] means outside the gamut."""
    return linear_to_srgb(xyz_to_linear(lab_to_xyz(lab)))


def _per_channel(values: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    return values.reshape((3,) + (1,) * (dimensions - 1))
