"""A prepared model computes what the published one did, in float32, with one output and its weights outside."""

import io
import itertools
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from build_steps.models.model_preparation import WEIGHTS_NAME, PreparedModel, prepare_model
from e2e.chroma_key import WEIGHTS, chroma_key_onnx, write_chroma_key
from tests.build.networks import reference_output


def float16_network() -> bytes:
    """A network as published with float16 arithmetic, a second output nobody needs, and a stale shape annotation."""
    random = np.random.default_rng(7)
    layers = []
    nodes = [helper.make_node("Cast", ["input"], ["x0"], to=TensorProto.FLOAT16)]
    channels = [3, 96, 96, 96, 96, 96, 96, 96, 1]
    for index, (before, after) in enumerate(itertools.pairwise(channels)):
        weight = (random.standard_normal((after, before, 3, 3)) / np.sqrt(9 * before)).astype(np.float16)
        layers.append(numpy_helper.from_array(weight, f"w{index}"))
        nodes.append(helper.make_node("Conv", [f"x{index}", f"w{index}"], [f"c{index}"], pads=[1, 1, 1, 1]))
        nodes.append(helper.make_node("Relu", [f"c{index}"], [f"x{index + 1}"]))
    nodes.append(helper.make_node("Sigmoid", [f"c{len(channels) - 2}"], ["half"]))
    nodes.append(helper.make_node("Cast", ["half"], ["output"], to=TensorProto.FLOAT))
    nodes.append(helper.make_node("Cast", ["x3"], ["unused"], to=TensorProto.FLOAT))
    graph = helper.make_graph(
        nodes[::-1][1:] + nodes[-1:],  # published files are not always in topological order
        "net",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 16, 16])],
        [
            helper.make_tensor_value_info("unused", TensorProto.FLOAT, [1, 96, 16, 16]),
            helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 16, 16]),
        ],
        layers,
        value_info=[helper.make_tensor_value_info("x2", TensorProto.FLOAT16, [1, 96])],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8).SerializeToString()


@pytest.fixture(scope="module")
def raw() -> bytes:
    return float16_network()


def test_the_output_stays_the_same(raw: bytes) -> None:
    prepared = prepare_model(sorted_nodes(raw), "output")
    before = reference_output(PreparedModel(sorted_nodes(raw), b""), "output")
    assert np.abs(before - reference_output(prepared, "output")).max() < 2e-3
    assert np.ptp(before) > 0.01


def quantised_network() -> bytes:
    """Two convolutions in 8 bits with dynamic scales, a weight above a megabyte and a long vector of scales."""
    random = np.random.default_rng(8)
    wide = 512
    initializers = [
        numpy_helper.from_array(random.integers(0, 256, (wide, 3, 28, 28), np.uint8), "w0"),
        numpy_helper.from_array(random.integers(0, 256, (1, wide, 1, 1), np.uint8), "w1"),
        numpy_helper.from_array(np.array(128, np.uint8), "zero"),
        numpy_helper.from_array(random.random((1, wide, 1, 1), np.float32) / 3000, "scale0"),
        numpy_helper.from_array(np.array(1 / 300, np.float32), "scale1"),
    ]
    nodes = []
    for index, (source, pads) in enumerate([("input", [14, 14, 13, 13]), ("r0", [0, 0, 0, 0])]):
        quantised, scale, zero = f"q{index}", f"s{index}", f"z{index}"
        nodes += [
            helper.make_node("DynamicQuantizeLinear", [source], [quantised, scale, zero]),
            helper.make_node("ConvInteger", [quantised, f"w{index}", zero, "zero"], [f"c{index}"], pads=pads),
            helper.make_node("Cast", [f"c{index}"], [f"f{index}"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"f{index}", scale], [f"m{index}"]),
            helper.make_node("Mul", [f"m{index}", f"scale{index}"], [f"r{index}"]),
        ]
    nodes.append(helper.make_node("Sigmoid", ["r1"], ["output"]))
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 32, 32])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 32, 32])],
        initializers,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8).SerializeToString()


def test_a_quantised_model_computes_exactly_the_same() -> None:
    raw = quantised_network()
    prepared = prepare_model(raw, "output")
    before = reference_output(PreparedModel(raw, b""), "output")
    np.testing.assert_array_equal(reference_output(prepared, "output"), before)
    assert np.ptp(before) > 0.01
    assert len(prepared.weights) > 512 * 3 * 28 * 28 > len(prepared.graph)


def test_an_unsorted_graph_is_prepared_too(raw: bytes) -> None:
    assert prepare_model(raw, "output") == prepare_model(sorted_nodes(raw), "output")


def test_computes_in_float32_with_one_output_and_no_shape_annotations(raw: bytes) -> None:
    model = onnx.load_from_string(prepare_model(raw, "output").graph)
    assert [output.name for output in model.graph.output] == ["output"]
    assert not model.graph.value_info
    to = [attribute.i for node in model.graph.node if node.op_type == "Cast" for attribute in node.attribute]
    assert set(to) == {TensorProto.FLOAT}
    stored = {tensor.data_type for tensor in model.graph.initializer if tensor.external_data}
    assert stored == {TensorProto.FLOAT16}


