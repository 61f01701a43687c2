"""Takes the fixed size out of a graph of convolutions, so that one graph over the same weights takes many sizes.

A Resize to given sizes becomes one by scales, where the scales are exact numbers; height and width of input and output
become names. A graph that has its size built in elsewhere is refused, with the node that has it.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from build_steps.graph.tensor_types import TensorType, tensor_types
from build_steps.graph.walk import Constants, Fresh, attribute, drop_unused

SIZELESS = {
    *("Conv", "ConvInteger", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "BatchNormalization"),
    *("Relu", "LeakyRelu", "PRelu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Clip", "Identity", "Cast"),
    *("Add", "Sub", "Mul", "Div", "Concat", "Resize"),
    *("DynamicQuantizeLinear", "QuantizeLinear", "DequantizeLinear"),
}
"""Operators that compute each place from its neighbourhood, or with numbers that hold for the whole picture."""
BROADCASTING = {"Add", "Sub", "Mul", "Div", "PRelu"}
OF_THE_WHOLE = {"GlobalAveragePool"}
NAMES = ("height", "width")

Dims = tuple[int, ...]


class FixedSizeError(ValueError):
    """The graph has its size built in; the message names the node."""


def free_size(model: onnx.ModelProto, multiple: int) -> int:
    """Let a graph take every size whose sides are multiples of a number.

    Parameters
    ----------
    model : onnx.ModelProto
        With one input of fixed shape, 1 x 3 x side x side, and folded constants; changed in place.
    multiple : int

    Returns
    -------
    int
        How many Resizes were written with scales. The values of a fixed size stay as they are, bit for bit.

    Raises
    ------
    FixedSizeError
        A node has the size built in, or a tensor is not the same part of the image at every multiple. The model is of
        no use then.
    """
    graph = model.graph
    types, constants = tensor_types(model), Constants(graph)
    weights = {tensor.name for tensor in graph.initializer}
    (image,) = (value for value in graph.input if value.name not in weights)
    sides = _dims(types, image.name)[2:]
    made = _checked_nodes(graph, image.name, types)
    scales = dict(_scales(graph, types, constants))
    _write_scales(graph, scales)
    drop_unused(graph)
    outputs = [value for value in graph.output if _dims(types, value.name)[2:] == sides]
    # Between two sizes a convolution without a rim, or a pooling that rounds, does not keep its part of the image.
    _set_sides([image, *outputs], (multiple, 2 * multiple))
    smaller = tensor_types(model)
    for name, node in made.items():
        known = smaller.get(name)
        _check_sides(node, (sides, _dims(types, name)), ((multiple, 2 * multiple), known.dims if known else None))
    _set_sides([image, *outputs], NAMES)
    return len(scales)


def _checked_nodes(graph: onnx.GraphProto, image: str, types: dict[str, TensorType]) -> dict[str, onnx.NodeProto]:
    """Return what is made of the image as a picture, by name; the rest are weights, in whatever shape."""
    shown, pictures = {image}, dict[str, onnx.NodeProto]()
    for node in graph.node:
        if shown.isdisjoint(node.input):
            continue
        _check_node(node, [name for name in node.input if name and name not in shown], types)
        shown.update(node.output)
        for name in filter(None, node.output):
            if len(_dims(types, name)) == 4 and node.op_type not in OF_THE_WHOLE:
                pictures[name] = node
    return pictures


def _set_sides(values: Iterable[onnx.ValueInfoProto], sides: tuple[int, int] | tuple[str, str]) -> None:
    for value in values:
        for dim, side in zip(value.type.tensor_type.shape.dim[2:], sides, strict=False):
            dim.Clear()
            if isinstance(side, int):
                dim.dim_value = side
            else:
                dim.dim_param = side


def _check_node(node: onnx.NodeProto, weights: list[str], types: dict[str, TensorType]) -> None:
    if node.domain or node.op_type not in SIZELESS:
        raise FixedSizeError(f"{_named(node)} may have the size built in")
    if node.op_type == "Concat" and attribute(node, "axis") not in (1, -3):
        raise FixedSizeError(f"{_named(node)} joins pictures beside each other")
    if node.op_type in BROADCASTING:
        for name in weights:
            dims = _dims(types, name)
            if any(side > 1 for side in dims[-2:]):
                raise FixedSizeError(f"{_named(node)} reads {name!r}, which has the fixed shape {list(dims)}")


def _check_sides(node: onnx.NodeProto, one: tuple[Dims, Dims], other: tuple[Dims, Dims | None]) -> None:
    """Compare a tensor with the image in two sizes: its sides have to be the same part of the image's."""
    (image, dims), (other_image, other_dims) = one, other
    if other_dims is None:
        raise FixedSizeError(f"{_named(node)} has no known shape at {other_image[0]} x {other_image[1]}")
    for axis in (0, 1):
        if dims[axis + 2] * other_image[axis] != other_dims[axis + 2] * image[axis]:
            raise FixedSizeError(
                f"{_named(node)} makes {dims[axis + 2]} of {image[axis]} pixels, "
                f"but {other_dims[axis + 2]} of {other_image[axis]}"
            )


def _scales(
    graph: onnx.GraphProto, types: dict[str, TensorType], constants: Constants
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the output and the scales of every Resize that has sizes."""
    for node in graph.node:
        if node.op_type != "Resize" or len(node.input) < 4 or not node.input[3]:
            continue
        before, after = _dims(types, node.input[0]), _dims(types, node.output[0])
        sizes = constants.get(node.input[3])
        if sizes is None or tuple(sizes) != after or before[:2] != after[:2]:
            raise FixedSizeError(f"{_named(node)} has sizes that are not those of its output")
        if attribute(node, "coordinate_transformation_mode") == b"tf_crop_and_resize":
            raise FixedSizeError(f"{_named(node)} takes a part of the picture")
        exact = [Fraction(new, old) for old, new in zip(before, after, strict=True)]
        scales = np.array([float(each) for each in exact], np.float32)
        if any(Fraction(float(scale)) != each for scale, each in zip(scales, exact, strict=True)):
            raise FixedSizeError(f"{_named(node)} has a scale that no float32 holds: {', '.join(map(str, exact))}")
        yield node.output[0], scales


def _write_scales(graph: onnx.GraphProto, scales: dict[str, NDArray[np.float32]]) -> None:
    fresh, stored = Fresh(graph), dict[bytes, str]()
    for node in graph.node:
        values = scales.get(node.output[0]) if node.op_type == "Resize" else None
        if values is None:
            continue
        key = values.tobytes()
        if key not in stored:
            stored[key] = fresh("scales")
            graph.initializer.append(numpy_helper.from_array(values, stored[key]))
        inputs = [node.input[0], "", stored[key]]
        del node.input[:]
        node.input.extend(inputs)


def _dims(types: dict[str, TensorType], name: str) -> Dims:
    known = types.get(name)
    if known is None or known.dims is None:
        raise FixedSizeError(f"the shape of {name!r} is not known")
    return known.dims


def _named(node: onnx.NodeProto) -> str:
    return f"{node.op_type} {node.name or node.output[0]!r}"
