"""IS-Net as RMBG-1.4 is exported: 44 million parameters, encoder and decoder of nested U-blocks (RSU), one output.

Equal: layers, channels, dilations, resizing, operators; of the six side outputs only the finest, as in the published
file. Not equal: the weights, which are random. Source: Qin et al., Highly Accurate Dichotomous Image Segmentation,
ECCV 2022, doi:10.1007/978-3-031-19797-0_3.
"""

import onnx

from bench.networks.builder import Builder

STAGES = (
    ("rsu7", 32, 64),
    ("rsu6", 32, 128),
    ("rsu5", 64, 256),
    ("rsu4", 128, 512),
    ("flat", 256, 512),
    ("flat", 256, 512),
)
DECODER = (("flat", 256, 512), ("rsu4", 128, 256), ("rsu5", 64, 128), ("rsu6", 32, 64), ("rsu7", 16, 64))
DEPTHS = {"rsu7": 7, "rsu6": 6, "rsu5": 5, "rsu4": 4}


def isnet(side: int, seed: int = 14) -> onnx.ModelProto:
    """Return the network, float32, input and output `side` x `side`."""
    b = Builder(seed)
    x = b.image("input", side, ["batch", 3, side, side])
    step = b.conv(x, 64, 3, stride=2)
    encoded = []
    for at, (kind, middle, out) in enumerate(STAGES):
        step = _block(b, _pool(b, step) if at else step, kind, middle, out)
        encoded.append(step)
    for (kind, middle, out), skip in zip(DECODER, encoded[-2::-1], strict=True):
        step = _block(b, b.concat([_up(b, step, skip), skip], 1), kind, middle, out)
    logits = b.conv(step, 1, 3, gain=1e-4)
    saliency = b.unary("Sigmoid", _up(b, logits, x))
    return b.model(saliency, "output", ["batch", 1, side, side])


def _block(b: Builder, x: str, kind: str, middle: int, out: int) -> str:
    entered = b.conv_relu(x, out)
    inner = _flat(b, entered, middle, out) if kind == "flat" else _nested(b, entered, DEPTHS[kind], middle, out)
    return b.add(inner, entered)


def _nested(b: Builder, x: str, depth: int, middle: int, out: int) -> str:
    """RSU of `depth`: a U of its own with pooling."""
    levels = [b.conv_relu(x, middle)]
    for _ in range(depth - 2):
        levels.append(b.conv_relu(_pool(b, levels[-1]), middle))
    step = b.conv_relu(levels[-1], middle, dilation=2)
    for at, level in enumerate(reversed(levels)):
        joined = b.concat([step if at == 0 else _up(b, step, level), level], 1)
        step = b.conv_relu(joined, out if at == len(levels) - 1 else middle)
    return step


def _flat(b: Builder, x: str, middle: int, out: int) -> str:
    """RSU-4F: dilation instead of pooling."""
    levels = [b.conv_relu(x, middle)]
    for dilation in (2, 4):
        levels.append(b.conv_relu(levels[-1], middle, dilation=dilation))
    step = b.conv_relu(levels[-1], middle, dilation=8)
    for dilation, level in zip((4, 2, 1), reversed(levels), strict=True):
        step = b.conv_relu(b.concat([step, level], 1), out if dilation == 1 else middle, dilation=dilation)
    return step


def _pool(b: Builder, x: str) -> str:
    *ends, height, width = b.shapes[x]
    shape = [*ends, -(-height // 2), -(-width // 2)]
    return b.op("MaxPool", [x], shape, kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)


def _up(b: Builder, x: str, like: str) -> str:
    return b.resize(x, b.shapes[like][2:], like)
