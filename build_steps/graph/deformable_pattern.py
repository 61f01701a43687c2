"""Recognises deformable convolutions: the operator itself, and the gather form that an exporter for PyTorch writes.

The gather form pads the input, adds offsets to a constant grid, floors, gathers the four neighbours with GatherND,
weights and sums them, applies the mask and ends in a convolution whose stride is its kernel. It rewrites nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from build_steps.graph.tensor_types import TensorType
from build_steps.graph.walk import Constants, attribute, producers

PASSED_UPWARDS = {"Reshape", "Transpose", "Concat", "Split", "Identity"}
LAYOUT = {"Reshape", "Identity"}


@dataclass(frozen=True)
class Deformable:
    """One deformable convolution over a batch of one, without groups.

    Attributes
    ----------
    data, offset, output : str
        Names; the offset is 1 x 2·taps x height x width with y before x, in pixels.
    mask : str
        Name, 1 x taps x height x width; empty where there is none.
    bias : str
        Name, or empty.
    weight : numpy.ndarray
        Outputs x channels x kernel height x kernel width.
    rows, columns : numpy.ndarray
        Where each tap lies before the offset, in pixels of the data: taps x 1 x height x 1 and taps x 1 x 1 x width.
    input_side, output_side : tuple of int
        Height and width.
    """

    data: str
    offset: str
    output: str
    mask: str
    bias: str
    weight: NDArray[Any]
    rows: NDArray[Any]
    columns: NDArray[Any]
    input_side: tuple[int, int]
    output_side: tuple[int, int]


def find_deformables(graph: onnx.GraphProto, types: dict[str, TensorType]) -> dict[str, Deformable]:
    """Return what is recognised, by the name of its output."""
    search = _Search(Constants(graph), producers(graph), types)
    readers: dict[str, Callable[[onnx.NodeProto], Deformable | None]] = {
        "DeformConv": search.operator,
        "Conv": search.gather_form,
    }
    found = (readers[node.op_type](node) for node in graph.node if node.op_type in readers)
    return {each.output: each for each in found if each}


@dataclass(frozen=True)
class _Search:
    constants: Constants
    made: dict[str, onnx.NodeProto]
    types: dict[str, TensorType]

    def operator(self, node: onnx.NodeProto) -> Deformable | None:
        """Read a DeformConv node."""
        names = [*node.input, "", "", ""]
        weight, dims, out = self.constants.get(names[1]), self._dims(names[0]), self._dims(names[2])
        plain = attribute(node, "group", 1) == 1 == attribute(node, "offset_group", 1)
        if weight is None or dims is None or out is None or dims[0] != 1 or not plain:
            return None
        strides, dilations = attribute(node, "strides", [1, 1]), attribute(node, "dilations", [1, 1])
        pads = attribute(node, "pads", [0, 0, 0, 0])
        tap_rows, tap_columns = np.mgrid[: weight.shape[2], : weight.shape[3]].reshape(2, -1, 1, 1, 1)
        rows = tap_rows * dilations[0] - pads[0] + np.arange(out[2]).reshape(1, 1, -1, 1) * strides[0]
        columns = tap_columns * dilations[1] - pads[1] + np.arange(out[3]) * strides[1]
        sides = (dims[2], dims[3]), (out[2], out[3])
        return Deformable(names[0], names[2], node.output[0], names[4], names[3], weight, rows, columns, *sides)

    def gather_form(self, node: onnx.NodeProto) -> Deformable | None:
        """Read the gather form from its last node, the convolution."""
        weight = self.constants.get(node.input[1])
        if weight is None or attribute(node, "group", 1) != 1 or any(attribute(node, "pads", [0])):
            return None
        kernel = list(weight.shape[2:])
        if attribute(node, "strides", [1, 1]) != kernel:
            return None
        top = self._up(node.input[0], PASSED_UPWARDS)
        mask, corners = "", self._corners(top)
        if top is not None and top.op_type == "Mul" and corners is None:
            for masked, values in (top.input, top.input[::-1]):
                corners = self._corners(self._up(values, LAYOUT))
                if corners is not None:
                    mask = self._below(masked, LAYOUT)
                    break
        if not corners:
            return None
        gather = corners[0]
        floor = self._floor(gather.input[1])
        pad = self._up(gather.input[0], {*LAYOUT, "Transpose"})
        if floor is None or pad is None or pad.op_type != "Pad":
            return None
        return self._assemble(node, weight, mask, floor, pad)

    def _assemble(
        self, node: onnx.NodeProto, weight: NDArray[Any], mask: str, floor: onnx.NodeProto, pad: onnx.NodeProto
    ) -> Deformable | None:
        pads, dims, out = self._pads(pad), self._dims(pad.input[0]), self._dims(node.output[0])
        place = self.made.get(floor.input[0])
        if pads is None or dims is None or out is None or dims[0] != 1 or place is None or place.op_type != "Add":
            return None
        if min(pads[2], pads[3], pads[6], pads[7]) < 1:
            return None  # without a rim of zeros, clipped positions would repeat the border
        grids = [(self.constants.get(each), other) for each, other in (place.input, place.input[::-1])]
        base, moved = next(((values, other) for values, other in grids if values is not None), (None, ""))
        taps = weight.shape[2] * weight.shape[3]
        if base is None or base.size != taps * 2 * out[2] * out[3]:
            return None
        base = base.reshape(taps, 2, out[2], out[3])
        rows, columns = base[:, :1, :, :1] - pads[2], base[:, 1:, :1, :] - pads[3]
        if (base[:, :1] - pads[2] != rows).any() or (base[:, 1:] - pads[3] != columns).any():
            return None
        bias = node.input[2] if len(node.input) > 2 else ""
        offset = self._below(moved, LAYOUT)
        sides = (dims[2], dims[3]), (out[2], out[3])
        if (self._dims(offset) or ())[1:] != (2 * taps, *sides[1]):
            return None
        return Deformable(pad.input[0], offset, node.output[0], mask, bias, weight, rows, columns, *sides)

    def _corners(self, node: onnx.NodeProto | None) -> list[onnx.NodeProto] | None:
        """Return the four GatherND below a sum of four products."""
        products = self._terms(node)
        gathers: list[onnx.NodeProto] = []
        for product in products:
            if product is None or product.op_type != "Mul":
                return None
            sides = [self._up(name, {*LAYOUT, "Transpose"}) for name in product.input]
            gathers.extend(side for side in sides if side is not None and side.op_type == "GatherND")
        same = {gather.input[0] for gather in gathers}
        return gathers if len(products) == len(gathers) == 4 and len(same) == 1 else None

    def _terms(self, node: onnx.NodeProto | None) -> list[onnx.NodeProto | None]:
        """Return what a Sum or a chain of Adds adds up."""
        if node is None or node.op_type not in ("Sum", "Add"):
            return []
        terms: list[onnx.NodeProto | None] = []
        for name in node.input:
            above = self.made.get(name)
            terms.extend(self._terms(above) if above is not None and above.op_type == "Add" else [above])
        return terms

    def _floor(self, name: str) -> onnx.NodeProto | None:
        waiting, seen = [name], set[str]()
        while waiting:
            node = self.made.get(waiting.pop())
            if node is None or node.output[0] in seen:
                continue
            if node.op_type == "Floor":
                return node
            seen.add(node.output[0])
            if node.op_type in {*LAYOUT, "Concat", "Clip", "Min", "Max", "Slice", "Split", "Add", "Cast"}:
                waiting.extend(node.input)
        return None

    def _pads(self, pad: onnx.NodeProto) -> list[int] | None:
        values = self.constants.get(pad.input[1]) if len(pad.input) > 1 else None
        return None if values is None or values.size != 8 else [int(each) for each in values]

    def _up(self, name: str, through: set[str]) -> onnx.NodeProto | None:
        """Follow first inputs up through nodes that only move values."""
        node = self.made.get(name)
        while node is not None and node.op_type in through:
            node = self.made.get(node.input[0])
        return node

    def _below(self, name: str, through: set[str]) -> str:
        while (node := self.made.get(name)) is not None and node.op_type in through:
            name = node.input[0]
        return name

    def _dims(self, name: str) -> tuple[int, ...] | None:
        known = self.types.get(name)
        return known.dims if known else None
