"""A photo's own RGB to CIELAB and back, so that colours are measured as its profile means them.

What has a matrix and tone curves (sRGB, Display P3, Adobe RGB and the like) is measured by them. What has not (profiles
that are a lookup table, and damaged ones) is measured as sRGB: such a table has no exact inverse. Converting photos to
sRGB is something else, see `icc`.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cutout.colour.cielab import (
    BACKWARD,
    FORWARD,
    WHITE,
    lab_curve,
    lab_curve_undone,
    lab_to_xyz,
    transform,
    xyz_to_lab,
)
from cutout.colour.icc_tags import BadProfileError, Curve, Tags
from cutout.colour.srgb import D50_TO_SRGB
from cutout.colour.tone_curve import SRGB_CURVE, ToneCurve, tone_curve

__all__ = ["SRGB", "RgbSpace", "rgb_space"]

_SAME_MATRIX = 2e-3
_LARGEST_CONDITION = 1e3
"""Of a matrix. Real ones stay below 10; what is nearly singular cannot be undone in float32."""


@dataclass(frozen=True, eq=False)
class RgbSpace:
    """What the numbers of an RGB photo mean.

    Parameters
    ----------
    decode, encode : callable
        Gamma-encoded (3, ...) float32 to linear light and back.
    forward, backward : ndarray, 3x3 float32
        Linear light to CIE XYZ, adapted to D65, and back.
    """

    decode: Curve
    encode: Curve
    forward: NDArray[np.float32]
    backward: NDArray[np.float32]

    def to_lab(self, rgb: NDArray[np.float32]) -> NDArray[np.float32]:
        """Gamma-encoded RGB of shape (3, ...), float32, nominally in [0, 1], to CIELAB (D65), float32."""
        return xyz_to_lab(transform(self.forward, self.decode(rgb)))

    def from_lab(self, lab: NDArray[np.float32]) -> NDArray[np.float32]:
        """CIELAB (D65) of shape (3, ...), float32, to gamma-encoded RGB; outside [0, 1] means outside the gamut."""
        return self.encode(transform(self.backward, lab_to_xyz(lab)))

    def lab_roots(self, rgb: NDArray[np.float32]) -> NDArray[np.float32]:
        """Gamma-encoded RGB of shape (3, ...) to f(X / Xn), f(Y / Yn), f(Z / Zn), of which CIELAB is made; float32."""
        return lab_curve(transform(self._to_ratios, self.decode(rgb)))

    def lightness_root(self, rgb: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the second of `lab_roots` alone, (L* + 16) / 116, in half the time."""
        return lab_curve(np.einsum("k,k...->...", self._to_ratios[1], self.decode(rgb)))

    def from_lab_roots(self, roots: NDArray[np.float32]) -> NDArray[np.float32]:
        """Undo `lab_roots`; outside [0, 1] means outside the gamut."""
        return self.encode(transform(self._from_ratios, lab_curve_undone(roots)))

    @cached_property
    def _to_ratios(self) -> NDArray[np.float32]:
        return np.asarray(self.forward / WHITE[:, np.newaxis], np.float32)

    @cached_property
    def _from_ratios(self) -> NDArray[np.float32]:
        return np.asarray(self.backward * WHITE, np.float32)


SRGB = RgbSpace(*SRGB_CURVE, FORWARD, BACKWARD)


def rgb_space(icc_profile: bytes | None) -> RgbSpace:
    """Return the space of a photo's pixels.

    Parameters
    ----------
    icc_profile : bytes or None
        As found in a file, unchecked; None means sRGB.

    Returns
    -------
    RgbSpace
        `SRGB` itself where the profile describes nothing else, is of another kind (lookup table, grey, CMYK) or cannot
        be read: a damaged profile shall not fail a photo.
    """
    if icc_profile is None:
        return SRGB
    try:
        tags = Tags(icc_profile)
        if tags.space != b"RGB ":
            return SRGB
        curves = [tone_curve(tags.curve(kind)) for kind in (b"rTRC", b"gTRC", b"bTRC")]
        colorants = np.stack([tags.xyz(kind) for kind in (b"rXYZ", b"gXYZ", b"bXYZ")], axis=1)
    except BadProfileError:
        return SRGB
    to_linear_srgb = D50_TO_SRGB @ colorants
    known = [curve for curve in curves if curve is not None]
    if len(known) < len(curves) or not np.linalg.cond(to_linear_srgb) < _LARGEST_CONDITION:
        return SRGB
    curve = known[0] if _are_equal(tags) else _by_channel(known)
    if curve is SRGB_CURVE and np.abs(to_linear_srgb - np.eye(3)).max() < _SAME_MATRIX:
        return SRGB
    to_xyz = FORWARD @ to_linear_srgb
    return RgbSpace(*curve, to_xyz.astype(np.float32), np.linalg.inv(to_xyz).astype(np.float32))


def _are_equal(tags: Tags) -> bool:
    return tags.body(b"rTRC") == tags.body(b"gTRC") == tags.body(b"bTRC")


def _by_channel(curves: list[ToneCurve]) -> ToneCurve:
    def decode(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.stack([curve.decode(channel) for curve, channel in zip(curves, rgb, strict=True)])

    def encode(linear: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.stack([curve.encode(channel) for curve, channel in zip(curves, linear, strict=True)])

    return ToneCurve(decode, encode)
