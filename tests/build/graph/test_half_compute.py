"""The float16 graph reads the same weights file, is float32 where float16 is too coarse, and says the same."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from bench.networks.builder import Builder
from bench.networks.deformable import deformable_conv
from build_steps.graph.half_compute import to_half_compute
from build_steps.graph.passes import prepare_graph
from build_steps.graph.tensor_types import tensor_types
from build_steps.graph.walk import producers
from build_steps.models.model_preparation import WEIGHTS_NAME, PreparedModel, prepare_model
from tests.build.graph.graphs import SIDE, Values, draw, kinds, picture

WIDE = 320


def attention_and_sampling() -> bytes:
    """Convolution, written-out LayerNormalization, attention, deformable convolution, Resize; a megabyte of weights."""
    b = Builder(8)
    image = b.image("image", SIDE, [1, 3, SIDE, SIDE])
    x = b.conv_relu(b.conv_relu(image, WIDE), 96)
    tokens = b.transpose(b.reshape(x, [1, 96, SIDE * SIDE]), [0, 2, 1])
    normal = b.layer_norm(tokens, b.constant(np.ones(96, np.float32)), b.weight([96], 0.1))
    scores = b.op("MatMul", [normal, b.transpose(normal, [0, 2, 1])], [1, SIDE * SIDE, SIDE * SIDE])
    shares = b.unary("Softmax", b.mul(scores, b.constant(0.1)), axis=-1)
    mixed = b.transpose(b.op("MatMul", [shares, normal], [1, SIDE * SIDE, 96]), [0, 2, 1])
    x = b.add(x, b.reshape(mixed, [1, 96, SIDE, SIDE]))
    offset, mask = b.mul(b.conv(x, 18, 3), b.constant(2.0)), b.unary("Sigmoid", b.conv(x, 9, 3))
    x = deformable_conv(b, x, offset, mask, WIDE, 3)
    x = b.resize(b.conv(x, WIDE, 1), [2 * SIDE, 2 * SIDE])
    data: bytes = b.model(b.unary("Sigmoid", b.conv(x, 1, 3)), "alpha", [1, 1, 2 * SIDE, 2 * SIDE]).SerializeToString()
    return data


@pytest.fixture(scope="module")
def prepared() -> PreparedModel:
    fitted, _ = prepare_graph(onnx.load_from_string(attention_and_sampling()))
    made = prepare_model(fitted.SerializeToString(), "alpha")
    assert made.weights, "the example must be large enough for a weights file"
    return made


@pytest.fixture(scope="module")
def half(prepared: PreparedModel) -> onnx.ModelProto:
    return to_half_compute(onnx.load_from_string(prepared.graph))[0]


def run(graph: bytes, weights: bytes, folder: Path) -> Values:
    (folder / "model.onnx").write_bytes(graph)
    (folder / WEIGHTS_NAME).write_bytes(weights)
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"image": picture()})[0])


def stored(model: onnx.ModelProto) -> set[tuple[str, ...]]:
    return {
        (tensor.name, *(entry.value for entry in tensor.external_data))
        for tensor in model.graph.initializer
        if tensor.external_data
    }


def element(model: onnx.ModelProto, name: str) -> int:
    return tensor_types(model)[name].element


def ancestors(model: onnx.ModelProto, name: str) -> list[onnx.NodeProto]:
    """What leads to a tensor, up to convolutions."""
    made, found, waiting = producers(model.graph), list[onnx.NodeProto](), [name]
    while waiting:
        node = made.get(waiting.pop())
        if node is not None and node.op_type != "Conv":
            found.append(node)
            waiting.extend(node.input)
    return found


def test_the_output_stays_close_and_float32(prepared: PreparedModel, half: onnx.ModelProto, tmp_path: Path) -> None:
    one = run(prepared.graph, prepared.weights, tmp_path)
    other = run(half.SerializeToString(), prepared.weights, tmp_path)
    assert other.dtype == np.float32
    assert 0 < np.abs(one - other).max() < 2e-2


def test_both_graphs_read_the_same_weights(prepared: PreparedModel, half: onnx.ModelProto) -> None:
    before = stored(onnx.load_from_string(prepared.graph))
    assert len(before) >= 8
    assert stored(half) == before


def test_convolutions_compute_in_float16_with_stored_weights(half: onnx.ModelProto) -> None:
    convolutions = [node for node in half.graph.node if node.op_type == "Conv"]
    assert len(convolutions) >= 7
    outside = {tensor.name for tensor in half.graph.initializer if tensor.external_data}
    for node in convolutions:
        assert {element(half, name) for name in (*node.input, *node.output)} == {TensorProto.FLOAT16}
    assert outside & {node.input[1] for node in convolutions}


def test_what_float16_is_too_coarse_for_stays_float32(half: onnx.ModelProto) -> None:
    found = set()
    for node in half.graph.node:
        if node.op_type in ("Softmax", "ReduceMean", "Pow", "Sqrt", "Resize"):
            found.add(node.op_type)
            assert element(half, node.input[0]) == element(half, node.output[0]) == TensorProto.FLOAT, node.op_type
    assert len(found) == 5


def test_the_written_out_normalisation_stays_float32_throughout(half: onnx.ModelProto) -> None:
    made = producers(half.graph)
    (root,) = (node for node in half.graph.node if node.op_type == "Sqrt")
    (power,) = (node for node in half.graph.node if node.op_type == "Pow")
    assert made[root.input[0]].op_type == "Add"
    assert made[power.input[0]].op_type == "Sub"
    (division,) = (node for node in half.graph.node if node.op_type == "Div" and root.output[0] in node.input)
    assert element(half, division.output[0]) == TensorProto.FLOAT


def test_sampling_positions_stay_float32_and_samples_do_not(half: onnx.ModelProto) -> None:
    samplers = [node for node in half.graph.node if node.op_type == "GridSample"]
    additions = [node for node in ancestors(half, samplers[0].input[1]) if node.op_type in ("Add", "Concat")]
    assert len(additions) == 3
    for node in additions:
        assert {element(half, name) for name in (*node.input, *node.output)} == {TensorProto.FLOAT}
    for node in samplers:
        assert element(half, node.input[0]) == element(half, node.output[0]) == TensorProto.FLOAT16
        assert element(half, node.input[1]) == TensorProto.FLOAT


def test_a_model_is_not_changed(prepared: PreparedModel) -> None:
    model = onnx.load_from_string(prepared.graph)
    to_half_compute(model)
    assert model.SerializeToString() == prepared.graph


def test_subgraphs_are_refused() -> None:
    branch = helper.make_graph(
        [helper.make_node("Relu", ["image"], ["out"])],
        "branch",
        [],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
    )
    node = helper.make_node("If", ["yes"], ["output"], then_branch=branch, else_branch=branch)
    model = draw([node], {"yes": np.bool_(True)})
    assert kinds(model) == ["If"]
    with pytest.raises(ValueError, match="If '' has a subgraph"):
        to_half_compute(model)
