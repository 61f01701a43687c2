"""Derives the float16 graph of a prepared float32 one. Both read the same weights file.

A prepared graph stores its weights as float16 behind one Cast each; here the Casts go and the arithmetic is done in
float16. Input and output stay float32, and so does what float16 is too coarse for (`half_precision` chooses it).
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from build_steps.graph.half_precision import Choice, choose
from build_steps.graph.tensor_types import tensor_types
from build_steps.graph.walk import Fresh, attribute, drop_unused, replace_nodes


def to_half_compute(model: onnx.ModelProto) -> tuple[onnx.ModelProto, int]:
    """Return the float16 variant of a prepared model.

    Parameters
    ----------
    model : onnx.ModelProto
        Float32 arithmetic, no subgraphs; not changed. Its external float16 initializers are referred to, not read.

    Returns
    -------
    tuple
        The model, and how many of its nodes go on in float32.

    Raises
    ------
    ValueError
        A node has a subgraph.
    """
    for node in model.graph.node:
        if any(each.HasField("g") or each.graphs for each in node.attribute):
            raise ValueError(f"{node.op_type} {node.name!r} has a subgraph: the float16 variant knows none")
    half = onnx.ModelProto()
    half.CopyFrom(model)
    choice = choose(half, {name for name, kind in tensor_types(half).items() if kind.element == TensorProto.FLOAT})
    writer = _Writer(half.graph, choice)
    for node in half.graph.node:
        writer.write(node)
    for value in half.graph.output:
        if value.name in writer.halves:
            writer.finish(value.name)
    replace_nodes(half.graph, writer.nodes)
    drop_unused(half.graph)
    return half, len(choice.kept)


class _Writer:
    """Writes node after node and keeps both precisions of a tensor apart.

    ``halves`` and ``floats`` hold, by the tensor's name in the source graph, its name here in float16 and in float32.
    """

    def __init__(self, graph: onnx.GraphProto, choice: Choice) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.halves: dict[str, str] = {}
        self._floats: dict[str, str] = {}
        self._graph, self._choice, self._fresh = graph, choice, Fresh(graph)
        self._initializers = {tensor.name: tensor for tensor in graph.initializer}
        self._outputs = {value.name for value in graph.output}

    def write(self, node: onnx.NodeProto) -> None:
        """Write one node in the precision chosen for it."""
        stored = self._initializers.get(node.input[0]) if node.op_type == "Cast" else None
        if (
            stored is not None
            and stored.data_type == TensorProto.FLOAT16
            and attribute(node, "to") == TensorProto.FLOAT
        ):
            self.halves[node.output[0]] = stored.name
            return
        copied = onnx.NodeProto()
        copied.CopyFrom(node)
        kept = node.output[0] in self._choice.kept
        for at, name in enumerate(node.input):
            if name in self._choice.floats:
                as_float = kept or at in self._choice.always_float(node)
                copied.input[at] = self._as_float(name) if as_float else self._as_half(name)
        if not kept:
            for at, name in enumerate(node.output):
                if name in self._choice.floats:
                    copied.output[at] = self.halves[name] = self._fresh(f"{name}.half")
            if node.op_type == "Cast" and attribute(node, "to") == TensorProto.FLOAT:
                next(each for each in copied.attribute if each.name == "to").i = TensorProto.FLOAT16
        self.nodes.append(copied)

    def finish(self, output: str) -> None:
        """Give the graph its float32 output under its own name."""
        self.nodes.append(self._cast(self.halves[output], output, TensorProto.FLOAT))

    def _as_half(self, name: str) -> str:
        if name not in self.halves:
            self.halves[name] = self._fresh(f"{name}.half")
            tensor = self._initializers.get(name)
            if tensor is not None and tensor.data_location != TensorProto.EXTERNAL:
                with np.errstate(over="ignore"):
                    values = numpy_helper.to_array(tensor).astype(np.float16)
                self._graph.initializer.append(numpy_helper.from_array(values, self.halves[name]))
            else:
                self.nodes.append(self._cast(name, self.halves[name], TensorProto.FLOAT16))
        return self.halves[name]

    def _as_float(self, name: str) -> str:
        if name in self._choice.kept_tensors or name in self._initializers:
            return name
        if name not in self._floats:
            self._floats[name] = self._fresh(f"{name}.float")
            self.nodes.append(self._cast(self.halves[name], self._floats[name], TensorProto.FLOAT))
        return self._floats[name]

    def _cast(self, before: str, after: str, to: int) -> onnx.NodeProto:
        return helper.make_node("Cast", [before], [after], name=self._fresh(f"{after}.cast"), to=to)
