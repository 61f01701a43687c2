"""A tiny network of free size that doubts some photos in one shape: answers that a second look makes better.

It cuts green screens out as `chroma_key` does. Where the subject is blue and the input is as wide as the first look's,
its answer is half transparent.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from build_steps.models.model_preparation import PreparedModel, reference_outputs
from build_steps.models.model_recipe import write_model_folder
from build_steps.models.reference_runs import reference_sizes
from e2e.chroma_key import RECIPE, WEIGHTS

SIDE = 64
LOOKS = [f"square {SIDE}", f"aspect {SIDE}"]
MULTIPLE = 16
HELD_BACK = 0.4
"""What is missing in a doubtful answer."""


def _doubting_onnx() -> bytes:
    def constant(name: str, *values: float) -> onnx.TensorProto:
        return numpy_helper.from_array(np.array(values[0] if len(values) == 1 else values, np.float32), name)

    constants = [
        numpy_helper.from_array(WEIGHTS.reshape(1, 3, 1, 1), "key-weight"),
        numpy_helper.from_array(np.array([1.0], np.float32), "key-bias"),
        numpy_helper.from_array(np.array([-1.0, 0.0, 1.0], np.float32).reshape(1, 3, 1, 1), "blue-weight"),
        numpy_helper.from_array(np.array([3], np.int64), "last"),
        *(constant(name, value) for name, value in (("zero", 0.0), ("one", 1.0), ("side", float(SIDE)))),
        *(constant(name, value) for name, value in (("steep", 1e4), ("held", HELD_BACK))),
    ]
    nodes = [
        helper.make_node("Conv", ["photo", "key-weight", "key-bias"], ["key"]),
        helper.make_node("Clip", ["key", "zero", "one"], ["sure"]),
        # 1 where the photo is bluer than it is red, in the mean; else 0.
        helper.make_node("ReduceMean", ["photo"], ["mean"], axes=[2, 3], keepdims=1),
        helper.make_node("Conv", ["mean", "blue-weight"], ["bluer"]),
        helper.make_node("Mul", ["bluer", "steep"], ["much-bluer"]),
        helper.make_node("Clip", ["much-bluer", "zero", "one"], ["is-blue"]),
        # 1 where the input is as wide as the first look's; else 0.
        helper.make_node("Shape", ["photo"], ["shape"]),
        helper.make_node("Gather", ["shape", "last"], ["whole-width"]),
        helper.make_node("Cast", ["whole-width"], ["width"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["width", "side"], ["apart"]),
        helper.make_node("Abs", ["apart"], ["distance"]),
        helper.make_node("Sub", ["one", "distance"], ["near"]),
        helper.make_node("Clip", ["near", "zero", "one"], ["is-first"]),
        helper.make_node("Mul", ["is-blue", "is-first"], ["doubts"]),
        helper.make_node("Mul", ["doubts", "held"], ["missing"]),
        helper.make_node("Sub", ["one", "missing"], ["left"]),
        helper.make_node("Mul", ["sure", "left"], ["alpha"]),
    ]
    sizes = ["height", "width-in"]
    graph = helper.make_graph(
        nodes,
        "doubting",
        [helper.make_tensor_value_info("photo", TensorProto.FLOAT, [1, 3, *sizes])],
        [helper.make_tensor_value_info("alpha", TensorProto.FLOAT, [1, 1, *sizes])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def write_doubting(models: Path, model_id: str = "doubting", looks: list[str] | None = None) -> Path:
    """Write the model's folder below ``models``, for WASM alone, and return it.

    Parameters
    ----------
    looks : list of str, optional
        Others than `LOOKS`.
    """
    folder = models / model_id
    prepared = PreparedModel(_doubting_onnx(), b"")
    recipe = RECIPE | {
        "id": model_id,
        "title": f"Doubting (test, {model_id})",
        "spec": RECIPE["spec"] | {"looks": looks or LOOKS, "multiple": MULTIPLE},
        "variant": {"precision": "float32", "providers": ["wasm"], "needs": []},
    }
    sizes = reference_sizes(recipe["spec"])
    references = dict(zip(sizes, reference_outputs(prepared, "alpha", sizes.values()), strict=True))
    write_model_folder(folder, recipe, prepared, references)
    return folder
