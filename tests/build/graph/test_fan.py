"""Cascaded Splits and Concats move the same values, with no node wider than asked for."""

import numpy as np
import onnx
import pytest
from onnx import helper

from build_steps.graph.fan import WIDEST, cascade_fans
from build_steps.graph.report import graph_figures
from tests.build.graph.graphs import Values, copy, draw, kinds, run


def split_and_join(count: int, *, opset: int = 16, sizes: list[int] | None = None, axis: int = 2) -> onnx.ModelProto:
    """Split along an axis, double the first part, join in reverse order; the last part is an output of its own."""
    names = [f"part{k}" for k in range(count)]
    given = {} if sizes is None else {"sizes": np.array(sizes, np.int64)}
    attributes = {"split": sizes} if sizes and opset < 13 else {}
    inputs = ["image", "sizes"] if sizes and opset >= 13 else ["image"]
    if opset >= 18 and sizes is None:
        attributes["num_outputs"] = count  # type: ignore[assignment]
    nodes = [
        helper.make_node("Split", inputs, names, axis=axis, **attributes),
        helper.make_node("Add", [names[0], names[0]], ["doubled"]),
        helper.make_node("Concat", ["doubled", *names[:0:-1]], ["output"], axis=axis),
        helper.make_node("Identity", [names[-1]], ["last"]),
    ]
    return draw(nodes, given if opset >= 13 else {}, outputs=("output", "last"), opset=opset)


def widest(model: onnx.ModelProto) -> int:
    figures = graph_figures(model)
    return max(figures.widest_split, figures.widest_concat)


def assert_same(before: list[Values], after: list[Values]) -> None:
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("limit", [2, 3, WIDEST, 15])
@pytest.mark.parametrize("opset", [12, 16, 18])
def test_equal_parts(limit: int, opset: int) -> None:
    model = split_and_join(16, opset=opset)
    before = run(model)
    assert cascade_fans(model, limit) == (1, 1)
    assert 2 <= widest(model) <= limit
    assert_same(before, run(model))


@pytest.mark.parametrize("opset", [12, 16])
@pytest.mark.parametrize("axis", [2, -1])
def test_unequal_parts(opset: int, axis: int) -> None:
    model = split_and_join(9, opset=opset, sizes=[1, 2, 1, 3, 1, 1, 4, 2, 1], axis=axis)
    before = run(model)
    assert cascade_fans(model) == (1, 1)
    assert widest(model) <= WIDEST
    assert_same(before, run(model))


def test_a_thousand_branches_keep_their_order() -> None:
    names = [f"part{k}" for k in range(1024)]
    nodes = [
        helper.make_node("Reshape", ["image", "flat"], ["row"]),
        helper.make_node("Split", ["row"], names, axis=0),
        helper.make_node("Concat", names[::-1], ["output"], axis=0),
    ]
    model = draw(nodes, {"flat": np.array([1024], np.int64)}, shape=(1, 1, 32, 32))
    image = np.arange(1024, dtype=np.float32).reshape(1, 1, 32, 32)
    assert cascade_fans(model) == (1, 1)
    assert widest(model) <= WIDEST
    np.testing.assert_array_equal(run(model, image)[0], image.ravel()[::-1])


def test_narrow_nodes_stay_as_they_are() -> None:
    model = split_and_join(4)
    before = copy(model)
    assert cascade_fans(model) == (0, 0)
    assert model == before


def test_equal_parts_of_an_unknown_side_stay() -> None:
    model = split_and_join(16)
    model.graph.input[0].type.tensor_type.shape.dim[2].dim_param = "height"
    assert cascade_fans(model) == (0, 1)
    assert kinds(model).count("Split") == 1


def test_a_cascade_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 branches a node, 1 were asked for"):
        cascade_fans(split_and_join(16), 1)
