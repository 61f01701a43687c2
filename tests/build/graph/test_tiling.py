"""Cutting a picture into tiles, written as a Transpose, gives the same tiles in the same order."""

import numpy as np
import onnx
import pytest
from onnx import helper

from build_steps.graph.tiling import tiles_to_transposes
from tests.build.graph.graphs import copy, draw, kinds, run

TILE = 4
PARTS = 4


def tiled(axes: tuple[int, int] = (2, 1), *, swapped: bool = False) -> onnx.ModelProto:
    """Cut 16 x 16 pixels into strips, the strips into tiles, and stack the tiles."""
    sizes = "sizes"
    nodes = [
        helper.make_node("Gather", ["image", "first"], ["picture"], axis=0),
        helper.make_node("Split", ["picture", sizes], [f"strip{k}" for k in range(PARTS)], axis=axes[0]),
    ]
    lifted = []
    for strip in range(PARTS):
        tiles = [f"tile{strip}.{k}" for k in range(PARTS)]
        nodes.append(helper.make_node("Split", [f"strip{strip}", sizes], tiles, axis=axes[1]))
        for tile in tiles:
            nodes.append(helper.make_node("Unsqueeze", [tile, "front"], [f"{tile}.up"]))
            lifted.append(f"{tile}.up")
    if swapped:
        lifted[5], lifted[6] = lifted[6], lifted[5]
    nodes.append(helper.make_node("Concat", lifted, ["output"], axis=1))
    constants = {
        "first": np.int64(0),
        sizes: np.array([TILE] * PARTS, np.int64),
        "front": np.array([0], np.int64),
    }
    return draw(nodes, constants)


@pytest.mark.parametrize("axes", [(2, 1), (1, 2), (-1, -2)])
def test_the_tiles_stay(axes: tuple[int, int]) -> None:
    model = tiled(axes)
    before = run(model)
    assert tiles_to_transposes(model) == 1
    assert kinds(model) == ["Gather", "Reshape", "Transpose", "Reshape"]
    np.testing.assert_array_equal(run(model)[0], before[0])


def test_tiles_in_another_order_are_left_alone() -> None:
    model = tiled(swapped=True)
    before = copy(model)
    assert tiles_to_transposes(model) == 0
    assert kinds(model) == kinds(before)


def test_strips_cut_twice_the_same_way_are_left_alone() -> None:
    model = tiled((2, 1))
    for node in model.graph.node:
        if node.op_type == "Split" and node.input[0] == "strip2":
            node.attribute[0].i = 2
            del node.output[1:]
    del model.graph.node[-1].input[9:12]
    assert tiles_to_transposes(model) == 0
