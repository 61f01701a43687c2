"""Writes deformable convolutions as GridSample and 1 x 1 convolutions over a few taps at a time.

Exported models gather all taps of a kernel at once: for 7 x 7 taps, 64 channels and 256 x 256 positions that is
784 MiB, four times over. Here a chunk of taps is sampled, masked, multiplied with its part of the weight and added up,
so that memory stays bounded. Sampled values differ by the rounding of coordinates. `deformable_pattern` recognises.

Source: Zhu et al., Deformable ConvNets v2, CVPR 2019, doi:10.1109/CVPR.2019.00953, equation (1).
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from build_steps.graph.deformable_pattern import Deformable, find_deformables
from build_steps.graph.tensor_types import tensor_types
from build_steps.graph.walk import Fresh, drop_unused, opset, replace_nodes

LARGEST_BINDING = 1 << 27
"""Bytes of one storage buffer that WebGPU guarantees."""
GRID_SAMPLE_SINCE = 16


def deformables_to_grid_samples(model: onnx.ModelProto, largest: int = LARGEST_BINDING) -> int:
    """Rewrite every deformable convolution that is recognised.

    Parameters
    ----------
    model : onnx.ModelProto
        With static shapes, float32 arithmetic, folded constants.
    largest : int
        Bytes that the samples of one chunk of taps may take.

    Returns
    -------
    int
        How many were rewritten; groups, batches and weights that are no constants are left as they are.

    Raises
    ------
    ValueError
        There is one to rewrite, and the operator set is older than GridSample.
    """
    if not any(node.op_type in ("DeformConv", "GatherND") for node in model.graph.node):
        return 0
    found = find_deformables(model.graph, tensor_types(model))
    if found and opset(model) < GRID_SAMPLE_SINCE:
        raise ValueError(f"operator set {opset(model)} has no GridSample, {GRID_SAMPLE_SINCE} or newer is needed")
    writer = _Writer(model.graph, largest, "bilinear" if opset(model) < 20 else "linear")
    nodes = []
    for node in model.graph.node:
        match = found.get(node.output[0])
        if match:
            nodes.extend(writer.write(match))
        else:
            nodes.append(node)
    replace_nodes(model.graph, nodes)
    drop_unused(model.graph)
    return len(found)


class _Writer:
    def __init__(self, graph: onnx.GraphProto, largest: int, mode: str) -> None:
        self._graph, self._largest, self._mode, self._fresh = graph, largest, mode, Fresh(graph)
        self._nodes: list[onnx.NodeProto] = []

    def write(self, each: Deformable) -> list[onnx.NodeProto]:
        self._nodes, self._name = [], each.output
        outputs, channels, *kernel = each.weight.shape
        taps = kernel[0] * kernel[1]
        height, width = each.output_side
        grid = self._grid(each, taps)
        mask = each.mask and self._reshape(each.mask, [1, 1, taps * height, width])
        weight = each.weight.reshape(outputs, channels, taps)
        step = max(1, self._largest // (4 * channels * height * width))
        total = ""
        for first in range(0, taps, step):
            last = min(taps, first + step)
            rows = (first * height, last * height)
            whole = step >= taps
            part = grid if whole else self._slice(grid, 1, *rows)
            samples = self._add("GridSample", [each.data, part], mode=self._mode, padding_mode="zeros", align_corners=0)
            if mask:
                samples = self._add("Mul", [samples, mask if whole else self._slice(mask, 2, *rows)])
            samples = self._reshape(samples, [1, channels * (last - first), height, width])
            flat = self._constant(weight[:, :, first:last].reshape(outputs, -1, 1, 1))
            bias = [each.bias] if each.bias and not total else []
            product = self._add("Conv", [samples, flat, *bias], kernel_shape=[1, 1])
            total = self._add("Add", [total, product]) if total else product
        self._nodes[-1].output[0] = each.output
        return self._nodes

    def _grid(self, each: Deformable, taps: int) -> str:
        """Return the grid's name: 1 x taps·height x width x 2 (x, y), ±1 the outer edges of the border pixels."""
        height, width = each.output_side
        offsets = self._reshape(each.offset, [taps, 2, height, width])
        axes = []
        for at, base, length in ((1, each.columns, each.input_side[1]), (0, each.rows, each.input_side[0])):
            moved = self._add("Mul", [self._slice(offsets, 1, at, at + 1), self._scalar(2 / length)])
            axes.append(self._add("Add", [moved, self._constant((2 * base + 1) / length - 1)]))
        both = self._add("Transpose", [self._add("Concat", axes, axis=1)], perm=[0, 2, 3, 1])
        return self._reshape(both, [1, taps * height, width, 2])

    def _add(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        output = self._fresh(f"{self._name}.{kind}")
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _reshape(self, name: str, shape: list[int]) -> str:
        return self._add("Reshape", [name, self._integers(shape)])

    def _slice(self, name: str, axis: int, start: int, end: int) -> str:
        return self._add("Slice", [name, *(self._integers([each]) for each in (start, end, axis))])

    def _integers(self, values: list[int]) -> str:
        return self._store(np.array(values, np.int64))

    def _scalar(self, value: float) -> str:
        return self._store(np.array(value, np.float32))

    def _constant(self, values: NDArray[Any]) -> str:
        return self._store(np.ascontiguousarray(values, np.float32))

    def _store(self, values: NDArray[Any]) -> str:
        name = self._fresh(f"{self._name}.constant")
        self._graph.initializer.append(numpy_helper.from_array(values, name))
        return name
