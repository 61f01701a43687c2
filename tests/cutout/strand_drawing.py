"""A subject with thin strands around it before a background, and what a network would make of it."""

import numpy as np

from cutout.colour.quantise import quantise
from tests.cutout.edge_drawing import smooth_colours

PALE, DARK = ((0.8, 0.7, 0.5), (0.95, 0.85, 0.7)), ((0.05, 0.1, 0.05), (0.12, 0.2, 0.15))


def strands(height, width, seed=0, count=220):
    """True alpha: a disc with thin curved strands that leave it, drawn at twice the size."""
    r = np.random.default_rng(seed)
    big = np.zeros((2 * height, 2 * width), np.float32)
    y, x = np.mgrid[: 2 * height, : 2 * width]
    middle, radius = (height, width), 0.45 * min(height, width)
    big[np.hypot(y - middle[0], x - middle[1]) < radius] = 1
    along = np.linspace(0.85, 1.6, 700)
    for start in r.uniform(0, 2 * np.pi, count):
        angle = start + r.uniform(-0.4, 0.4) * (along - 0.85) ** 2
        rows = np.rint(middle[0] + radius * along * np.sin(angle)).astype(int)
        columns = np.rint(middle[1] + radius * along * np.cos(angle)).astype(int)
        for shift in (0, 1):
            big[np.clip(rows + shift, 0, 2 * height - 1), np.clip(columns, 0, 2 * width - 1)] = 1
    return big.reshape(height, 2, width, 2).mean(axis=(1, 3))


def disc(height, width):
    """True alpha: a disc with an edge one pixel wide."""
    y, x = np.mgrid[:height, :width]
    distance = np.hypot(y - height / 2 + 0.5, x - width / 2 + 0.5)
    return np.clip(0.3 * min(height, width) - distance + 0.5, 0, 1).astype(np.float32)


def photo_of(alpha, seed=0, front=PALE, back=DARK):
    """A photo, uint8, of a subject in `front` colours before a background in `back` colours."""
    true = smooth_colours(*alpha.shape, seed, *front)
    behind = smooth_colours(*alpha.shape, seed + 1, *back)
    a = alpha[..., np.newaxis]
    return quantise(a * true + (1 - a) * behind)


def vague_matte(alpha, factor=2, blur=4):
    """A network's answer: smaller, thick and soft where there are strands, and sure of itself in between."""
    height, width = (length // factor * factor for length in alpha.shape)
    small = alpha[:height, :width].reshape(height // factor, factor, width // factor, factor).mean(axis=(1, 3))
    for axis in (0, 1):
        line = np.pad(small, [(blur, blur) if axis == other else (0, 0) for other in (0, 1)], mode="edge")
        count = small.shape[axis]
        small = np.mean([line.take(range(i, i + count), axis) for i in range(2 * blur + 1)], axis=0)
    return np.clip(1.3 * small - 0.02, 0, 1).astype(np.float32)
