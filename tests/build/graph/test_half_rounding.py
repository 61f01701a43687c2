"""The copy for looking at rounds after every node and sees an overflow; native ONNX Runtime leaves both out."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from build_steps.graph.half_rounding import rounding_copy
from tests.build.graph.graphs import Values


def times_and_back(factor: float) -> onnx.ModelProto:
    """A float16 network that multiplies and divides again: what it gets, but for rounding."""
    nodes = [
        helper.make_node("Cast", ["image"], ["a"], to=TensorProto.FLOAT16),
        helper.make_node("Mul", ["a", "factor"], ["b"]),
        helper.make_node("Div", ["b", "factor"], ["c"]),
        helper.make_node("Cast", ["c"], ["output"], to=TensorProto.FLOAT),
    ]
    tensors = [numpy_helper.from_array(np.array(factor, np.float16), "factor")]
    image, output = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 8]) for name in ("image", "output"))
    graph = helper.make_graph(nodes, "half", [image], [output], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def run(model: onnx.ModelProto, image: Values) -> list[Values]:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return [np.asarray(each) for each in session.run(None, {"image": image})]


@pytest.mark.parametrize("factor", [3.0, 1 / 7, 7000.0])
def test_it_computes_what_float16_does(factor: float) -> None:
    image = np.linspace(0.1, 9, 8, dtype=np.float32)[np.newaxis]
    model = times_and_back(factor)
    before = model.SerializeToString()
    copied, names = rounding_copy(model)
    assert model.SerializeToString() == before
    output, *largest = run(copied, image)
    half = image.astype(np.float16)
    wanted = (half * np.float16(factor)) / np.float16(factor)
    np.testing.assert_array_equal(output, wanted.astype(np.float32))
    assert len(names) == len(largest) == 3
    np.testing.assert_array_equal(largest, [half.max(), (half * np.float16(factor)).max(), wanted.max()])


def test_it_sees_an_overflow() -> None:
    image = np.array([[1, 2, 3, 4, 5, 6, 7, 10]], np.float32)
    output, *largest = run(rounding_copy(times_and_back(7000))[0], image)
    assert np.isinf(largest[1]), "70,000 is no float16"
    assert np.isinf(output[0, -1])
    (hidden,) = run(times_and_back(7000), image)
    assert np.isfinite(hidden).all(), "the reason for the copy is gone: native ONNX Runtime rounds by itself"
