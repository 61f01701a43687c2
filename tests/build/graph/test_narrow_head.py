"""A 1 x 1 convolution moved before upsampling and Concat computes the same, on smaller tensors."""

import numpy as np
import onnx
import pytest
from onnx import helper

from build_steps.graph.narrow_head import narrow_heads
from build_steps.graph.report import graph_figures
from tests.build.graph.graphs import SIDE, copy, draw, kinds, run

WIDE = 24


def decoder_end(*, outputs: int = 1, mode: str = "align_corners", bias: bool = True) -> onnx.ModelProto:
    """Upsample 24 channels, join them with 8 of a convolution of the image, and mix."""
    random = np.random.default_rng(2)
    nodes = [
        helper.make_node("Conv", ["image", "deep"], ["low"], strides=[4, 4], kernel_shape=[4, 4]),
        helper.make_node("Relu", ["low"], ["features"]),
        helper.make_node(
            "Resize",
            ["features", "", "", "sizes"],
            ["high"],
            mode="nearest" if mode == "asymmetric" else "linear",
            coordinate_transformation_mode=mode,
        ),
        helper.make_node("Conv", ["image", "detail", "shift"], ["fine"], pads=[1] * 4, kernel_shape=[3, 3]),
        helper.make_node("Concat", ["high", "fine"], ["joined"], axis=1),
        helper.make_node("Conv", ["joined", "mix", *(["bias"] if bias else [])], ["output"], kernel_shape=[1, 1]),
    ]
    constants = {
        "deep": random.standard_normal((WIDE, 3, 4, 4)).astype(np.float32),
        "sizes": np.array([1, WIDE, SIDE, SIDE], np.int64),
        "detail": random.standard_normal((8, 3, 3, 3)).astype(np.float32),
        "shift": random.standard_normal(8).astype(np.float32),
        "mix": random.standard_normal((outputs, WIDE + 8, 1, 1)).astype(np.float32),
        "bias": random.standard_normal(outputs).astype(np.float32),
    }
    return draw(nodes, constants)


@pytest.mark.parametrize("mode", ["align_corners", "pytorch_half_pixel", "asymmetric"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("outputs", [1, 5])
def test_the_values_stay(mode: str, bias: bool, outputs: int) -> None:
    model = decoder_end(mode=mode, bias=bias, outputs=outputs)
    before, figures = run(model), graph_figures(model)
    assert narrow_heads(model) == 1
    np.testing.assert_allclose(run(model)[0], before[0], atol=1e-4, rtol=1e-5)
    after = graph_figures(model)
    assert figures.largest_tensor == 4 * (WIDE + 8) * SIDE * SIDE
    assert after.largest_tensor == 4 * max(outputs * SIDE * SIDE, WIDE * (SIDE // 4) ** 2)
    assert "Concat" not in kinds(model)


def test_a_wide_head_is_left_alone() -> None:
    model = decoder_end(outputs=WIDE + 1)
    before = copy(model)
    assert narrow_heads(model) == 0
    assert kinds(model) == kinds(before)


def test_an_upsampling_that_somebody_else_reads_is_left_alone() -> None:
    model = decoder_end()
    model.graph.output.extend(draw([], outputs=("high",)).graph.output)
    before = kinds(model)
    assert narrow_heads(model) == 0
    assert kinds(model) == before
