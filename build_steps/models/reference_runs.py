"""In which sizes a model is run natively while it is prepared: once for each of its looks.

What of such a run is kept for a device to compare itself with, too. The known input is drawn by `self_check`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from build_steps.models.model_interface import fixed_side, image_input
from build_steps.models.self_check import SIDE, sampled
from cutout.matte.look import look_size
from cutout.model_spec import Look, has_fixed_side

Size = tuple[int, int]
"""Height and width."""
PHOTO = (3, 2)
"""Width and height of the photo that stands for all others: a look that keeps the aspect is run in this one."""


def reference_sizes(spec: Mapping[str, Any]) -> dict[str, Size]:
    """Return the size of the reference run of each look, in the order of the looks."""
    return {look: look_size(Look.parse(look), *PHOTO, spec["multiple"]) for look in spec["looks"]}


def sizes_in_graphs(model: onnx.ModelProto, spec: Mapping[str, Any]) -> tuple[int, int | None, list[Size]]:
    """Return how a published graph is prepared for its looks, and where it can be compared with the prepared one.

    Parameters
    ----------
    model : onnx.ModelProto
        As published.
    spec : mapping
        Of the model's entry.

    Returns
    -------
    int
        The side at which it is prepared.
    int or None
        What the sides of the prepared graph are multiples of; None where it keeps that one side.
    list of tuple of int
        The sizes that the published graph takes as well.
    """
    if has_fixed_side(spec["looks"], spec["multiple"]):
        return spec["multiple"], None, [(spec["multiple"], spec["multiple"])]
    sizes = reference_sizes(spec)
    published = fixed_side(image_input(model))
    if published is not None:
        return published, spec["multiple"], [(published, published)]
    return max(sizes[spec["looks"][0]]), spec["multiple"], list(sizes.values())


def reference_run(look: str, output: NDArray[np.float32]) -> dict[str, Any]:
    """Return what a device compares itself with before it asks the network in that look for the first time."""
    height, width = output.shape[2:]
    return {"look": look, "height": height, "width": width, "side": SIDE, "values": sampled(output)}