def test_weights_are_half_the_size_and_outside_the_graph(raw: bytes) -> None:
    prepared = prepare_model(raw, "output")
    parameters = 9 * (3 * 96 + 6 * 96 * 96 + 96)
    assert parameters * 2 <= len(prepared.weights) < parameters * 2 + 1024
    assert len(prepared.graph) < 20_000
    assert WEIGHTS_NAME.encode() in prepared.graph


def test_a_small_model_keeps_its_weights_inside(tmp_path: Path) -> None:
    prepared = prepare_model(chroma_key_onnx(), "alpha")
    assert prepared.weights == b""
    session = onnxruntime.InferenceSession(prepared.graph, providers=["CPUExecutionProvider"])
    image = np.random.default_rng(1).random((1, 3, 64, 64), np.float32)
    (alpha,) = session.run(["alpha"], {"photo": image})
    expected = np.clip(1 + np.tensordot(WEIGHTS, image[0], 1), 0, 1)
    np.testing.assert_allclose(alpha[0, 0], expected, atol=1e-5)


def test_the_folder_holds_what_its_descriptor_says(tmp_path: Path) -> None:
    import hashlib
    import json

    folder = write_chroma_key(tmp_path)
    descriptor = json.loads((folder / "model.json").read_text("utf-8"))
    assert descriptor["id"] == descriptor["spec"]["id"] == "chroma-key"
    (file,) = descriptor["variants"][0]["files"]
    data = (folder / file["path"]).read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])


def network_with_a_subgraph() -> bytes:
    """A float16 network that chooses between two branches, one of which reads a weight of the graph around it."""
    weight = numpy_helper.from_array(np.full((1, 3, 1, 1), 0.25, np.float16), "weight")
    scale = numpy_helper.from_array(np.array(2, np.float16), "scale")

    def branch(name: str, nodes: list[onnx.NodeProto], own: list[onnx.TensorProto]) -> onnx.GraphProto:
        made = helper.make_tensor_value_info(name, TensorProto.FLOAT16, [1, 1, 8, 8])
        return helper.make_graph(nodes, name, [], [made], own)

    yes = branch("yes", [helper.make_node("Conv", ["half", "weight"], ["yes"])], [])
    no_nodes = [
        helper.make_node("Conv", ["half", "weight"], ["c"]),
        helper.make_node("Mul", ["c", "scale"], ["no"]),
    ]
    nodes = [
        helper.make_node("Cast", ["input"], ["half"], to=TensorProto.FLOAT16),
        helper.make_node("ReduceMax", ["input"], ["highest"], keepdims=0),
        helper.make_node("Greater", ["highest", "limit"], ["bright"]),
        helper.make_node("If", ["bright"], ["chosen"], then_branch=yes, else_branch=branch("no", no_nodes, [scale])),
        helper.make_node("Cast", ["chosen"], ["output"], to=TensorProto.FLOAT),
    ]
    limit = numpy_helper.from_array(np.array(10, np.float32), "limit")
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 8, 8])],
        [weight, limit],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8).SerializeToString()


def test_subgraphs_compute_in_float32_and_keep_what_they_read() -> None:
    raw = network_with_a_subgraph()
    prepared = prepare_model(raw, "output")
    assert float16_in(onnx.load_from_string(raw).graph)
    assert not float16_in(onnx.load_from_string(prepared.graph).graph)
    before = reference_output(PreparedModel(raw, b""), "output")
    assert np.abs(before - reference_output(prepared, "output")).max() < 2e-3
    assert np.ptp(before) > 0.01


def float16_in(graph: onnx.GraphProto) -> bool:
    inner = [attribute.g for node in graph.node for attribute in node.attribute if attribute.HasField("g")]
    kinds = [tensor.data_type for tensor in graph.initializer]
    kinds += [value.type.tensor_type.elem_type for value in (*graph.input, *graph.output)]
    return TensorProto.FLOAT16 in kinds or any(map(float16_in, inner))


def test_a_missing_output_is_named(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"no output 'alpha', only \['unused', 'output'\]"):
        prepare_model(raw, "alpha")


def sorted_nodes(raw: bytes) -> bytes:
    """The same network with its nodes in topological order, as native onnxruntime wants them."""
    model = onnx.load(io.BytesIO(raw))
    nodes = {name: node for node in model.graph.node for name in node.output}
    placed: dict[str, onnx.NodeProto] = {}

    def place(name: str) -> None:
        if name in nodes and name not in placed:
            for each in nodes[name].input:
                place(each)
            placed[name] = nodes[name]

    for output in model.graph.output:
        place(output.name)
    ordered = list(placed.values())
    del model.graph.node[:]
    model.graph.node.extend(ordered)
    data: bytes = model.SerializeToString()
    return data
