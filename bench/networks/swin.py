"""The Swin Transformer encoder as it is exported: four feature maps, each normalised.

Windows, cyclic shift and relative position bias; the mask of shifted windows is computed in the graph.

Source: Liu et al., Swin Transformer, ICCV 2021, doi:10.1109/ICCV48922.2021.00986. Weights are random.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.networks.builder import SIZE, Builder


@dataclass(frozen=True)
class SwinSize:
    """What distinguishes the members of the family."""

    width: int
    depths: tuple[int, int, int, int]
    heads: tuple[int, int, int, int]
    window: int


TINY = SwinSize(96, (2, 2, 6, 2), (3, 6, 12, 24), 7)
LARGE = SwinSize(192, (2, 2, 18, 2), (6, 12, 24, 48), 12)


class Swin:
    """An encoder whose weights can be used several times, because BiRefNet looks at two scales with the same ones.

    Parameters
    ----------
    b : Builder
    size : SwinSize
    """

    def __init__(self, b: Builder, size: SwinSize) -> None:
        self._b, self._size = b, size
        self._weights: dict[str, str] = {}

    def __call__(self, image: str) -> list[str]:
        """Return the four maps, channels first, at 1/4, 1/8, 1/16 and 1/32 of the image's side."""
        b, size = self._b, self._size
        embedded = self._conv("patch", image, size.width)
        _, channels, height, width = b.shapes[embedded]
        x = b.transpose(b.reshape(embedded, [SIZE, channels, height * width]), [0, 2, 1])
        x = self._norm("patch.norm", x)
        maps = []
        for stage, depth in enumerate(size.depths):
            mask = self._shift_mask(height, width)
            for block in range(depth):
                x = self._block(f"{stage}.{block}", x, (height, width), size.heads[stage], mask if block % 2 else "")
            channels = b.shapes[x][-1]
            out = b.reshape(self._norm(f"{stage}.norm", x), [SIZE, height, width, channels])
            maps.append(b.transpose(out, [0, 3, 1, 2]))
            if stage < 3:
                x = self._merge(f"{stage}.merge", x, height, width)
                height, width = height // 2, width // 2
        return maps

    def _block(self, name: str, x: str, side: tuple[int, int], heads: int, mask: str) -> str:
        b, window = self._b, self._size.window
        height, width = side
        channels = b.shapes[x][-1]
        tall, wide = _whole(height, window), _whole(width, window)
        grid = b.reshape(self._norm(f"{name}.norm1", x), [SIZE, height, width, channels])
        pads = b.constant([0, 0, 0, 0, 0, tall - height, wide - width, 0])
        grid = b.op("Pad", [grid, pads], [1, tall, wide, channels], mode="constant")
        shift = window // 2 if mask else 0
        grid = _roll(b, grid, shift)
        rows, columns = tall // window, wide // window
        split = b.reshape(grid, [SIZE, rows, window, columns, window, channels])
        windows = b.reshape(b.transpose(split, [0, 1, 3, 2, 4, 5]), [rows * columns, window * window, channels])
        attended = self._attention(name, windows, heads, mask)
        split = b.reshape(attended, [1, rows, columns, window, window, channels])
        grid = b.reshape(b.transpose(split, [0, 1, 3, 2, 4, 5]), [1, tall, wide, channels])
        grid = b.slice(b.slice(_roll(b, grid, -shift), 1, 0, height), 2, 0, width)
        x = b.add(x, b.reshape(grid, [SIZE, height * width, channels]))
        hidden = b.gelu(self._linear(f"{name}.fc1", self._norm(f"{name}.norm2", x), 4 * channels))
        return b.add(x, self._linear(f"{name}.fc2", hidden, channels, 0.5))

    def _attention(self, name: str, windows: str, heads: int, mask: str) -> str:
        b = self._b
        count, length, channels = b.shapes[windows]
        depth = channels // heads
        joined = b.reshape(self._linear(f"{name}.qkv", windows, 3 * channels), [SIZE, length, 3, heads, depth])
        parted = b.transpose(joined, [2, 0, 3, 1, 4])
        shape = [count, heads, length, depth]
        q, k, v = (b.op("Gather", [parted, b.constant(np.int64(at))], shape, axis=0) for at in range(3))
        q = b.mul(q, b.constant(depth**-0.5))
        square = [count, heads, length, length]
        scores = b.op("MatMul", [q, b.transpose(k, [0, 1, 3, 2])], square)
        bias = self._kept(f"{name}.bias", lambda: b.weight([1, heads, length, length], 0.02))
        scores = b.add(scores, bias)
        if mask:
            scores = b.reshape(b.add(b.reshape(scores, [1, count, heads, length, length]), mask), square)
        shares = b.unary("Softmax", scores, axis=-1)
        mixed = b.transpose(b.op("MatMul", [shares, v], shape), [0, 2, 1, 3])
        return self._linear(f"{name}.proj", b.reshape(mixed, [SIZE, length, channels]), channels, 0.5)

    def _shift_mask(self, height: int, width: int) -> str:
        """Compute -100 where two positions of a shifted window come from different sides of the picture."""
        b, window = self._b, self._size.window
        tall, wide = _whole(height, window), _whole(width, window)
        runs = [(slice(0, -window), slice(-window, -(window // 2)), slice(-(window // 2), None))] * 2
        region = b.op("ConstantOfShape", [b.constant([1, tall, wide, 1])], [1, tall, wide, 1])
        for number, (vertical, horizontal) in enumerate((v, h) for v in runs[0] for h in runs[1]):
            rows, columns = np.arange(tall)[vertical], np.arange(wide)[horizontal]
            if rows.size and columns.size:
                at = np.stack(np.meshgrid([0], rows, columns, [0], indexing="ij"), -1)
                values = np.full(at.shape[:-1], number, np.float32)
                region = b.op("ScatterND", [region, b.constant(at), b.constant(values)], [1, tall, wide, 1])
        rows_count, columns_count, length = tall // window, wide // window, window * window
        split = b.reshape(region, [1, rows_count, window, columns_count, window, 1])
        count = rows_count * columns_count
        windows = b.reshape(b.transpose(split, [0, 1, 3, 2, 4, 5]), [count, length])
        across = b.op("Unsqueeze", [windows, b.constant([1])], [count, 1, length])
        down = b.op("Unsqueeze", [windows, b.constant([2])], [count, length, 1])
        square = [count, length, length]
        same = b.op("Equal", [b.op("Sub", [across, down], square), b.constant(0.0)], square)
        mask = b.op("Where", [same, b.constant(0.0), b.constant(-100.0)], square)
        return b.op("Unsqueeze", [mask, b.constant([0, 2])], [1, count, 1, length, length])

    def _merge(self, name: str, x: str, height: int, width: int) -> str:
        b = self._b
        channels = b.shapes[x][-1]
        grid = b.reshape(x, [SIZE, height, width, channels])
        quarters = [
            b.slice(b.slice(grid, 1, row, height, 2), 2, column, width, 2) for column in (0, 1) for row in (0, 1)
        ]
        joined = b.reshape(b.concat(quarters, 3), [SIZE, height * width // 4, 4 * channels])
        return self._linear(name, self._norm(f"{name}.norm", joined), 2 * channels, bias=False)

    # -- layers whose weights are drawn once --

    def _kept(self, name: str, draw: Callable[[], str]) -> str:
        if name not in self._weights:
            self._weights[name] = draw()
        return self._weights[name]

    def _linear(self, name: str, x: str, features: int, gain: float = 1.0, *, bias: bool = True) -> str:
        b = self._b
        *rest, before = b.shapes[x]
        matrix = self._kept(name, lambda: b.weight([before, features], float(np.sqrt(gain / before))))
        product = b.op("MatMul", [x, matrix], [*rest, features])
        return b.add(self._kept(f"{name}.bias", lambda: b.weight([features], 0.02)), product) if bias else product

    def _norm(self, name: str, x: str) -> str:
        b = self._b
        width = b.shapes[x][-1]
        gamma = self._kept(f"{name}.gamma", lambda: b.constant(np.ones(width, np.float32)))
        return b.layer_norm(x, gamma, self._kept(f"{name}.beta", lambda: b.weight([width], 0.02)))

    def _conv(self, name: str, image: str, channels: int) -> str:
        b = self._b
        _, before, height, width = b.shapes[image]
        weight = self._kept(name, lambda: b.weight([channels, before, 4, 4], float(np.sqrt(1 / (16 * before)))))
        bias = self._kept(f"{name}.bias", lambda: b.weight([channels], 0.02))
        shape = [1, channels, height // 4, width // 4]
        return b.op("Conv", [image, weight, bias], shape, kernel_shape=[4, 4], strides=[4, 4], pads=[0] * 4)


def _whole(side: int, window: int) -> int:
    return -(-side // window) * window


def _roll(b: Builder, grid: str, shift: int) -> str:
    """Move the picture up and left by `shift`, what leaves it comes in on the other side."""
    if shift == 0:
        return grid
    for axis in (1, 2):
        length = b.shapes[grid][axis]
        cut = shift % length
        grid = b.concat([b.slice(grid, axis, cut, length), b.slice(grid, axis, 0, cut)], axis)
    return grid
