"""Deformable convolution in the gather form that exporters for PyTorch write before operator set 19.

Written after what such exports contain: Pad, a constant grid plus offsets, Floor, four GatherND over int64 indices, a
Sum of four products, the mask, Split and Concat into a picture of taps, and a convolution with the kernel's own stride.
"""

import numpy as np

from bench.networks.builder import Builder

CORNERS = ("tl", "br", "bl", "tr")


def deformable_conv(b: Builder, x: str, offset: str, mask: str, channels: int, kernel: int, gain: float = 2.0) -> str:
    """Add the convolution, without bias.

    Parameters
    ----------
    b : Builder
    x, offset, mask : str
        1 x inputs x side x side, 1 x 2·taps x side x side (y before x), 1 x taps x side x side.
    channels, kernel : int
        Outputs, and the odd side of the kernel.
    gain : float
        As for `Builder.conv`.
    """
    _, inputs, height, width = b.shapes[x]
    taps, pad = kernel * kernel, max(1, kernel // 2)
    rim = pad - kernel // 2  # a 1 x 1 kernel is padded although it needs no rim
    tall, wide = height + 2 * pad, width + 2 * pad
    padded = b.op("Pad", [x, b.constant([0, 0, pad, pad, 0, 0, pad, pad])], [1, inputs, tall, wide], mode="constant")
    where = b.add(b.constant(_grid(kernel, height, width, rim)), b.reshape(offset, [1, 1, taps, 2, height, width]))
    floor = b.unary("Floor", where)
    index = _indices(b, floor, tall, wide)
    share = _shares(b, where, floor)
    flat = b.transpose(b.reshape(padded, [1, 1, inputs, tall, wide]), [0, 1, 3, 4, 2])
    products = []
    for corner in CORNERS:
        count = taps * height * width
        pair = [b.reshape(index[side], [1, 1, count, 1]) for side in corner]
        gathered = b.op("GatherND", [flat, b.concat(pair, 3)], [1, 1, count, inputs], batch_dims=2)
        values = b.reshape(b.transpose(gathered, [0, 1, 3, 2]), [1, 1, inputs, taps, height, width])
        products.append(b.mul(b.reshape(share[corner], [1, 1, 1, taps, height, width]), values))
    samples = b.op("Sum", products, [1, 1, inputs, taps, height, width])
    samples = b.mul(samples, b.reshape(mask, [1, 1, 1, taps, height, width]))
    picture = _picture_of_taps(b, samples, kernel)
    weight = b.weight([channels, inputs, kernel, kernel], float(np.sqrt(gain / (inputs * taps))))
    return b.op(
        "Conv",
        [picture, weight],
        [1, channels, height, width],
        kernel_shape=[kernel] * 2,
        strides=[kernel] * 2,
        pads=[0] * 4,
        dilations=[1, 1],
        group=1,
    )


def _grid(kernel: int, height: int, width: int, rim: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Where each tap lies in the padded input, 1 x 1 x taps x 2 x height x width."""
    taps = np.mgrid[:kernel, :kernel].reshape(2, -1).T[:, :, np.newaxis, np.newaxis]
    return (np.mgrid[:height, :width] + taps + rim)[np.newaxis, np.newaxis].astype(np.float32)


def _indices(b: Builder, floor: str, tall: int, wide: int) -> dict[str, str]:
    whole = b.unary("Cast", floor, to=7)
    top, left = b.slice(whole, 3, 0, 1), b.slice(whole, 3, 1, 2)
    one = b.constant(np.int64(1))
    corners = {"t": (top, tall), "l": (left, wide), "b": (b.add(top, one), tall), "r": (b.add(left, one), wide)}
    least = np.int64(0)
    return {
        side: b.op("Clip", [name, b.constant(least), b.constant(np.int64(length - 1))], b.shapes[name])
        for side, (name, length) in corners.items()
    }


def _shares(b: Builder, where: str, floor: str) -> dict[str, str]:
    rest = b.op("Sub", [where, floor], b.shapes[where])
    down, right = b.slice(rest, 3, 0, 1), b.slice(rest, 3, 1, 2)
    up, left = (b.op("Sub", [b.constant(1.0), each], b.shapes[each]) for each in (down, right))
    return {"tl": b.mul(left, up), "br": b.mul(right, down), "bl": b.mul(left, down), "tr": b.mul(right, up)}


def _picture_of_taps(b: Builder, samples: str, kernel: int) -> str:
    """Lay the taps of each position side by side: 1 x inputs x height·kernel x width·kernel."""
    _, _, inputs, taps, height, width = b.shapes[samples]
    last = b.transpose(samples, [0, 1, 2, 4, 5, 3])
    if kernel == 1:
        return b.reshape(last, [1, inputs, height, width])
    flat = b.reshape(last, [1, inputs, height, width, taps])
    sizes = b.constant([kernel] * kernel)
    rows = b.ops("Split", [flat, sizes], [[1, inputs, height, width, kernel]] * kernel, axis=4)
    wide = [b.reshape(row, [1, inputs, height, width * kernel]) for row in rows]
    return b.reshape(b.concat(wide, 3), [1, inputs, height * kernel, width * kernel])
