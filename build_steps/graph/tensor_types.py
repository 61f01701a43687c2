"""Element type and shape of every tensor, inferred without the weights. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import onnx
from onnx import helper, shape_inference

SMALL = 1024
"""Elements up to which a constant is kept: those that say a shape. A weight is represented by its type alone."""


@dataclass(frozen=True)
class TensorType:
    """What is known of a tensor; ``dims`` is None where the rank or a side is not known."""

    element: int
    dims: tuple[int, ...] | None

    @property
    def bytes(self) -> int | None:
        """Size, or None where the shape is not known."""
        if self.dims is None:
            return None
        return prod(self.dims) * int(helper.tensor_dtype_to_np_dtype(self.element).itemsize)


def tensor_types(model: onnx.ModelProto) -> dict[str, TensorType]:
    """Infer the types of all tensors of the main graph.

    Raises
    ------
    onnx.shape_inference.InferenceError
        The graph contradicts itself.
    """
    skeleton = onnx.ModelProto(ir_version=model.ir_version, opset_import=model.opset_import)
    graph, source = skeleton.graph, model.graph
    graph.name = source.name or "graph"
    graph.node.extend(source.node)
    graph.input.extend(source.input)
    graph.output.extend(source.output)
    declared = {value.name for value in source.input}  # older files list their weights as inputs too
    for tensor in source.initializer:
        if tensor.data_location != onnx.TensorProto.EXTERNAL and prod(tensor.dims) <= SMALL:
            graph.initializer.append(tensor)
        elif tensor.name not in declared:
            graph.input.append(helper.make_tensor_value_info(tensor.name, tensor.data_type, tensor.dims))
    inferred = shape_inference.infer_shapes(skeleton, data_prop=True).graph
    found = {tensor.name: TensorType(tensor.data_type, tuple(tensor.dims)) for tensor in source.initializer}
    for value in (*inferred.input, *inferred.output, *inferred.value_info):
        kind = value.type.tensor_type
        if kind.elem_type:
            found[value.name] = TensorType(kind.elem_type, _dims(kind.shape.dim) if kind.HasField("shape") else None)
    return found


def _dims(dims: Sequence[onnx.TensorShapeProto.Dimension]) -> tuple[int, ...] | None:
    if not all(dim.HasField("dim_value") for dim in dims):
        return None
    return tuple(dim.dim_value for dim in dims)
