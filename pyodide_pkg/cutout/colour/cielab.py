"""The steps between gamma-encoded sRGB, linear RGB, XYZ (D65) and CIELAB, on planar float32 arrays.

Pure arithmetic on arrays of shape (3, ...); `rgb_space` makes the whole way of them. Powers are computed, not looked
up: in WebAssembly `numpy.power` is as quick as `numpy.take`, and exact.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BACKWARD",
    "FORWARD",
    "WHITE",
    "lab_curve",
    "lab_curve_undone",
    "lab_to_xyz",
    "linear_to_srgb",
    "srgb_to_linear",
    "transform",
    "xyz_to_lab",
]

# IEC 61966-2-1:1999, linear RGB to XYZ for the sRGB primaries and the D65 white point.
_RGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# Taken from the matrix rather than from a table of illuminants, so that RGB white is exactly L* = 100, a* = b* = 0.
_WHITE = _RGB_TO_XYZ.sum(axis=1)

FORWARD = _RGB_TO_XYZ.astype(np.float32)
BACKWARD = np.linalg.inv(_RGB_TO_XYZ).astype(np.float32)
"""Linear sRGB to XYZ (white at Y = 1) and back, for `transform`."""

WHITE = _WHITE.astype(np.float32)
"""XYZ of the white point, for `lab_curve`."""

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
    curve = np.maximum(srgb, 0.04045)
    curve += 0.055
    curve *= 1 / 1.055
    np.power(curve, 2.4, out=curve)
    return _where(srgb <= 0.04045, srgb, 1 / 12.92, 0, curve)


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
    curve = np.maximum(linear, 0.0031308)
    np.power(curve, 1 / 2.4, out=curve)
    curve *= 1.055
    curve -= 0.055
    return _where(linear <= 0.0031308, linear, 12.92, 0, curve)


def _where(
    straight: NDArray[np.bool_], values: NDArray[np.float32], slope: float, offset: float, curve: NDArray[np.float32]
) -> NDArray[np.float32]:
    """`curve`, overwritten by the straight line where that applies; on most pictures it is nowhere, or seldom."""
    if straight.any():
        np.copyto(curve, values * np.float32(slope) + np.float32(offset), where=straight)
    return curve


def transform(matrix: NDArray[np.float32], planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Multiply the three values of every pixel, (3, ...), by a 3x3 matrix; in WebAssembly a fourth of a tensordot."""
    flat = planes.reshape(3, -1)
    product: NDArray[np.float32] = np.einsum("ij,jn->in", matrix, flat)
    return product.reshape(planes.shape)


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
    fx, fy, fz = lab_curve(xyz / _per_channel(WHITE, xyz.ndim))
    return np.stack([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def lab_curve(ratio: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply CIELAB's cube root, straight near black; X, Y or Z over the white's to f, float32 of any shape."""
    return _where(ratio <= _DELTA**3, ratio, _SLOPE, _OFFSET, np.cbrt(ratio))


def lab_curve_undone(f: NDArray[np.float32]) -> NDArray[np.float32]:
    """The inverse of `lab_curve`."""
    return _where(f <= _DELTA, f, 1 / _SLOPE, -_OFFSET / _SLOPE, f * f * f)


def lab_to_xyz(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIELAB with the D65 white point to CIE XYZ, both float32 of shape (3, ...); the inverse of `xyz_to_lab`."""
    lightness, a, b = lab
    fy = (lightness + 16) / 116
    f = np.stack([fy + a / 500, fy, fy - b / 200])
    return lab_curve_undone(f) * _per_channel(WHITE, lab.ndim)


def _per_channel(values: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    return values.reshape((3,) + (1,) * (dimensions - 1))
