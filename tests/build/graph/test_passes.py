"""All passes together on a small network with every difficulty of the published ones, and the report about it."""

import numpy as np
import onnx
import pytest
from onnx import helper

from bench.networks.birefnet import birefnet
from bench.networks.isnet import isnet
from bench.networks.swin import SwinSize
from build_steps.graph.passes import prepare_graph
from build_steps.graph.report import graph_figures
from build_steps.graph.webgpu_kernels import without_kernel
from tests.build.graph.graphs import draw, picture, run

SMALL = SwinSize(16, (2, 2, 2, 2), (2, 2, 2, 2), 7)
SIDE = 256
ALL_TAPS = 4 * 64 * 49 * (SIDE // 4) ** 2
"""Bytes of all samples of the largest kernel, 7 x 7, at a quarter of the side."""


@pytest.fixture(scope="module")
def exported() -> onnx.ModelProto:
    return birefnet(SMALL, SIDE)


def test_a_small_birefnet_is_made_fit_and_computes_the_same(exported: onnx.ModelProto) -> None:
    image = picture(1, 3, SIDE, SIDE)
    before = run(exported, image, "pixel_values")
    model, report = prepare_graph(exported, side=SIDE, largest=ALL_TAPS // 7)
    report.largest_difference = float(np.abs(run(model, image, "pixel_values")[0] - before[0]).max())
    assert (report.before.widest_split, report.before.widest_concat) == (32, 1024)
    assert report.before.without_kernel["Sum"] == 20
    assert max(report.after.widest_split, report.after.widest_concat) <= 7
    assert report.after.storage_buffers <= 8
    assert report.before.largest_tensor == ALL_TAPS
    assert report.after.largest_tensor is not None
    assert report.after.largest_tensor < ALL_TAPS / 2
    assert report.after.without_kernel == {}
    assert report.after.nodes < report.before.nodes / 2
    assert report.done["shape annotations dropped"] == 1
    assert report.done["deformable convolutions sampled in chunks"] == 20
    assert report.done["tilings written as Transpose"] == 4
    assert report.largest_difference < 2e-5
    assert f"nodes: {report.before.nodes} -> {report.after.nodes}" in report.lines()
    assert report.as_json()["after"]["widest_split"] == report.after.widest_split


def test_the_networks_are_as_large_as_the_published_ones() -> None:
    """RMBG-1.4 has 44.0 million parameters in a float32 file of 176,153,355 bytes."""
    model = isnet(64)
    weights = sum(int(np.prod(tensor.dims)) for tensor in model.graph.initializer if tensor.data_type == 1)
    assert 44.0e6 < weights < 44.1e6
    assert abs(model.ByteSize() - 176_153_355) < 200_000


def test_figures_of_a_drawn_graph() -> None:
    nodes = [
        helper.make_node("Split", ["image"], ["a", "b", "c"], axis=1),
        helper.make_node("Sum", ["a", "b", "c"], ["total"]),
        helper.make_node("Concat", ["total", "image"], ["output"], axis=1),
    ]
    figures = graph_figures(draw(nodes))
    assert (figures.nodes, figures.widest_split, figures.widest_concat) == (3, 3, 2)
    assert figures.storage_buffers == 4
    assert figures.largest_tensor == 4 * 4 * 16 * 16
    assert figures.without_kernel == {"Sum": 1}


def test_an_open_shape_has_no_largest_tensor() -> None:
    model = draw([helper.make_node("Relu", ["image"], ["output"])], shape=(1, 3, "height", "width"))
    assert graph_figures(model).largest_tensor is None


def test_foreign_domains_have_no_kernel() -> None:
    model = draw([helper.make_node("FusedMatMul", ["image", "image"], ["output"], domain="com.microsoft")])
    assert without_kernel(model) == {"com.microsoft.FusedMatMul": 1}


def test_a_plain_graph_passes_through_unchanged() -> None:
    nodes = [helper.make_node("Relu", ["image"], ["r"]), helper.make_node("Sigmoid", ["r"], ["output"])]
    model = draw(nodes)
    before = run(model)
    prepared, report = prepare_graph(model)
    assert not any(report.done.values())
    np.testing.assert_array_equal(run(prepared)[0], before[0])
