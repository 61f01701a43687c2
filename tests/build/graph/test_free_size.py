"""A graph whose size was taken out computes at every size what one made for that size does, or is refused."""

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper

from bench.networks.isnet import isnet
from build_steps.graph.free_size import FixedSizeError, free_size
from build_steps.graph.half_compute import to_half_compute
from build_steps.graph.passes import prepare_graph
from tests.build.graph.graphs import SIDE, Values, copy, draw, kinds, picture, run

MULTIPLE = 8
RANDOM = np.random.default_rng(4)
WEIGHTS = {"down": RANDOM.standard_normal((4, 3, 3, 3)) / 5, "mix": RANDOM.standard_normal((1, 7, 3, 3)) / 8}


def small(height: int | str, width: int | str, *, mode: str = "half_pixel") -> onnx.ModelProto:
    """A convolution with stride 2, two poolings, and back to the image's size, which is read at run time."""
    nodes = [
        helper.make_node("Conv", ["image", "down"], ["half"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("MaxPool", ["half"], ["quarter"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1),
        helper.make_node("MaxPool", ["quarter"], ["eighth"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1),
        helper.make_node("Shape", ["image"], ["whole"]),
        helper.make_node("Slice", ["whole", "two", "four", "zero"], ["sides"]),
        helper.make_node("Concat", ["one_four", "sides"], ["sizes"], axis=0),
        helper.make_node(
            "Resize", ["eighth", "", "", "sizes"], ["up"], mode="linear", coordinate_transformation_mode=mode
        ),
        helper.make_node("Concat", ["up", "image"], ["both"], axis=1),
        helper.make_node("Conv", ["both", "mix"], ["logits"], pads=[1, 1, 1, 1]),
        helper.make_node("Sigmoid", ["logits"], ["output"]),
    ]
    numbers = {"zero": [0], "two": [2], "four": [4], "one_four": [1, 4]}
    constants = {name: np.array(values, np.int64) for name, values in numbers.items()}
    weights = {name: values.astype(np.float32) for name, values in WEIGHTS.items()}
    return draw(nodes, {**constants, **weights}, shape=(1, 3, height, width))


def shape_of(value: onnx.ValueInfoProto) -> list[int | str]:
    return [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]


def freed(model: onnx.ModelProto, side: int = SIDE, multiple: int = MULTIPLE) -> onnx.ModelProto:
    made, report = prepare_graph(copy(model), side=side, multiple=multiple)
    assert report.done["Resizes written with scales"] > 0
    assert report.after.largest_tensor is not None, "the figures are those of the size it was prepared at"
    return made


@pytest.mark.parametrize("mode", ["half_pixel", "align_corners", "pytorch_half_pixel", "asymmetric"])
@pytest.mark.parametrize("size", [(16, 16), (8, 8), (8, 24), (40, 16), (64, 96)])
def test_it_computes_the_same_at_every_size(size: tuple[int, int], mode: str) -> None:
    model, image = small("h", "w", mode=mode), picture(1, 3, *size)
    made = freed(model)
    np.testing.assert_array_equal(run(made, image)[0], run(model, image)[0])
    assert shape_of(made.graph.input[0]) == [1, 3, "height", "width"]
    assert shape_of(made.graph.output[0]) == [1, 1, "height", "width"]


def test_one_that_was_published_with_a_fixed_size_takes_others_too() -> None:
    made = freed(small(SIDE, SIDE))
    assert kinds(made) == ["Conv", "MaxPool", "MaxPool", "Resize", "Concat", "Conv", "Sigmoid"]
    for size in ((SIDE, SIDE), (24, 40)):
        image = picture(1, 3, *size)
        np.testing.assert_array_equal(run(made, image)[0], run(small("h", "w"), image)[0])


def test_the_float16_variant_takes_them_too() -> None:
    half, _ = to_half_compute(freed(small("h", "w")))
    image = picture(1, 3, 24, 40)
    assert np.abs(run(half, image)[0] - run(small("h", "w"), image)[0]).max() < 5e-3


def test_a_network_like_the_default_one_takes_every_multiple_of_64() -> None:
    exported = isnet(128)
    published, _ = prepare_graph(copy(exported), side=128)
    made = freed(exported, 128, 64)
    image = picture(1, 3, 128, 128)
    np.testing.assert_array_equal(run(made, image, "input")[0], run(published, image, "input")[0])
    other, _ = prepare_graph(_reshaped(copy(exported), 64, 192))
    wide = picture(1, 3, 64, 192)
    np.testing.assert_array_equal(run(made, wide, "input")[0], run(other, wide, "input")[0])
    with pytest.raises(FixedSizeError, match=r"makes \d+ of 128 pixels, but \d+ of 32"):
        freed(exported, 128, 32)


def _reshaped(model: onnx.ModelProto, *sides: int) -> onnx.ModelProto:
    for value in (*model.graph.input, *model.graph.output):
        for dim, side in zip(value.type.tensor_type.shape.dim[2:], sides, strict=True):
            dim.dim_value = side
    return model


def node(kind: str, *inputs: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, [*inputs], ["output"], name="last", **attributes)


def sizes(*values: int) -> Values:
    return np.array(values, np.int64)


GRID = np.zeros((1, 3, SIDE, SIDE), np.float32)
ROW = np.zeros(SIDE, np.float32)
FIXED: dict[str, tuple[onnx.NodeProto, dict[str, Values], str]] = {
    "a grid that is added": (node("Add", "image", "grid"), {"grid": GRID}, "reads 'grid', which has the fixed shape"),
    "a row that is added": (node("Mul", "row", "image"), {"row": ROW}, r"reads 'row', .* \[16\]"),
    "a shape": (node("Reshape", "image", "shape"), {"shape": sizes(1, 3, 16, 16)}, "Reshape 'last' may have the size"),
    "beside each other": (node("Concat", "image", "image", axis=3), {}, "joins pictures beside each other"),
    "a rim": (
        node("Conv", "image", "weight"),
        {"weight": np.zeros((1, 3, 3, 3), np.float32)},
        "Conv 'last' makes 14 of 16 pixels, but 6 of 8",
    ),
}


@pytest.mark.parametrize("case", FIXED)
def test_one_with_its_size_built_in_is_refused_and_named(case: str) -> None:
    last, constants, named = FIXED[case]
    model = draw([last], constants)
    with pytest.raises(FixedSizeError, match=named):
        free_size(model, MULTIPLE)


@pytest.mark.parametrize(("before", "after", "is_exact"), [(8, 24, True), (24, 8, False), (16, 24, True)])
def test_scales_are_written_where_float32_holds_them(before: int, after: int, is_exact: bool) -> None:
    last = helper.make_node("Resize", ["image", "", "", "sizes"], ["output"], name="back", mode="linear")
    model = draw([last], {"sizes": sizes(1, 3, after, after)}, shape=(1, 3, before, before))
    if is_exact:
        assert free_size(model, 8) == 1
        assert run(model, picture(1, 3, 16, 8))[0].shape == (1, 3, 16 * after // before, 8 * after // before)
    else:
        with pytest.raises(FixedSizeError, match="Resize 'back' has a scale that no float32 holds: 1, 1, 1/3, 1/3"):
            free_size(model, 24)


def test_weights_may_have_any_shape_and_pass_any_operator() -> None:
    nodes = [
        helper.make_node("Transpose", ["stored"], ["weight"], perm=[3, 2, 0, 1]),
        helper.make_node("Conv", ["image", "weight"], ["output"], pads=[1, 1, 1, 1]),
    ]
    model = draw(nodes, {"stored": RANDOM.standard_normal((3, 3, 3, 2)).astype(np.float32)})
    before = run(model)[0]
    assert free_size(model, MULTIPLE) == 0
    np.testing.assert_array_equal(run(model)[0], before)
    assert run(model, picture(1, 3, 8, 24))[0].shape == (1, 2, 8, 24)
