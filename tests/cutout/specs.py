"""Specifications of networks that do not exist. It asserts nothing."""

from typing import Any

from cutout.model_spec import SOFTEST, Look, ModelSpec


def model_spec(side: int, **changes: Any) -> ModelSpec:
    """A network asked in one square, whose output is the alpha. No matte is too soft for it."""
    fields: dict[str, Any] = {
        "id": "m",
        "input_name": "in",
        "looks": (Look("square", side),),
        "multiple": side,
        "mean": (0.0, 0.0, 0.0),
        "std": (1.0, 1.0, 1.0),
        "output_name": "out",
        "activation": "none",
        "normalise": "none",
        "levels": (0.0, 1.0),
        "softness_limit": SOFTEST,
    }
    return ModelSpec(**{**fields, **changes})
