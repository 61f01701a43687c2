"""A tiny real network: alpha of a green-screen photo by one convolution. It goes through the normal catalogue.

With it a job takes seconds instead of tens of seconds, and its alpha is known exactly.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from build_steps.models.model_half import half_variant
from build_steps.models.model_preparation import prepare_model, reference_outputs
from build_steps.models.model_recipe import write_model_folder
from build_steps.models.reference_runs import reference_sizes

SIDE = 64
# alpha = clip(1 - 3 (g - r/2 - b/2)) on 0..1 colours: 0 on pure green, 1 on everything that is not greener than grey.
LARGEST_DIFFERENCE = 5e-3
"""Of the float16 variant's alpha: colours of 8 bits times 3, with 11 bits of precision."""
WEIGHTS = np.array([1.5, -3.0, 1.5], np.float32)
RECIPE: dict[str, Any] = {
    "id": "chroma-key",
    "title": "Chroma key (test)",
    "description": "Green-screen pictures drawn by the tests.",
    "licence": "Apache-2.0",
    "commercial_use": True,
    "source": {"npm": "drawn by e2e/chroma_key.py"},
    "spec": {
        "input_name": "photo",
        "looks": [f"square {SIDE}", f"aspect {SIDE}"],
        "multiple": 16,
        "mean": [0.0, 0.0, 0.0],
        "std": [255.0, 255.0, 255.0],
        "output_name": "alpha",
        "activation": "none",
        "normalise": "none",
        "levels": [0.0, 1.0],
        "softness_limit": 0.33,
    },
    "variant": {"precision": "float32", "providers": ["webgpu", "wasm"], "needs": []},
}


def chroma_key_onnx() -> bytes:
    """Return the network as an ONNX file."""
    shape = [1, 3, SIDE, SIDE]
    initializers = [
        numpy_helper.from_array(WEIGHTS.reshape(1, 3, 1, 1), "weight"),
        numpy_helper.from_array(np.array([1.0], np.float32), "bias"),
        numpy_helper.from_array(np.array(0.0, np.float32), "low"),
        numpy_helper.from_array(np.array(1.0, np.float32), "high"),
    ]
    nodes = [
        helper.make_node("Conv", ["photo", "weight", "bias"], ["key"]),
        helper.make_node("Clip", ["key", "low", "high"], ["alpha"]),
    ]
    graph = helper.make_graph(
        nodes,
        "chroma_key",
        [helper.make_tensor_value_info("photo", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("alpha", TensorProto.FLOAT, [1, 1, SIDE, SIDE])],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def write_chroma_key(models: Path) -> Path:
    """Write the model's folder below ``models``, in float16 and in float32, and return it."""
    folder = models / str(RECIPE["id"])
    spec = RECIPE["spec"]
    prepared = prepare_model(chroma_key_onnx(), "alpha", side=SIDE, multiple=spec["multiple"])
    sizes = reference_sizes(spec)
    outputs = reference_outputs(prepared, "alpha", sizes.values())
    half = half_variant(prepared, spec, RECIPE["variant"], outputs, LARGEST_DIFFERENCE)
    write_model_folder(folder, RECIPE, prepared, dict(zip(sizes, outputs, strict=True)), half)
    return folder
