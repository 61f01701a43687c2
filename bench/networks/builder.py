"""Writes ONNX graphs the way PyTorch's exporter does; it knows no network.

Shapes are read from tensors, LayerNormalization is in parts, BatchNormalization is folded into convolutions. Weights
are random, scaled so that activations neither vanish nor grow.
"""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 16
"""The last one in which LayerNormalization is written out."""
RELU_GAIN = 2.0
SIZE = "size"
"""In a target shape: this dimension is read from the tensor at run time, as traced code does for the batch."""


class Builder:
    """One graph in the making; tensors are named by strings, and `shapes` holds what the builder knows of each.

    Parameters
    ----------
    seed : int
    """

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: list[onnx.TensorProto] = []
        self._count = 0
        self.shapes: dict[str, tuple[int, ...]] = {}

    # -- primitives --

    def op(self, kind: str, inputs: Sequence[str], shape: Sequence[int], **attributes: Any) -> str:
        """Add a node with one output of that shape; return the output's name."""
        return self.ops(kind, inputs, [shape], **attributes)[0]

    def ops(self, kind: str, inputs: Sequence[str], shapes: Sequence[Sequence[int]], **attributes: Any) -> list[str]:
        """Add a node with several outputs."""
        self._count += 1
        outputs = [f"{kind}_{self._count}_{k}" for k in range(len(shapes))]
        self._nodes.append(helper.make_node(kind, inputs, outputs, name=f"/{kind}_{self._count}", **attributes))
        self.shapes.update(zip(outputs, map(tuple, shapes), strict=True))
        return outputs

    def constant(self, values: NDArray[Any] | np.int64 | Sequence[int] | float) -> str:
        """Add an initializer: integers as int64, everything else as float32."""
        array = np.asarray(values)
        array = array.astype(np.int64 if array.dtype.kind == "i" else np.float32)
        self._count += 1
        name = f"constant_{self._count}"
        self._tensors.append(numpy_helper.from_array(array, name))
        self.shapes[name] = array.shape
        return name

    def weight(self, shape: Sequence[int], deviation: float) -> str:
        """Add a random initializer."""
        values = self._random.standard_normal(prod(shape), np.float32).reshape(shape)
        values *= np.float32(deviation)
        return self.constant(values)

    # -- shapes --

    def reshape(self, x: str, target: Sequence[int | str]) -> str:
        """Reshape; each `SIZE` is the dimension at the same place of `x`, read by a chain of small nodes."""
        known = self.shapes[x]
        fixed = [known[at] if each == SIZE else int(each) for at, each in enumerate(target)]
        if SIZE not in target:
            return self.op("Reshape", [x, self.constant(fixed)], fixed)
        whole = self.op("Shape", [x], [len(known)])
        parts = []
        for at, each in enumerate(target):
            if each == SIZE:
                scalar = self.op("Gather", [whole, self.constant(np.int64(at))], [], axis=0)
                parts.append(self.op("Unsqueeze", [scalar, self.constant([0])], [1]))
            else:
                parts.append(self.constant([int(each)]))
        return self.op("Reshape", [x, self.op("Concat", parts, [len(parts)], axis=0)], fixed)

    def transpose(self, x: str, order: Sequence[int]) -> str:
        """Permute dimensions."""
        return self.op("Transpose", [x], [self.shapes[x][k] for k in order], perm=list(order))

    def slice(self, x: str, axis: int, start: int, end: int, step: int = 1) -> str:
        """Take part of one axis."""
        shape = list(self.shapes[x])
        shape[axis] = len(range(*slice(start, end, step).indices(shape[axis])))
        limits = [self.constant([each]) for each in (start, end, axis, *([step] if step > 1 else []))]
        return self.op("Slice", [x, *limits], shape)

    def concat(self, names: Sequence[str], axis: int) -> str:
        """Join along an axis."""
        shape = list(self.shapes[names[0]])
        shape[axis] = sum(self.shapes[name][axis] for name in names)
        return self.op("Concat", names, shape, axis=axis)

    def resize(self, x: str, side: Sequence[int], like: str | None = None, *, align_corners: bool = False) -> str:
        """Resize bilinearly to height and width, or to those of `like`, read at run time."""
        batch, channels = self.shapes[x][:2]
        ends = self.slice(self.op("Shape", [x], [4]), 0, 0, 2)
        sides = self.constant(list(side)) if like is None else self.slice(self.op("Shape", [like], [4]), 0, 2, 4)
        mode = "align_corners" if align_corners else "pytorch_half_pixel"
        sizes = self.concat([ends, sides], 0)
        inputs = [x, "", "", sizes]
        return self.op("Resize", inputs, [batch, channels, *side], mode="linear", coordinate_transformation_mode=mode)

    # -- arithmetic --

    def add(self, a: str, b: str) -> str:
        """Add, with the shape of broadcasting."""
        return self.op("Add", [a, b], np.broadcast_shapes(self.shapes[a], self.shapes[b]))

    def mul(self, a: str, b: str) -> str:
        """Multiply, with the shape of broadcasting."""
        return self.op("Mul", [a, b], np.broadcast_shapes(self.shapes[a], self.shapes[b]))

    def unary(self, kind: str, x: str, **attributes: Any) -> str:
        """Apply an operator that keeps the shape."""
        return self.op(kind, [x], self.shapes[x], **attributes)

    def conv(
        self,
        x: str,
        channels: int,
        kernel: int,
        *,
        dilation: int = 1,
        stride: int = 1,
        bias: bool = True,
        gain: float = 1.0,
    ) -> str:
        """Convolve, padded so that stride 1 keeps the side; `gain` is the output's variance for input of variance 1."""
        batch, before, *side = self.shapes[x]
        weight = self.weight([channels, before, kernel, kernel], np.sqrt(gain / (before * kernel * kernel)))
        inputs = [x, weight, *([self.weight([channels], 0.02)] if bias else [])]
        pad = 0 if stride == kernel else dilation * (kernel // 2)
        sides = [(each + 2 * pad - dilation * (kernel - 1) - 1) // stride + 1 for each in side]
        return self.op(
            "Conv",
            inputs,
            [batch, channels, *sides],
            kernel_shape=[kernel] * 2,
            pads=[pad] * 4,
            strides=[stride] * 2,
            dilations=[dilation] * 2,
            group=1,
        )

    def conv_relu(self, x: str, channels: int, kernel: int = 3, dilation: int = 1, stride: int = 1) -> str:
        """Convolution, folded BatchNormalization, Relu."""
        return self.unary("Relu", self.conv(x, channels, kernel, dilation=dilation, stride=stride, gain=RELU_GAIN))

    def layer_norm(self, x: str, gamma: str, beta: str) -> str:
        """LayerNormalization over the last axis, in its nine parts."""
        shape = self.shapes[x]
        narrow = [*shape[:-1], 1]
        mean = self.op("ReduceMean", [x], narrow, axes=[-1], keepdims=1)
        centred = self.op("Sub", [x, mean], shape)
        squares = self.op("Pow", [centred, self.constant(2.0)], shape)
        variance = self.op("ReduceMean", [squares], narrow, axes=[-1], keepdims=1)
        deviation = self.unary("Sqrt", self.add(variance, self.constant(1e-5)))
        scaled = self.op("Div", [centred, deviation], shape)
        return self.add(self.mul(scaled, gamma), beta)

    def gelu(self, x: str) -> str:
        """GELU in its five parts."""
        shape = self.shapes[x]
        erf = self.unary("Erf", self.op("Div", [x, self.constant(float(np.sqrt(2)))], shape))
        return self.mul(self.mul(x, self.add(erf, self.constant(1.0))), self.constant(0.5))

    # -- the whole --

    def image(self, name: str, side: int, dims: Sequence[int | str]) -> str:
        """Declare the input; `dims` is what the file says of its shape."""
        self.shapes[name] = (1, 3, side, side)
        self._input = helper.make_tensor_value_info(name, TensorProto.FLOAT, list(dims))
        return name

    def model(self, output: str, name: str, dims: Sequence[int | str]) -> onnx.ModelProto:
        """Return the model with one output. The index of a GatherND, of rank four, is annotated with rank six."""
        self._nodes.append(helper.make_node("Identity", [output], [name], name="/output"))
        indices = [node.input[1] for node in self._nodes if node.op_type == "GatherND"][:1]
        annotations = [helper.make_tensor_value_info(index, TensorProto.INT64, [1] * 6) for index in indices]
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(dims))]
        graph = helper.make_graph(
            self._nodes, "main_graph", [self._input], outputs, self._tensors, value_info=annotations
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
