"""Moves the weights of an ONNX model out of the graph. What else is done to a model is in `model_preparation`."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WEIGHTS_NAME = "model.weights"
EXTERNAL_FROM_ELEMENTS = 256
ALIGNMENT = 64
QUANTISED = ("ConvInteger", "MatMulInteger", "DequantizeLinear", "QLinearConv")


def is_quantised(model: onnx.ModelProto) -> bool:
    """Return whether a model computes with weights of 8 bits."""
    return any(node.op_type in QUANTISED for node in model.graph.node)


def externalise(model: onnx.ModelProto, store: str) -> tuple[bytes, int, str]:
    """Move the weights of a model into a file of their own.

    Parameters
    ----------
    model : onnx.ModelProto
        Changed: its large tensors point at `WEIGHTS_NAME`, and as float16 stand behind one Cast each.
    store : {"float16", "float32"}
        How float32 weights are kept.

    Returns
    -------
    tuple
        The file's bytes, how many tensors it holds, and their precision in words.
    """
    # The scales of a quantised model decide between two whole steps, so they stay exact; they are small.
    exact = store == "float32" or is_quantised(model)
    weights = bytearray()
    casts = []
    count = 0
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype not in (np.float32, np.uint8, np.int8) or values.size < EXTERNAL_FROM_ELEMENTS:
            continue
        if values.dtype == np.float32 and not exact:
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
        count += 1
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    precision = "8 bit" if is_quantised(model) else "float32" if exact else "float16"
    return bytes(weights), count, precision
