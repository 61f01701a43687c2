"""BiRefNet as it is exported, with Swin-L (RMBG-2.0, BiRefNet) or Swin-T (BiRefNet-lite), for one side of the input.

Equal: the encoder run on the image and on its half, joined; context at 1/32; the squeeze block; four decoder blocks
with deformable ASPP (kernels 1, 1, 3, 7) in the gather form; patches of the image fed to every level through the wide
Splits and Concats; lateral convolutions; the gradient attention (its prediction heads and the deep supervision exist in
training only). BatchNormalization is folded, as exporters do. Not equal: the weights are random; the relative position
bias is stored looked up instead of as a table with indices; window masks are scattered from constant indices, so that
there are fewer small nodes than in the published files.

Source: Zheng et al., Bilateral Reference for High-Resolution Dichotomous Image Segmentation, 2024,
doi:10.26599/AIR.2024.9150038.
"""

import onnx

from bench.networks.builder import Builder
from bench.networks.deformable import deformable_conv
from bench.networks.swin import Swin, SwinSize

INNER = 64
ASPP_CHANNELS = 256
KERNELS = (1, 1, 3, 7)
"""The first is the block's plain branch, the others its parallel ones: all four are deformable."""
OFFSET_GAIN = 1.0
ATTENTION_CHANNELS = 16


def birefnet(size: SwinSize, side: int, *, seed: int = 20, sigmoid: bool = True) -> onnx.ModelProto:
    """Return the network, float32.

    Parameters
    ----------
    size : SwinSize
    side : int
        Of the input; a multiple of 32, at least 256.
    seed : int
    sigmoid : bool
        Whether the output is a saliency (RMBG-2.0) or logits (BiRefNet-lite).
    """
    b = Builder(seed)
    image = b.image("pixel_values", side, [1, 3, "height", "width"])
    x1, x2, x3, x4 = _encode(b, size, image)
    context = [_resize(b, each, x4) for each in (x1, x2, x3)]
    x4 = _decoder_block(b, b.concat([*context, x4], 1), b.shapes[x4][1])
    below = b.concat([x4, _patches(b, image, x4, b.shapes[x4][1] // 8)], 1)
    share = b.shapes[x4][1] // 8
    for lateral in (x3, x2, x1):
        channels = b.shapes[lateral][1]
        step = _attend(b, _decoder_block(b, below, channels))
        step = b.add(_resize(b, step, lateral), b.conv(lateral, channels, 1, gain=0.5))
        below = b.concat([step, _patches(b, image, step, share)], 1)
        share = channels // 8
    fine = _resize(b, _decoder_block(b, below, b.shapes[x1][1] // 2), image)
    logits = b.conv(b.concat([fine, _patches(b, image, fine, share)], 1), 1, 1)
    out = b.unary("Sigmoid", logits) if sigmoid else logits
    return b.model(out, "alphas", [1, 1, "height", "width"])


def _encode(b: Builder, size: SwinSize, image: str) -> list[str]:
    swin = Swin(b, size)
    side = b.shapes[image][2]
    whole = swin(image)
    half = swin(b.resize(image, [side // 2, side // 2], align_corners=True))
    return [b.concat([fine, _resize(b, coarse, fine)], 1) for fine, coarse in zip(whole, half, strict=True)]


def _decoder_block(b: Builder, x: str, channels: int) -> str:
    inner = _deformable_aspp(b, b.conv_relu(x, INNER))
    return b.conv(inner, channels, 3)


def _deformable_aspp(b: Builder, x: str) -> str:
    branches = [_deformable(b, x, kernel) for kernel in KERNELS]
    _, channels, height, width = b.shapes[x]
    pooled = b.op("GlobalAveragePool", [x], [1, channels, 1, 1])
    pooled = b.conv_relu(pooled, ASPP_CHANNELS, 1)
    branches.append(b.resize(pooled, [height, width], branches[0], align_corners=True))
    return b.conv_relu(b.concat(branches, 1), INNER, 1)


def _deformable(b: Builder, x: str, kernel: int) -> str:
    taps = kernel * kernel
    offset = b.conv(x, 2 * taps, kernel, gain=OFFSET_GAIN)
    mask = b.mul(b.unary("Sigmoid", b.conv(x, taps, kernel, gain=0.1)), b.constant(2.0))
    return b.unary("Relu", deformable_conv(b, x, offset, mask, ASPP_CHANNELS, kernel))


def _attend(b: Builder, x: str) -> str:
    gradient = b.conv_relu(x, ATTENTION_CHANNELS)
    return b.mul(x, b.unary("Sigmoid", b.conv(gradient, 1, 1)))


def _patches(b: Builder, image: str, like: str, channels: int) -> str:
    """Cut the image into tiles of the size of `like`, column by column, and turn them into `channels` channels."""
    side, tile = b.shapes[image][2], b.shapes[like][2]
    parts = side // tile
    tiles = image
    if parts > 1:
        first = b.op("Gather", [image, b.constant(0)], [3, side, side], axis=0)
        columns = b.ops("Split", [first, b.constant([tile] * parts)], [[3, side, tile]] * parts, axis=2)
        cut: list[str] = []
        for column in columns:
            rows = b.ops("Split", [column, b.constant([tile] * parts)], [[3, tile, tile]] * parts, axis=1)
            cut.extend(b.op("Unsqueeze", [row, b.constant([0])], [1, 3, tile, tile]) for row in rows)
        tiles = b.concat(cut, 1)
    tiles = _resize(b, tiles, like)
    return b.conv(b.conv(tiles, INNER, 3), channels, 3)


def _resize(b: Builder, x: str, like: str) -> str:
    return b.resize(x, b.shapes[like][2:], like, align_corners=True)
