"""What a graph asks of a GPU, and what the passes did to it, as plain figures. It changes nothing."""

from dataclasses import asdict, dataclass, field
from typing import Any

import onnx

from build_steps.graph.tensor_types import tensor_types
from build_steps.graph.walk import graphs
from build_steps.graph.webgpu_kernels import without_kernel

MOVES_NO_DATA = {"Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Constant", "Shape"}


@dataclass(frozen=True)
class GraphFigures:
    """One graph.

    Attributes
    ----------
    nodes : int
        Subgraphs included.
    widest_split, widest_concat : int
        Branches of the widest; 0 where there is none.
    storage_buffers : int
        Tensors that the busiest node with a shader of its own binds: its inputs and outputs.
    largest_tensor : int or None
        Bytes of the largest tensor a node reads or writes, weights included: what one storage buffer must hold. None
        where a shape is not known.
    without_kernel : dict
        Nodes that WebGPU has no kernel for, by operator.
    """

    nodes: int
    widest_split: int
    widest_concat: int
    storage_buffers: int
    largest_tensor: int | None
    without_kernel: dict[str, int]


@dataclass
class GraphReport:
    """What the passes did.

    Attributes
    ----------
    before, after : GraphFigures
    done : dict
        Pass -> how often it did something.
    largest_difference : float or None
        Of the output against the graph as published, in native onnxruntime; None until somebody has measured it.
    """

    before: GraphFigures
    after: GraphFigures
    done: dict[str, int] = field(default_factory=dict)
    largest_difference: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain dicts and numbers."""
        return asdict(self)

    def steps(self) -> list[str]:
        """Return what was done, in words, a line each."""
        return [f"{name}: {count}" for name, count in self.done.items() if count]

    def lines(self) -> list[str]:
        """Return the report in words, one fact a line."""
        before, after = self.before, self.after
        facts = self.steps()
        facts.append(f"nodes: {before.nodes} -> {after.nodes}")
        facts.append(f"widest Split: {before.widest_split} -> {after.widest_split}")
        facts.append(f"widest Concat: {before.widest_concat} -> {after.widest_concat}")
        facts.append(f"storage buffers a shader: {before.storage_buffers} -> {after.storage_buffers}")
        facts.append(f"largest tensor: {_megabytes(before.largest_tensor)} -> {_megabytes(after.largest_tensor)}")
        missing = ", ".join(f"{count} {name}" for name, count in after.without_kernel.items())
        facts.append(f"without a WebGPU kernel: {missing or 'none'}")
        if self.largest_difference is not None:
            facts.append(f"largest difference of the output: {self.largest_difference:.1e}")
        return facts


def graph_figures(model: onnx.ModelProto) -> GraphFigures:
    """Read the figures of one graph."""
    nodes = [node for graph in graphs(model.graph) for node in graph.node]
    shaders = [node for node in nodes if node.op_type not in MOVES_NO_DATA]
    return GraphFigures(
        nodes=len(nodes),
        widest_split=max((len(node.output) for node in nodes if node.op_type == "Split"), default=0),
        widest_concat=max((len(node.input) for node in nodes if node.op_type == "Concat"), default=0),
        storage_buffers=max((len(_tensors(node)) for node in shaders), default=0),
        largest_tensor=_largest(model),
        without_kernel=without_kernel(model),
    )


def _tensors(node: onnx.NodeProto) -> list[str]:
    # What a node reads as numbers of its own (sizes, axes, starts) is no buffer.
    reads = list(node.input)
    if node.op_type in ("Split", "Slice", "Pad", "Resize", "Expand", "Tile", "Clip", "ReduceMean", "ReduceSum"):
        reads = reads[:1]
    return [name for name in (*reads, *node.output) if name]


def _largest(model: onnx.ModelProto) -> int | None:
    types = tensor_types(model)
    sizes = [types[name].bytes if name in types else None for node in model.graph.node for name in node.output if name]
    known = [size for size in sizes if size is not None]
    return None if len(known) < len(sizes) else max(known, default=0)


def _megabytes(size: int | None) -> str:
    return "not known" if size is None else f"{size / 1e6:.0f} MB"
