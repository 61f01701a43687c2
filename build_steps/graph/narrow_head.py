"""Moves a 1 x 1 convolution with few outputs before the upsampling and the Concat that it reads.

Where a decoder upsamples 200 channels to the full side only to mix them into one, those are the largest tensors of the
network. Mixing channels and interpolating between pixels are linear and independent of each other, so that mixing first
gives the same values but for rounding. A convolution before it is merged with it in the same way. BiRefNet with Swin-L
at side 1024: a tensor of 1 GB becomes one of 4 MB.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from build_steps.graph.tensor_types import TensorType, tensor_types
from build_steps.graph.walk import Constants, Fresh, attribute, consumers, drop_unused, producers, replace_nodes

INTERPOLATES_CHANNELWISE = ("linear", "nearest")


def narrow_heads(model: onnx.ModelProto) -> int:
    """Rewrite every 1 x 1 convolution that reads an upsampling of more channels than it has outputs.

    Parameters
    ----------
    model : onnx.ModelProto
        With static shapes and folded constants; changed in place.

    Returns
    -------
    int
        How many were rewritten.
    """
    graph = model.graph
    search = _Search(Constants(graph), tensor_types(model), graph)
    fresh, nodes, count = Fresh(graph), list[onnx.NodeProto](), 0
    for node in graph.node:
        parts = search.parts(node)
        if not any(part.resize for part in parts):
            nodes.append(node)
            continue
        count += 1
        nodes.extend(_Writer(graph, search.constants, fresh).write(node, parts))
    replace_nodes(graph, nodes)
    drop_unused(graph)
    return count


@dataclass(frozen=True)
class _Part:
    """What one run of channels of the convolution's input is."""

    name: str
    channels: slice
    resize: onnx.NodeProto | None
    """The upsampling that makes it, where it can be moved behind."""
    sides: tuple[int, int]
    conv: onnx.NodeProto | None
    """The convolution that makes it, where the two can be merged."""


class _Search:
    def __init__(self, constants: Constants, types: dict[str, TensorType], graph: onnx.GraphProto) -> None:
        self.constants, self._types = constants, types
        self._made, self._read = producers(graph), consumers(graph)
        self._outputs = {value.name for value in graph.output}

    def parts(self, node: onnx.NodeProto) -> list[_Part]:
        """Return the parts, or nothing where the node is no such convolution."""
        weight = self.constants.get(node.input[1]) if node.op_type == "Conv" else None
        if weight is None or weight.shape[2:] != (1, 1) or attribute(node, "group", 1) != 1:
            return []
        if attribute(node, "strides", [1, 1]) != [1, 1] or any(attribute(node, "pads", [0])):
            return []
        above = self._made.get(node.input[0])
        joined = above is not None and above.op_type == "Concat" and attribute(above, "axis") == 1
        names = list(above.input) if above is not None and joined else [node.input[0]]
        if joined and not self._only_reader(node.input[0]):
            return []
        found, first = list[_Part](), 0
        for name in names:
            dims = self._dims(name)
            if dims is None or len(dims) != 4:
                return []
            run = slice(first, first + dims[1])
            found.append(self._part(name, run, dims, len(weight)))
            first = run.stop
        return found

    def _part(self, name: str, run: slice, dims: tuple[int, ...], outputs: int) -> _Part:
        maker = self._made.get(name)
        sides = (dims[2], dims[3])
        if maker is None or not self._only_reader(name) or outputs >= dims[1]:
            return _Part(name, run, None, sides, None)
        resize = maker if maker.op_type == "Resize" and self._is_upsampling(maker, dims) else None
        return _Part(name, run, resize, sides, maker if self._can_merge(maker) else None)

    def _is_upsampling(self, resize: onnx.NodeProto, dims: tuple[int, ...]) -> bool:
        before = self._dims(resize.input[0])
        mode = attribute(resize, "mode", b"nearest").decode()
        plain = attribute(resize, "coordinate_transformation_mode", b"half_pixel") != b"tf_crop_and_resize"
        grows = before is not None and before[:2] == dims[:2] and before[2] * before[3] < dims[2] * dims[3]
        return grows and plain and mode in INTERPOLATES_CHANNELWISE

    def _can_merge(self, conv: onnx.NodeProto) -> bool:
        return (
            conv.op_type == "Conv"
            and attribute(conv, "group", 1) == 1
            and all(self.constants.get(name) is not None for name in conv.input[1:])
        )

    def _only_reader(self, name: str) -> bool:
        return name not in self._outputs and len(self._read.get(name, [])) == 1

    def _dims(self, name: str) -> tuple[int, ...] | None:
        known = self._types.get(name)
        return known.dims if known else None


