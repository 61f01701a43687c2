"""What subjects are put in front of: flat colours, a gradient, noise, photos. Drawn or read at the wanted size."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from bench.quality.pixels import as_float
from bench.quality.testdata import MATTES, PHOTOS, fitted, read_colour

Draw = Callable[[int, int], NDArray[np.float32]]
"""(height, width) -> (height, width, 3), gamma-encoded sRGB in [0, 1]."""


def _flat(*colour: int) -> Draw:
    return lambda height, width: np.tile(as_float(np.array(colour, np.uint8)), (height, width, 1))


def _gradient(height: int, width: int) -> NDArray[np.float32]:
    share = np.add.outer(np.linspace(0, 0.6, height), np.linspace(0, 0.4, width))[..., np.newaxis]
    return ((1 - share) * (0.15, 0.25, 0.55) + share * (0.95, 0.75, 0.5)).astype(np.float32)


def _noise(height: int, width: int) -> NDArray[np.float32]:
    """Coloured noise at three scales, as foliage and gravel have."""
    random = np.random.default_rng(7)
    picture = np.full((height, width, 3), (0.45, 0.5, 0.35))
    for scale, strength in ((1.5, 0.06), (6, 0.09), (40, 0.12)):
        layer = gaussian_filter(random.normal(size=picture.shape), (scale, scale, 0))
        picture += strength / layer.std() * layer
    return picture.clip(0, 1).astype(np.float32)


def _photo(path: str) -> Draw:
    folder = MATTES if path.startswith("backgrounds/") else PHOTOS
    return lambda height, width: fitted(read_colour(folder / path), height, width)


BACKGROUNDS: dict[str, Draw] = {
    "green": _flat(25, 170, 60),
    "street": _photo("linku/hato.jpg"),
    "white": _flat(250, 250, 250),
    "bush": _photo("am2k/am2k_sample4.jpg"),
    "gradient": _gradient,
    "harbour": _photo("p3m/p_0865636e.jpg"),
    "blue": _flat(40, 90, 200),
    "leaves": _photo("squoosh/demo-large-photo.jpg"),
    "noise": _noise,
    "red": _flat(190, 35, 30),
    "view": _photo("backgrounds/background.jpg"),
}
