"""Reading and rebuilding a graph: nodes, constants, attributes, fresh names. It changes no meaning."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper


def graphs(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    """Yield the graph and every graph inside its nodes (branches of If, bodies of Loop and Scan)."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
                yield from graphs(inner)


def opset(model: onnx.ModelProto) -> int:
    """Return the version of the standard operator set."""
    return int(next(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")))


def attribute(node: onnx.NodeProto, name: str, default: Any = None) -> Any:
    """Return an attribute's value, or ``default``."""
    return next((helper.get_attribute_value(each) for each in node.attribute if each.name == name), default)


def producers(graph: onnx.GraphProto) -> dict[str, onnx.NodeProto]:
    """Map every computed name to the node that computes it."""
    return {name: node for node in graph.node for name in node.output if name}


def consumers(graph: onnx.GraphProto) -> dict[str, list[onnx.NodeProto]]:
    """Map every name to the nodes that read it."""
    found: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            found.setdefault(name, []).append(node)
    return found


class Constants:
    """The constants of one graph by name: initializers and Constant nodes. External data counts as unknown.

    Parameters
    ----------
    graph : onnx.GraphProto
    """

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}
        for node in graph.node:
            if node.op_type == "Constant":
                value = attribute(node, "value")
                if value is not None:
                    self._tensors[node.output[0]] = value

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def get(self, name: str) -> NDArray[Any] | None:
        """Return the values, or None where ``name`` is no constant or lies outside the file."""
        tensor = self._tensors.get(name)
        if tensor is None or tensor.data_location == onnx.TensorProto.EXTERNAL:
            return None
        return np.asarray(numpy_helper.to_array(tensor))


class Fresh:
    """Names that a graph does not use yet.

    Parameters
    ----------
    graph : onnx.GraphProto
    """

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._used = {name for node in graph.node for name in (*node.input, *node.output)}
        self._used.update(tensor.name for tensor in graph.initializer)

    def __call__(self, wish: str) -> str:
        """Return ``wish``, or it with a number."""
        name, count = wish, 0
        while name in self._used:
            count += 1
            name = f"{wish}.{count}"
        self._used.add(name)
        return name


def replace_nodes(graph: onnx.GraphProto, nodes: Iterable[onnx.NodeProto]) -> None:
    """Put ``nodes``, in topological order, in the place of all nodes."""
    kept = list(nodes)
    del graph.node[:]
    graph.node.extend(kept)


def drop_unused(graph: onnx.GraphProto) -> int:
    """Remove nodes and initializers that no output of the graph needs; return how many nodes went."""
    made = producers(graph)
    needed: set[str] = set()
    waiting = [output.name for output in graph.output]
    while waiting:
        name = waiting.pop()
        if not name or name in needed:
            continue
        needed.add(name)
        if name in made:
            waiting.extend(made[name].input)
            for each in made[name].attribute:
                for outer in (*([each.g] if each.HasField("g") else []), *each.graphs):
                    waiting.extend(read for inner in graphs(outer) for node in inner.node for read in node.input)
                    waiting.extend(output.name for inner in graphs(outer) for output in inner.output)
    before = len(graph.node)
    replace_nodes(graph, [node for node in graph.node if needed.intersection(node.output)])
    tensors = [tensor for tensor in graph.initializer if tensor.name in needed]
    if len(tensors) < len(graph.initializer):
        del graph.initializer[:]
        graph.initializer.extend(tensors)
    return before - len(graph.node)
