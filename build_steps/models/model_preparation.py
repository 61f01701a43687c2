"""Turns an ONNX model as published into what the browser should load. Knows ONNX, not where models come from.

Steps: compute in float32 (WebGPU without shader-f16 refuses float16 arithmetic, and the WASM provider has no float16
kernels), keep the one output that is used, run the passes over the graph (`graph/passes`), and store the weights as
external data, which keeps a second copy out of the WebAssembly heap: float32 ones as float16 behind one Cast each (half
the download; the Cast is folded when a session is created) unless told otherwise, all of a quantised model as they are.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, numpy_helper

from build_steps.graph.passes import prepare_graph
from build_steps.models.model_interface import image_input, is_float16
from build_steps.models.model_weights import WEIGHTS_NAME, externalise
from build_steps.models.self_check import reference_input

EXTERNAL_FROM_BYTES = 1 << 20


@dataclass(frozen=True)
class PreparedModel:
    """A model ready to be served.

    Attributes
    ----------
    graph : bytes
        The ONNX file.
    weights : bytes
        External data (``model.weights``); empty when the weights stay inside a small graph.
    steps : tuple of str
        What was done, in words.
    nodes_before, nodes_after : int
        Of the graph.
    """

    graph: bytes
    weights: bytes
    steps: tuple[str, ...] = field(default=(), compare=False)
    nodes_before: int = field(default=0, compare=False)
    nodes_after: int = field(default=0, compare=False)


def prepare_model(
    raw: bytes, output_name: str, *, side: int | None = None, multiple: int | None = None, store: str = "float16"
) -> PreparedModel:
    """Prepare a model for the browser.

    Parameters
    ----------
    raw : bytes
        ONNX file with float32, float16 or quantised weights.
    output_name : str
        The one output to keep.
    side : int, optional
        Of the square input; without it the input's shape stays as it is and has to be static.
    multiple : int, optional
        The graph is made to take every size whose sides are multiples of it; without it, that one size.
    store : {"float16", "float32"}
        How float32 weights are kept. Weights that were float16 when published lose nothing as float16.

    Raises
    ------
    ValueError
        The model has no such output, or its size cannot be taken out of the graph (`free_size.FixedSizeError`).
    """
    model = onnx.load_from_string(raw)
    nodes_before = len(model.graph.node)
    steps = []
    if halves := _compute_in_float32(model):
        steps.append(f"computes in float32: {halves} tensors were float16")
    if unused := _keep_output(model, output_name):
        steps.append(f"{unused} unused outputs dropped")
    model, report = prepare_graph(model, side=side, multiple=multiple)
    steps += report.lines()
    weights = b""
    if model.ByteSize() >= EXTERNAL_FROM_BYTES:
        weights, count, precision = externalise(model, store)
        steps.append(f"{count} tensors of weights in a file of their own, as {precision}")
    return PreparedModel(model.SerializeToString(), weights, tuple(steps), nodes_before, len(model.graph.node))


def has_float16_weights(model: onnx.ModelProto) -> bool:
    """Return whether a model's large weights are float16, so that storing them so again rounds nothing."""
    large = [tensor for graph in _graphs(model.graph) for tensor in graph.initializer if len(tensor.raw_data) >= 1024]
    return bool(large) and not any(tensor.data_type == TensorProto.FLOAT for tensor in large)


def reference_outputs(
    model: PreparedModel, output_name: str, sizes: Iterable[tuple[int, int]]
) -> list[NDArray[np.float32]]:
    """Return what native ONNX Runtime makes of `self_check.reference_input`, [1, 1, height, width] float32 each.

    Parameters
    ----------
    model : PreparedModel
        Or a published one: its bytes as ``graph``.
    output_name : str
    sizes : iterable of (int, int)
        Heights and widths.

    Raises
    ------
    ValueError
        The input is no image, or the output is no single plane of that size.
    """
    proto = onnx.load_from_string(model.graph)
    fed = image_input(proto)
    wanted = np.float16 if is_float16(proto, fed.name) else np.float32
    del proto
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(model.graph)
        (Path(folder) / WEIGHTS_NAME).write_bytes(model.weights)
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        found = []
        for size in sizes:
            (output,) = session.run([output_name], {fed.name: reference_input(*size).astype(wanted)})
            found.append(np.asarray(output, np.float32))
            if output.shape != (1, 1, *size):
                shape = list(output.shape)
                raise ValueError(f"the output {output_name!r} has shape {shape}, expected {[1, 1, *size]}: one alpha")
    return found


def _graphs(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (*attribute.graphs, *([attribute.g] if attribute.HasField("g") else [])):
                yield from _graphs(inner)


def _compute_in_float32(model: onnx.ModelProto) -> int:
    changed = 0
    for graph in _graphs(model.graph):
        tensors = list(graph.initializer)
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.type == onnx.AttributeProto.TENSOR:
                    tensors.append(attribute.t)
                if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT16:
                    attribute.i = TensorProto.FLOAT
        for tensor in tensors:
            if tensor.data_type == TensorProto.FLOAT16:
                values = numpy_helper.to_array(tensor).astype(np.float32)
                tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
                changed += 1
        for value in (*graph.input, *graph.output):
            if value.type.tensor_type.elem_type == TensorProto.FLOAT16:
                value.type.tensor_type.elem_type = TensorProto.FLOAT
                changed += 1
    return changed


def _keep_output(model: onnx.ModelProto, output_name: str) -> int:
    graph = model.graph
    kept = [output for output in graph.output if output.name == output_name]
    if not kept:
        raise ValueError(f"the model has no output {output_name!r}, only {[output.name for output in graph.output]}")
    producer = {name: node for node in graph.node for name in node.output}
    needed: set[str] = set()
    waiting = [output_name]
    while waiting:
        name = waiting.pop()
        if name and name not in needed:
            needed.add(name)
            if name in producer:
                node = producer[name]
                waiting.extend(node.input)
                for attribute in node.attribute:  # a subgraph reads names of the graph around it
                    for inner in (*attribute.graphs, *([attribute.g] if attribute.HasField("g") else [])):
                        waiting.extend(name for each in _graphs(inner) for step in each.node for name in step.input)
    nodes = [node for node in graph.node if needed.intersection(node.output)]
    initializers = [tensor for tensor in graph.initializer if tensor.name in needed]
    unused = len(graph.output) - len(kept)
    for place, items in ((graph.node, nodes), (graph.initializer, initializers), (graph.output, kept)):
        del place[:]
        place.extend(items)
    return unused
