"""Deformable convolutions, as operator and in the gather form, against native onnxruntime and against a loop."""

import numpy as np
import onnx
import pytest
from onnx import helper

from bench.networks.builder import Builder
from bench.networks.deformable import deformable_conv
from build_steps.graph.deformable import deformables_to_grid_samples
from build_steps.graph.optimise import optimise
from tests.build.graph.graphs import SIDE, Values, copy, draw, kinds, picture, run

CLOSE = 2e-5
FAR = 40.0
"""Offsets of that size, in pixels, reach far outside the picture on every side."""


def gather_form(kernel: int, *, reach: float = 3.0) -> onnx.ModelProto:
    """A convolution as exported, after convolutions for features, offsets and mask."""
    b = Builder(3)
    image = b.image("image", SIDE, [1, 3, SIDE, SIDE])
    x = b.conv(image, 6, 3)
    offset = b.mul(b.conv(x, 2 * kernel * kernel, kernel), b.constant(reach))
    mask = b.unary("Sigmoid", b.conv(x, kernel * kernel, kernel))
    return b.model(deformable_conv(b, x, offset, mask, 5, kernel), "output", [1, 5, SIDE, SIDE])


def operator_form(*, strides: tuple[int, int] = (1, 1), dilations: tuple[int, int] = (1, 1)) -> onnx.ModelProto:
    """The operator of operator set 19, with bias and mask, on a picture that is not square in its pads."""
    random = np.random.default_rng(4)
    out = [(SIDE + 3 - dilation * 2 - 1) // stride + 1 for stride, dilation in zip(strides, dilations, strict=True)]
    nodes = [
        helper.make_node("Mul", ["pattern", "reach"], ["offset"]),
        helper.make_node(
            "DeformConv",
            ["image", "weight", "offset", "bias", "mask"],
            ["output"],
            kernel_shape=[3, 3],
            pads=[1, 2, 2, 1],
            strides=strides,
            dilations=dilations,
        ),
    ]
    constants = {
        "pattern": random.standard_normal((1, 18, *out)).astype(np.float32),
        "reach": np.float32(3),
        "weight": random.standard_normal((4, 3, 3, 3)).astype(np.float32),
        "bias": random.standard_normal(4).astype(np.float32),
        "mask": random.random((1, 9, *out)).astype(np.float32),
    }
    return draw(nodes, constants, opset=19)


@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize("reach", [3.0, FAR])
def test_the_gather_form_is_sampled_instead(kernel: int, reach: float) -> None:
    model = optimise(gather_form(kernel, reach=reach))
    before = run(model)
    assert deformables_to_grid_samples(model) == 1
    assert not {"GatherND", "Floor", "Sum", "Pad"} & set(kinds(model))
    np.testing.assert_allclose(run(model)[0], before[0], atol=CLOSE * reach)


@pytest.mark.parametrize("bytes_a_chunk", [1, 4 * 4 * 6 * SIDE * SIDE])
def test_chunks_bound_the_samples(bytes_a_chunk: int) -> None:
    model = optimise(gather_form(3))
    before = run(model)
    assert deformables_to_grid_samples(model, bytes_a_chunk) == 1
    taps = max(1, bytes_a_chunk // (4 * 6 * SIDE * SIDE))
    assert kinds(model).count("GridSample") == -(-9 // taps)
    np.testing.assert_allclose(run(model)[0], before[0], atol=1e-4)


@pytest.mark.parametrize(("strides", "dilations"), [((1, 1), (1, 1)), ((2, 1), (1, 2))])
def test_the_operator_is_sampled_instead(strides: tuple[int, int], dilations: tuple[int, int]) -> None:
    model = operator_form(strides=strides, dilations=dilations)
    before = run(model)
    assert deformables_to_grid_samples(model) == 1
    assert "DeformConv" not in kinds(model)
    np.testing.assert_allclose(run(model)[0], before[0], atol=1e-4)


def test_the_drawn_gather_form_is_a_deformable_convolution() -> None:
    """Against the definition, written as a loop: what is rewritten above must be the real thing."""
    b = Builder(3)
    x = b.image("image", 6, [1, 3, 6, 6])
    taps = 9
    random = np.random.default_rng(1)
    offset = random.normal(0, 2, (1, 2 * taps, 6, 6)).astype(np.float32)
    mask = random.random((1, taps, 6, 6)).astype(np.float32)
    model = b.model(deformable_conv(b, x, b.constant(offset), b.constant(mask), 2, 3), "output", [1, 2, 6, 6])
    weight = next(
        onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer if tuple(tensor.dims) == (2, 3, 3, 3)
    )
    image = picture(1, 3, 6, 6)
    np.testing.assert_allclose(run(model, image)[0][0], by_hand(image[0], offset[0], mask[0], weight), atol=1e-4)


def by_hand(image: Values, offset: Values, mask: Values, weight: Values) -> Values:
    outputs, _, kernel, _ = weight.shape
    side = image.shape[1]
    result = np.zeros((outputs, side, side))
    for y, x in np.ndindex(side, side):
        for tap in range(kernel * kernel):
            at_y = y + tap // kernel - kernel // 2 + offset[2 * tap, y, x]
            at_x = x + tap % kernel - kernel // 2 + offset[2 * tap + 1, y, x]
            value = np.zeros(len(image))
            for row, column in np.ndindex(2, 2):
                near_y, near_x = int(np.floor(at_y)) + row, int(np.floor(at_x)) + column
                if 0 <= near_y < side and 0 <= near_x < side:
                    value += image[:, near_y, near_x] * (1 - abs(at_y - near_y)) * (1 - abs(at_x - near_x))
            result[:, y, x] += weight[:, :, tap // kernel, tap % kernel] @ value * mask[tap, y, x]
    return result


def test_a_convolution_without_a_rim_of_zeros_is_left_alone() -> None:
    """Clipped positions would repeat the border there, which GridSample with zeros does not."""
    model = optimise(gather_form(3))
    (pads,) = (node.input[1] for node in model.graph.node if node.op_type == "Pad")
    tensor = next(tensor for tensor in model.graph.initializer if tensor.name == pads)
    values = np.array([0, 0, 2, 0, 0, 0, 0, 2], np.int64)
    tensor.CopyFrom(onnx.numpy_helper.from_array(values, pads))
    before = copy(model)
    assert deformables_to_grid_samples(model) == 0
    assert kinds(model) == kinds(before)


def test_an_old_operator_set_is_named() -> None:
    model = optimise(gather_form(3))
    model.opset_import[0].version = 13
    with pytest.raises(ValueError, match="operator set 13 has no GridSample"):
        deformables_to_grid_samples(model)
