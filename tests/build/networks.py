"""Small networks for the tests of the build, with the properties of published ones."""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from build_steps.models.model_interface import fixed_side, image_input
from build_steps.models.model_preparation import PreparedModel, reference_outputs

SIDE = 32


def reference_output(model: PreparedModel, output_name: str) -> NDArray[np.float32]:
    """Return `reference_outputs` of a graph with a fixed side, at that side."""
    side = fixed_side(image_input(onnx.load_from_string(model.graph)))
    assert side is not None
    return reference_outputs(model, output_name, [(side, side)])[0]


def published(
    *,
    ends_in: str = "Sigmoid",
    shape: tuple[int | str, ...] = (1, 3, SIDE, SIDE),
    kind: int = TensorProto.FLOAT,
    auxiliary: int = 0,
    gain: float = 1.0,
    first_gain: float = 1.0,
    hidden: int = 64,
) -> bytes:
    """Return two convolutions with random weights; more outputs, another input or ending as a test asks.

    Parameters
    ----------
    ends_in : str
        The operator that makes the output; "Conv" leaves logits.
    shape : tuple
        Of the input; a text is a dimension left open.
    kind : int
        Type of input, weights and output.
    auxiliary : int
        Outputs that nobody needs, after the first one.
    gain : float
        How steep the output is: a steep one shows every rounding of a weight.
    first_gain : float
        How large the numbers between the convolutions are; the output stays as it is.
    hidden : int
        Channels between the convolutions.
    """
    random = np.random.default_rng(3)
    dtype = np.float16 if kind == TensorProto.FLOAT16 else np.float32
    first = first_gain * random.standard_normal((hidden, 3, 7, 7)) / 12
    second = gain / first_gain * random.standard_normal((1, hidden, 7, 7)) / np.sqrt(49 * hidden)
    weights = [
        numpy_helper.from_array(first.astype(dtype), "first"),
        numpy_helper.from_array(second.astype(dtype), "second"),
    ]
    nodes = [
        helper.make_node("Conv", ["photo", "first"], ["a"], pads=[3, 3, 3, 3]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Conv", ["b", "second"], ["alpha" if ends_in == "Conv" else "c"], pads=[3, 3, 3, 3]),
    ]
    if ends_in != "Conv":
        nodes.append(helper.make_node(ends_in, ["c"], ["alpha"]))
    extra = [f"aux{i}" for i in range(auxiliary)]
    nodes += [helper.make_node("Identity", ["b"], [name]) for name in extra]
    out = [shape[0], 1, *shape[2:]]
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("photo", kind, shape)],
        [
            helper.make_tensor_value_info("alpha", kind, out),
            *(helper.make_tensor_value_info(name, kind, [shape[0], hidden, *shape[2:]]) for name in extra),
        ],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data
