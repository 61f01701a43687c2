"""Turns an ONNX model as published into what the browser should load. Knows ONNX, not where models come from.

Steps: compute in float32 (WebGPU without shader-f16 refuses float16 arithmetic, and the WASM provider has no float16
kernels), keep the one output that is used, drop stale shape annotations, optimise the graph offline, and store the
weights as external data, which keeps a second copy out of the WebAssembly heap: float32 ones as float16 behind one Cast
each (half the download; the Cast is folded when a session is created), all of a quantised model as they are.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from web.build.self_check import reference_input

WEIGHTS_NAME = "model.weights"
EXTERNAL_FROM_ELEMENTS = 256
EXTERNAL_FROM_BYTES = 1 << 20
ALIGNMENT = 64
QUANTISED = ("ConvInteger", "MatMulInteger", "DequantizeLinear", "QLinearConv")


@dataclass(frozen=True)
class PreparedModel:
    """A model ready to be served.

    Attributes
    ----------
    graph : bytes
        The ONNX file.
    weights : bytes
        External data (``model.weights``); empty when the weights stay inside a small graph.
    """

    graph: bytes
    weights: bytes


def prepare_model(raw: bytes, output_name: str) -> PreparedModel:
    """Prepare a model for the browser.

    Parameters
    ----------
    raw : bytes
        ONNX file with float32 or float16 weights and static input shape.
    output_name : str
        The one output to keep.

    Raises
    ------
    ValueError
        The model has no such output.
    """
    model = onnx.load_from_string(raw)
    _compute_in_float32(model)
    _keep_output(model, output_name)
    del model.graph.value_info[:]
    model = _optimise(model)
    weights = _externalise(model) if model.ByteSize() >= EXTERNAL_FROM_BYTES else b""
    return PreparedModel(model.SerializeToString(), weights)


def reference_output(model: PreparedModel, output_name: str) -> NDArray[np.float32]:
    """Return what native ONNX Runtime makes of `self_check.reference_input`, [1, 1, S, S] float32."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(model.graph)
        (Path(folder) / WEIGHTS_NAME).write_bytes(model.weights)
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        described = session.get_inputs()[0]
        (output,) = session.run([output_name], {described.name: reference_input(described.shape[-1])})
    return np.asarray(output, np.float32)


def _compute_in_float32(model: onnx.ModelProto) -> None:
    tensors = list(model.graph.initializer)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                tensors.append(attribute.t)
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT16:
                attribute.i = TensorProto.FLOAT
    for tensor in tensors:
        if tensor.data_type == TensorProto.FLOAT16:
            values = numpy_helper.to_array(tensor).astype(np.float32)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))


def _keep_output(model: onnx.ModelProto, output_name: str) -> None:
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
                waiting.extend(producer[name].input)
    nodes = [node for node in graph.node if needed.intersection(node.output)]
    initializers = [tensor for tensor in graph.initializer if tensor.name in needed]
    for field, items in ((graph.node, nodes), (graph.initializer, initializers), (graph.output, kept)):
        del field[:]
        field.extend(items)


def _optimise(model: onnx.ModelProto) -> onnx.ModelProto:
    # BASIC only: the levels above pick kernels for the processor this runs on, which is not the browser's.
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "optimised.onnx"
        options.optimized_model_filepath = str(target)
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        optimised = onnx.load(target)
    used = {node.domain for node in optimised.graph.node}
    imports = [entry for entry in optimised.opset_import if entry.domain in used]
    del optimised.opset_import[:]
    optimised.opset_import.extend(imports)
    return optimised


def _externalise(model: onnx.ModelProto) -> bytes:
    # The scales of a quantised model decide between two whole steps, so they stay exact; they are small.
    is_quantised = any(node.op_type in QUANTISED for node in model.graph.node)
    weights = bytearray()
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype not in (np.float32, np.uint8, np.int8) or values.size < EXTERNAL_FROM_ELEMENTS:
            continue
        if values.dtype == np.float32 and not is_quantised:
            values = values.astype(np.float16)
            stored = f"{tensor.name}.float16"
            casts.append(helper.make_node("Cast", [stored], [tensor.name], to=TensorProto.FLOAT))
            tensor.name, tensor.data_type = stored, TensorProto.FLOAT16
        data = values.tobytes()
        for field in ("raw_data", "float_data", "int32_data", "external_data"):
            tensor.ClearField(field)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", WEIGHTS_NAME), ("offset", len(weights)), ("length", len(data))):
            tensor.external_data.add(key=key, value=str(value))
        weights += data + bytes(-len(data) % ALIGNMENT)
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return bytes(weights)
