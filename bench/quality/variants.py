"""Forms of our estimator that were tried and lost, so that their figures can be measured again.

They are made from the outside, by transforming what goes in and by replacing the Lab stage: the package has no switch
for them.
"""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench.quality.methods import Method
from cutout.colour.cielab import linear_to_srgb, srgb_to_linear
from cutout.colour.rgb_space import SRGB
from cutout.edges import foreground as estimator
from cutout.edges.foreground import estimate_foreground
from cutout.edges.lab_limit import limit_change

Planes = NDArray[np.float32]
"""Colours, (3, N)."""
LabStage = Callable[..., Planes]
"""(solved, prior, alpha, ...) -> colours in [0, 1]; stands in for `cutout.edges.lab_limit.limit_change`."""


def clip(solved: Planes, *_: Any) -> Planes:
    """Clip the solved colours to the gamut, channel by channel, and do nothing else to them."""
    return np.clip(solved, 0, 1)


def fixed_bounds(lightness: float, chroma: float) -> LabStage:
    """Bound the change from the prior in CIELAB alike for all photos: the form that the stage had at first.

    Both bounds hold at alpha 0, grow as 1 / (1 - alpha), and are smooth (tanh).
    """

    def limit(solved: Planes, prior: Planes, alpha: NDArray[np.float32], *_: Any) -> Planes:
        prior_lab = SRGB.to_lab(prior)
        change = SRGB.to_lab(np.clip(solved, 0, 1)) - prior_lab
        room = 1 / np.maximum(1 - alpha, 1e-3)
        size = np.stack([np.abs(change[0]), *2 * [np.hypot(change[1], change[2])]])
        ratio = np.maximum(size / (np.array([lightness, chroma, chroma]).reshape(3, 1) * room), 1e-3)
        return np.clip(SRGB.from_lab((prior_lab + change * np.tanh(ratio) / ratio).astype(np.float32)), 0, 1)

    return limit


def at_full_strength(solved: Planes, prior: Planes, alpha: NDArray[np.float32], *_: Any) -> Planes:
    """Treat every photo as one whose chroma is coarse, in sRGB."""
    return limit_change(solved, prior, alpha, chroma_trust=0.0)


def with_lab_stage(stage: LabStage, method: Method = estimate_foreground) -> Method:
    """Return the estimator with another Lab stage."""

    def estimate(photo: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
        with patch.object(estimator, "limit_change", stage):
            return method(photo, alpha)

    return estimate


def in_linear_light(photo: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Estimate on linear RGB."""
    return linear_to_srgb(estimate_foreground(srgb_to_linear(photo), alpha))


def in_lab(photo: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Estimate on CIELAB planes, scaled to [0, 1] alike in all directions (a*, b* of sRGB lie within -108..99)."""
    scale, offset = np.float32(220), np.array([0, 0.5, 0.5], np.float32).reshape(3, 1, 1)
    planes = SRGB.to_lab(np.moveaxis(photo, -1, 0)) / scale + offset
    estimate = estimate_foreground(np.ascontiguousarray(np.moveaxis(planes, 0, -1)).clip(0, 1), alpha)
    solved = SRGB.from_lab((np.moveaxis(estimate, -1, 0) - offset) * scale)
    return np.ascontiguousarray(np.moveaxis(solved, 0, -1)).clip(0, 1)


VARIANTS: dict[str, Method] = {
    "no Lab stage": with_lab_stage(clip),
    "Lab stage at full strength": with_lab_stage(at_full_strength),
    "Lab bounds 2.5, 1.25": with_lab_stage(fixed_bounds(2.5, 1.25)),
    "Lab bounds 5, 2.5": with_lab_stage(fixed_bounds(5, 2.5)),
    "Lab bounds 10, 5": with_lab_stage(fixed_bounds(10, 5)),
    "in linear light": with_lab_stage(clip, in_linear_light),
    "in CIELAB": with_lab_stage(clip, in_lab),
}
"""The last two have no Lab stage, which expects gamma-encoded colours: compare them with the first."""
