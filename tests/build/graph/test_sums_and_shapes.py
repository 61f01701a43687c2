"""Sum becomes Adds with the same values; stale annotations go, in subgraphs too; an open side becomes a number."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from build_steps.graph.optimise import optimise
from build_steps.graph.passes import prepare_graph
from build_steps.graph.stale_shapes import drop_value_info
from build_steps.graph.static_input import fix_side
from build_steps.graph.sums import sums_to_adds
from tests.build.graph.graphs import draw, kinds, picture, run


@pytest.mark.parametrize("terms", [1, 2, 5])
def test_a_sum_adds_in_the_same_order(terms: int) -> None:
    scale = [np.float32(10.0 ** (3 * k)) for k in range(terms)]
    nodes = [helper.make_node("Mul", ["image", f"s{k}"], [f"x{k}"]) for k in range(terms)]
    nodes.append(helper.make_node("Sum", [f"x{k}" for k in range(terms)], ["output"]))
    model = draw(nodes, {f"s{k}": value for k, value in enumerate(scale)})
    before = run(model)
    assert sums_to_adds(model) == 1
    assert "Sum" not in kinds(model)
    assert kinds(model).count("Add") == terms - 1
    np.testing.assert_array_equal(run(model)[0], before[0])


def branching_model() -> onnx.ModelProto:
    """An If whose branches hold a Sum and a stale annotation each."""

    def branch(name: str) -> onnx.GraphProto:
        return helper.make_graph(
            [helper.make_node("Sum", ["image", "image", "image"], [name])],
            name,
            [],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)],
            value_info=[helper.make_tensor_value_info("image.stale", TensorProto.FLOAT, [1] * 6)],
        )

    nodes = [
        helper.make_node("ReduceSum", ["image"], ["total"], keepdims=0),
        helper.make_node("Greater", ["total", "zero"], ["positive"]),
        helper.make_node("If", ["positive"], ["output"], then_branch=branch("yes"), else_branch=branch("no")),
    ]
    model = draw(nodes, {"zero": np.float32(0)})
    model.graph.value_info.append(helper.make_tensor_value_info("total", TensorProto.FLOAT, [1] * 6))
    return model


def test_annotations_go_from_subgraphs_too() -> None:
    model = branching_model()
    assert drop_value_info(model) == 3
    assert b"image.stale" not in model.SerializeToString()


def test_sums_in_subgraphs_are_replaced() -> None:
    model = branching_model()
    drop_value_info(model)
    before = run(model)
    assert sums_to_adds(model) == 2
    np.testing.assert_array_equal(run(model)[0], before[0])
    assert b"Sum" not in model.SerializeToString().replace(b"ReduceSum", b"")


def open_model() -> onnx.ModelProto:
    """Halve the sides and come back to those of the image, which are read at run time."""
    nodes = [
        helper.make_node("MaxPool", ["image"], ["small"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Shape", ["image"], ["sizes"]),
        helper.make_node("Resize", ["small", "", "", "sizes"], ["output"], mode="linear"),
    ]
    return draw(nodes, shape=("batch", 3, "height", "width"))


@pytest.mark.parametrize("side", [16, 32])
def test_an_open_side_is_fixed_and_folded(side: int) -> None:
    model, image = open_model(), picture(1, 3, side, side)
    before = run(model, image)
    assert fix_side(model, side) == 3
    folded = optimise(model)
    assert kinds(folded) == ["MaxPool", "Resize"]
    assert [dim.dim_value for dim in folded.graph.output[0].type.tensor_type.shape.dim] == [1, 3, side, side]
    np.testing.assert_array_equal(run(folded, image)[0], before[0])


def test_a_side_that_is_built_in_is_refused() -> None:
    nodes = [helper.make_node("Add", ["image", "grid"], ["output"])]
    model = draw(nodes, {"grid": np.zeros((1, 3, 16, 16), np.float32)})
    with pytest.raises(ValueError, match="onnxruntime refuses the graph"):
        prepare_graph(model, side=24)


def test_weights_that_are_declared_as_inputs_too_are_no_images() -> None:
    weight = np.random.default_rng(0).standard_normal((48, 3, 3, 3)).astype(np.float32)
    model = draw([helper.make_node("Conv", ["image", "weight"], ["output"])], {"weight": weight})
    model.graph.input.append(helper.make_tensor_value_info("weight", TensorProto.FLOAT, weight.shape))
    prepared, report = prepare_graph(model, side=24)
    assert report.after.largest_tensor == 4 * 48 * 22 * 22
    assert run(prepared, picture(1, 3, 24, 24))[0].shape == (1, 48, 22, 22)


def test_what_is_no_image_is_named() -> None:
    model = draw([helper.make_node("Relu", ["image"], ["output"])], shape=(1, "tokens"))
    with pytest.raises(ValueError, match=r"input 'image' has shape \[1, 'tokens'\]"):
        fix_side(model, 16)
