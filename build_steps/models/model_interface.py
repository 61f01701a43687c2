"""What goes into an ONNX graph and what comes out: names, shapes, the image input, the output that is an alpha.

It reads a model and changes nothing; what cannot be told from the graph is refused with what was found.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import onnx
from onnx import TensorProto

# Ops that pass values on: what an output's values mean is decided by what comes before them.
PASSED_ON = ("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Resize", "Transpose", "Flatten", "Slice", "Split")
ENDS_IN_0_TO_1 = ("Sigmoid", "HardSigmoid", "Clip", "Softmax")
ENDS_IN_LOGITS = ("Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Concat", "BatchNormalization")


@dataclass(frozen=True)
class Port:
    """An input or output of a graph; a dimension that is not fixed is its name or "?"."""

    name: str
    dims: tuple[int | str, ...] | None

    def __str__(self) -> str:
        shape = "of unknown shape" if self.dims is None else f"[{', '.join(map(str, self.dims))}]"
        return f"{self.name!r} {shape}"


def inputs(model: onnx.ModelProto) -> list[Port]:
    """Return what has to be fed; older files list their weights among the inputs, those are left out."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return [_port(value) for value in model.graph.input if value.name not in weights]


def outputs(model: onnx.ModelProto) -> list[Port]:
    """Return what can be asked for, in the graph's order."""
    return [_port(value) for value in model.graph.output]


def image_input(model: onnx.ModelProto) -> Port:
    """Return the one input, if it can be an image [batch, 3, side, side].

    Raises
    ------
    ValueError
        There is another number of inputs, or another shape.
    """
    found = inputs(model)
    if len(found) != 1:
        raise ValueError(f"the model has {len(found)} inputs, one image is expected: {_listed(found)}")
    dims = found[0].dims
    if dims is None or len(dims) != 4 or _differs(dims[0], 1) or _differs(dims[1], 3) or _not_square(dims):
        raise ValueError(f"the model's input is {found[0]}; a square image [1, 3, side, side] is expected")
    return found[0]


def fixed_side(port: Port) -> int | None:
    """Return the side of an image input, None where the graph leaves it open."""
    sides = [side for side in (port.dims or ())[2:] if isinstance(side, int)]
    return sides[0] if sides else None


def alpha_outputs(model: onnx.ModelProto) -> list[Port]:
    """Return the outputs that can be an alpha: [batch, 1, side, side] as far as the shape is known.

    Raises
    ------
    ValueError
        There is none.
    """
    found = [port for port in outputs(model) if port.dims is None or _is_plane(port.dims)]
    if not found:
        raise ValueError(f"no output has the shape [1, 1, side, side]; the model has {_listed(outputs(model))}")
    return found


def activation_left(model: onnx.ModelProto, output_name: str) -> tuple[str, str]:
    """Return what has still to be applied to an output ("none" or "sigmoid"), and the operator that tells so.

    Raises
    ------
    ValueError
        The operator that makes the values says neither.
    """
    producer = {name: node for node in model.graph.node for name in node.output}
    name = output_name
    while name in producer and producer[name].op_type in PASSED_ON and producer[name].input:
        name = producer[name].input[0]
    op = producer[name].op_type if name in producer else "nothing"
    if op in ENDS_IN_0_TO_1:
        return "none", op
    if op in ENDS_IN_LOGITS:
        return "sigmoid", op
    raise ValueError(f"the output {output_name!r} is made by {op}, which does not say whether it lies in 0..1 already")


def _port(value: onnx.ValueInfoProto) -> Port:
    kind = value.type.tensor_type
    if not kind.HasField("shape"):
        return Port(value.name, None)
    dims = tuple(dim.dim_value if dim.HasField("dim_value") else dim.dim_param or "?" for dim in kind.shape.dim)
    return Port(value.name, dims)


def is_float16(model: onnx.ModelProto, input_name: str) -> bool:
    """Return whether an input wants float16 values."""
    return any(
        value.name == input_name and value.type.tensor_type.elem_type == TensorProto.FLOAT16
        for value in model.graph.input
    )


def _is_plane(dims: tuple[int | str, ...]) -> bool:
    return len(dims) == 4 and not _differs(dims[0], 1) and not _differs(dims[1], 1)


def _differs(found: int | str, wanted: int) -> bool:
    return isinstance(found, int) and found != wanted


def _not_square(dims: tuple[int | str, ...]) -> bool:
    return isinstance(dims[2], int) and isinstance(dims[3], int) and dims[2] != dims[3]


def _listed(ports: Iterable[Port]) -> str:
    return ", ".join(map(str, ports)) or "none"
