"""sRGB as ICC sees it: its matrix and curve, and Lab's curve. It is about numbers, not about pictures or profiles."""

import numpy as np
from numpy.typing import NDArray

D50 = np.array([0.9642, 1.0, 0.8249])
_SRGB_TO_D50 = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)
"""Linear sRGB → XYZ of the connection space (D50), with the Bradford adaptation: the colorants of the sRGB profile."""
D50_TO_SRGB = np.linalg.inv(_SRGB_TO_D50)


def srgb_encoded(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply the sRGB transfer curve (IEC 61966-2-1), mirrored for negative values."""
    magnitude = np.abs(linear)
    encoded = np.where(
        magnitude <= np.float32(0.0031308),
        magnitude * np.float32(12.92),
        np.float32(1.055) * magnitude ** np.float32(1 / 2.4) - np.float32(0.055),
    )
    return np.copysign(encoded, linear)


def cubed(f: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo the cube root of CIE Lab, with its straight part near black; f is (L* + 16) / 116 for the lightness."""
    return np.asarray(np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)))
