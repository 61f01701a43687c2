"""The order of the passes that make a published graph fit for the browser. Each of them is a file of its own."""

from dataclasses import replace

import onnx
from onnx import version_converter

from build_steps.graph.deformable import GRID_SAMPLE_SINCE, LARGEST_BINDING, deformables_to_grid_samples
from build_steps.graph.fan import WIDEST, cascade_fans
from build_steps.graph.free_size import free_size
from build_steps.graph.narrow_head import narrow_heads
from build_steps.graph.optimise import optimise
from build_steps.graph.report import GraphReport, graph_figures
from build_steps.graph.stale_shapes import drop_value_info
from build_steps.graph.static_input import fix_side
from build_steps.graph.sums import sums_to_adds
from build_steps.graph.tiling import tiles_to_transposes
from build_steps.graph.walk import opset


def prepare_graph(
    model: onnx.ModelProto,
    *,
    side: int | None = None,
    multiple: int | None = None,
    widest: int = WIDEST,
    largest: int = LARGEST_BINDING,
) -> tuple[onnx.ModelProto, GraphReport]:
    """Run all passes over a float32 model whose weights are inside.

    Parameters
    ----------
    model : onnx.ModelProto
        It is changed, use what is returned.
    side : int, optional
        Of the square input; None leaves the input as it is.
    multiple : int, optional
        At the end the graph takes every size whose sides are multiples of it; None leaves it at its size.
    widest : int
        Branches that a Split or Concat may have.
    largest : int
        Bytes that the samples of one chunk of a deformable convolution may take.

    Returns
    -------
    tuple
        The prepared model and the report, without a largest difference: nothing was run.

    Raises
    ------
    ValueError
        The input is no image, or onnxruntime refuses the graph, with that side or at all. `FixedSizeError`, where the
        size cannot be taken out.
    """
    done = {"shape annotations dropped": drop_value_info(model)}
    before = graph_figures(model)
    done["input dimensions fixed"] = 0 if side is None else fix_side(model, side)
    model = optimise(model)
    if before.largest_tensor is None:  # now that shapes are known, and nothing has been rewritten yet
        before = replace(before, largest_tensor=graph_figures(model).largest_tensor)
    deformed = any(node.op_type in ("DeformConv", "GatherND") for node in model.graph.node)
    if deformed and opset(model) < GRID_SAMPLE_SINCE:
        model = version_converter.convert_version(model, GRID_SAMPLE_SINCE)
        drop_value_info(model)
    done["deformable convolutions sampled in chunks"] = deformables_to_grid_samples(model, largest)
    done["heads narrowed before upsampling"] = narrow_heads(model)
    done["tilings written as Transpose"] = tiles_to_transposes(model)
    done["Sums written as Adds"] = sums_to_adds(model)
    done["Splits cascaded"], done["Concats cascaded"] = cascade_fans(model, widest)
    if any(list(done.values())[2:]):
        model = optimise(model)
    drop_value_info(model)
    after = graph_figures(model)  # while the shapes are known
    if multiple is not None:
        done["Resizes written with scales"] = free_size(model, multiple)
    return model, GraphReport(before, after, done)
