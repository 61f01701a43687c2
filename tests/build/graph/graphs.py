"""Draws small graphs and runs them in native onnxruntime. It asserts nothing."""

from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Values = NDArray[Any]
SIDE = 16


def draw(
    nodes: list[onnx.NodeProto],
    constants: dict[str, Any] | None = None,
    *,
    shape: tuple[int | str, ...] = (1, 3, SIDE, SIDE),
    outputs: tuple[str, ...] = ("output",),
    opset: int = 16,
) -> onnx.ModelProto:
    """Make a float32 model of those nodes that reads `image`."""
    tensors = [numpy_helper.from_array(np.asarray(values), name) for name, values in (constants or {}).items()]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        tensors,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)


def picture(*shape: int) -> Values:
    """Draw noise."""
    return np.random.default_rng(5).standard_normal(shape or (1, 3, SIDE, SIDE)).astype(np.float32)


def run(model: onnx.ModelProto, image: Values | None = None, name: str = "image") -> list[Values]:
    """Return all outputs, with the optimiser switched off so that it cannot hide what a pass wrote."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return [np.asarray(each) for each in session.run(None, {name: picture() if image is None else image})]


def kinds(model: onnx.ModelProto) -> list[str]:
    """Return the operators of the main graph in order."""
    return [node.op_type for node in model.graph.node]


def copy(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return a copy, because passes change what they are given."""
    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    return copied