class _Writer:
    def __init__(self, graph: onnx.GraphProto, constants: Constants, fresh: Fresh) -> None:
        self._graph, self._constants, self._fresh = graph, constants, fresh
        self._nodes: list[onnx.NodeProto] = []

    def write(self, node: onnx.NodeProto, parts: list[_Part]) -> list[onnx.NodeProto]:
        """Return the nodes that stand in for the convolution, and for the Concat before it."""
        output = node.output[0]
        weight = self._constants.get(node.input[1])
        assert weight is not None
        bias = node.input[2] if len(node.input) > 2 else ""
        total = ""
        for part in parts:
            share = weight[:, part.channels]
            if part.conv is not None:
                mixed = self._merged(part.conv, share[:, :, 0, 0], output)
            elif part.resize is not None:
                mixed = self._resized(
                    part.resize, self._mix(part.resize.input[0], share, output), len(share), part.sides
                )
            else:
                mixed = self._mix(part.name, share, output)
            total = self._add("Add", [total, mixed], output) if total else mixed
        if bias:
            values = self._constants.get(bias)
            # A bias that is no constant is added as it is, one value a channel.
            shaped = (
                self._store(values.reshape(1, -1, 1, 1), output) if values is not None else self._unfold(bias, output)
            )
            total = self._add("Add", [total, shaped], output)
        self._nodes[-1].output[0] = output
        return self._nodes

    def _mix(self, name: str, share: NDArray[Any], output: str) -> str:
        return self._add("Conv", [name, self._store(share, output)], output, kernel_shape=[1, 1])

    def _resized(self, resize: onnx.NodeProto, name: str, channels: int, sides: tuple[int, int]) -> str:
        sizes = self._store(np.array([1, channels, *sides], np.int64), resize.output[0])
        copied = onnx.NodeProto()
        copied.CopyFrom(resize)
        del copied.input[:]
        scales = self._scales(resize)
        copied.input.extend([name, "", scales] if scales else [name, "", "", sizes])
        copied.output[0] = copied.name = self._fresh(f"{resize.output[0]}.narrow")
        self._nodes.append(copied)
        return str(copied.output[0])

    def _scales(self, resize: onnx.NodeProto) -> str:
        """Return the name of the scales, which hold for any number of channels; empty where sizes are given."""
        return "" if len(resize.input) > 3 and resize.input[3] else str(resize.input[2])

    def _merged(self, conv: onnx.NodeProto, share: NDArray[Any], output: str) -> str:
        kernel = self._constants.get(conv.input[1])
        assert kernel is not None
        merged = np.einsum("oc,cmhw->omhw", share.astype(np.float64), kernel).astype(np.float32)
        copied = onnx.NodeProto()
        copied.CopyFrom(conv)
        copied.input[1] = self._store(merged, output)
        bias = self._constants.get(conv.input[2]) if len(conv.input) > 2 else None
        if bias is not None:
            copied.input[2] = self._store((share.astype(np.float64) @ bias).astype(np.float32), output)
        copied.output[0] = copied.name = self._fresh(f"{output}.merged")
        self._nodes.append(copied)
        return str(copied.output[0])

    def _unfold(self, bias: str, output: str) -> str:
        return self._add("Reshape", [bias, self._store(np.array([1, -1, 1, 1], np.int64), output)], output)

    def _add(self, kind: str, inputs: list[str], wish: str, **attributes: Any) -> str:
        output = self._fresh(f"{wish}.{kind}")
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _store(self, values: NDArray[Any], wish: str) -> str:
        name = self._fresh(f"{wish}.constant")
        self._graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
