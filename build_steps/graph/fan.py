"""Cascades wide Split and Concat nodes, so that no node has more than a given number of branches.

On the GPU every branch is one storage buffer of a shader, and a device may allow no more than eight, the node's other
side included. The values are moved, not computed: the result is the same bit for bit.
"""

from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from build_steps.graph.tensor_types import TensorType, tensor_types
from build_steps.graph.walk import Constants, Fresh, attribute, graphs, opset, replace_nodes

WIDEST = 7
"""With one buffer for the other side these are the eight that WebGPU guarantees."""
SPLIT_TAKES_SIZES_AS_INPUT = 13


def cascade_fans(model: onnx.ModelProto, widest: int = WIDEST) -> tuple[int, int]:
    """Cascade every Split and Concat with more than ``widest`` branches.

    Parameters
    ----------
    model : onnx.ModelProto
    widest : int
        At least 2.

    Returns
    -------
    tuple of int
        How many Splits and how many Concats were rewritten. A Split into equal parts of an unknown size stays.

    Raises
    ------
    ValueError
        ``widest`` is below 2.
    """
    if widest < 2:
        raise ValueError(f"a cascade needs at least 2 branches a node, {widest} were asked for")
    if not any(_is_wide(node, widest) for graph in graphs(model.graph) for node in graph.node):
        return 0, 0
    types = tensor_types(model)
    version = opset(model)
    splits = concats = 0
    for graph in graphs(model.graph):
        constants, cascade = Constants(graph), _Cascade(graph, widest, version)
        for node in graph.node:
            if not _is_wide(node, widest):
                cascade.nodes.append(node)
            elif node.op_type == "Concat":
                concats += 1
                cascade.concat(list(node.input), node.output[0], attribute(node, "axis"))
            elif (sizes := _split_sizes(node, constants, types)) is None:
                cascade.nodes.append(node)
            else:
                splits += 1
                cascade.split(node.input[0], list(node.output), sizes, attribute(node, "axis", 0))
        replace_nodes(graph, cascade.nodes)
    return splits, concats


def _is_wide(node: onnx.NodeProto, widest: int) -> bool:
    branches = {"Split": len(node.output), "Concat": len(node.input)}.get(node.op_type, 0)
    return branches > widest and not node.domain


def _split_sizes(node: onnx.NodeProto, constants: Constants, types: dict[str, TensorType]) -> list[int] | None:
    if (given := attribute(node, "split")) is not None:
        return list(given)
    if len(node.input) > 1 and node.input[1]:
        values = constants.get(node.input[1])
        return None if values is None else [int(value) for value in values]
    known = types.get(node.input[0])
    if known is None or known.dims is None:
        return None
    whole, parts = known.dims[attribute(node, "axis", 0)], len(node.output)
    part = -(-whole // parts)
    return [*[part] * (parts - 1), whole - part * (parts - 1)]


def _runs(count: int, parts: int) -> list[range]:
    """Divide 0..count into ``parts`` runs that differ in length by one at most."""
    edges = [count * k // parts for k in range(parts + 1)]
    return [range(edges[k], edges[k + 1]) for k in range(parts)]


class _Cascade:
    """The nodes of one graph as they are written anew."""

    def __init__(self, graph: onnx.GraphProto, widest: int, version: int) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self._graph, self._widest, self._version = graph, widest, version
        self._fresh = Fresh(graph)

    def concat(self, names: list[str], output: str, axis: int) -> None:
        """Join from the leaves up."""
        while len(names) > self._widest:
            names = [self._join(names, run, output, axis) for run in _runs(len(names), -(-len(names) // self._widest))]
        self._add("Concat", names, [output], axis)

    def split(self, name: str, outputs: list[str], sizes: list[int], axis: int) -> None:
        """Split from the root down."""
        count = len(outputs)
        runs = _runs(count, min(self._widest, -(-count // self._widest)) if count > self._widest else count)
        parts = [outputs[run[0]] if len(run) == 1 else self._fresh(f"{name}.part") for run in runs]
        self._split_once(name, parts, [sum(sizes[k] for k in run) for run in runs], axis)
        for part, run in zip(parts, runs, strict=True):
            if len(run) > 1:
                self.split(part, [outputs[k] for k in run], [sizes[k] for k in run], axis)

    def _join(self, names: list[str], run: range, output: str, axis: int) -> str:
        if len(run) == 1:
            return names[run[0]]
        joined = self._fresh(f"{output}.part")
        self._add("Concat", [names[k] for k in run], [joined], axis)
        return joined

    def _split_once(self, name: str, parts: list[str], sizes: list[int], axis: int) -> None:
        if self._version < SPLIT_TAKES_SIZES_AS_INPUT:
            self._add("Split", [name], parts, axis, split=sizes)
            return
        given = self._fresh(f"{name}.sizes")
        self._graph.initializer.append(numpy_helper.from_array(np.array(sizes, np.int64), given))
        self._add("Split", [name, given], parts, axis)

    def _add(self, kind: str, inputs: list[str], outputs: list[str], axis: int, **more: Any) -> None:
        name = self._fresh(f"{outputs[0]}.{kind}")
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=name, axis=axis, **more))
