"""Chooses what stays float32 in a float16 graph: what sums many squares or exponentials, and what says a position.

Named operators; the arithmetic between the parts of a LayerNormalization that an exporter wrote out; and all that
leads from a convolution's offsets to a GridSample's grid, because float16 knows only eighths of a pixel above 128.
"""

from dataclasses import dataclass

import onnx

from build_steps.graph.walk import consumers, producers

SENSITIVE = {
    "LayerNormalization",
    "InstanceNormalization",
    "Softmax",
    "ReduceMean",
    "ReduceSum",
    "GlobalAveragePool",
    "Pow",
    "Sqrt",
    "Resize",
    "Constant",
    "ConstantOfShape",
    "Range",
}
ELEMENTWISE = {"Add", "Sub", "Mul", "Div", "Neg", "Reciprocal"}
MOVING = {"Reshape", "Transpose", "Concat", "Slice", "Split", "Unsqueeze", "Squeeze", "Identity", "Expand"}
FLOAT_INPUTS = {"GridSample": {1}, "Resize": {1, 2}}
"""Inputs that are float32 in whatever precision the node computes."""


@dataclass(frozen=True)
class Choice:
    """What stays float32.

    Attributes
    ----------
    floats : set of str
        Names of all tensors that are float32 in the source graph.
    kept : set of str
        First outputs of the nodes that go on in float32.
    kept_tensors : set of str
        All their outputs, and the graph's inputs.
    """

    floats: set[str]
    kept: set[str]
    kept_tensors: set[str]

    def always_float(self, node: onnx.NodeProto) -> set[int]:
        """Return the positions of inputs that stay float32 for the operator's own sake."""
        return FLOAT_INPUTS.get(node.op_type, set())


def choose(model: onnx.ModelProto, floats: set[str]) -> Choice:
    """Choose the nodes of a float32 graph that must not go to float16; ``floats`` are its float32 tensors."""
    graph = model.graph
    made, read = producers(graph), consumers(graph)
    constant = {tensor.name for tensor in graph.initializer}
    constant |= {node.output[0] for node in graph.node if node.op_type == "Constant"}
    kept = {node.output[0] for node in graph.node if node.op_type in SENSITIVE and node.output[0] in floats}
    kept |= _towards_grids(graph, made, floats)
    for node in graph.node:  # in topological order, so that a run of arithmetic is followed to its end
        if node.op_type not in ELEMENTWISE or node.output[0] in kept:
            continue
        computed = [name for name in node.input if name in floats and not _is_constant(name, constant, made)]
        sources = [made[name].output[0] in kept if name in made else False for name in computed]
        feeds = any(each.output[0] in kept for each in read.get(node.output[0], []))
        if computed and (all(sources) or (any(sources) and feeds)):
            kept.add(node.output[0])
    tensors = {name for node in graph.node if node.output[0] in kept for name in node.output}
    return Choice(floats, kept, tensors | {value.name for value in graph.input})


def _is_constant(name: str, constant: set[str], made: dict[str, onnx.NodeProto]) -> bool:
    """Also a stored weight behind its Cast."""
    return name in constant or (name in made and made[name].op_type == "Cast" and made[name].input[0] in constant)


def _towards_grids(graph: onnx.GraphProto, made: dict[str, onnx.NodeProto], floats: set[str]) -> set[str]:
    found: set[str] = set()
    waiting = [node.input[1] for node in graph.node if node.op_type == "GridSample"]
    while waiting:
        node = made.get(waiting.pop())
        if node is None or node.output[0] in found or node.op_type not in ELEMENTWISE | MOVING:
            continue
        if any(name in floats for name in node.output):
            found.add(node.output[0])
            waiting.extend(node.input)
    return found
