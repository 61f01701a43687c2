"""Photos made of others that have a truth: a small subject over another photo, and tall or wide crops.

The choice is drawn once from a fixed seed, so it is the same everywhere where the test data is. What is drawn for one
photo depends on those before it: do not change the order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.quality.photo_file import PhotoFile, read_reduced, reduced_size
from bench.quality.pixels import as_float
from cutout.colour.quantise import quantise

COUNT = 14
"""Of each kind, drawn; crops without a subject are left out."""
SEED = 7
BACKDROPS = 60
AREA = (0.05, 0.15)
"""Of the backdrop, for the rectangle around a small subject."""
_LONGEST_SHARE = 0.9
_CROPPED = 0.4
"""Part of a side that a crop keeps."""
_LEAST_SUBJECT = 0.03
"""Part of a crop that has to be subject."""
_VISIBLE = 8
"""Of 255: what the rectangle around a subject encloses."""


class Box(NamedTuple):
    """A rectangle of pixels."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


@dataclass(frozen=True)
class SmallSubject:
    """The subject of one photo, reduced, over another photo. The mix is exact: the colours of both are known."""

    name: str
    source: PhotoFile
    backdrop: Path
    cut: Box
    placed: Box

    def read(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return the photo, (H, W, 3) uint8, and its alpha, (H, W) uint8."""
        rgb = as_float(read_reduced(self.backdrop))
        colours, opacity = self._reduced_subject()
        share = opacity[..., np.newaxis]
        rgb[self.placed.slices] = share * colours + (1 - share) * rgb[self.placed.slices]
        alpha = np.zeros(rgb.shape[:2], np.uint8)
        alpha[self.placed.slices] = quantise(opacity)
        return quantise(rgb), alpha

    def read_foreground(self) -> NDArray[np.float32]:
        """Return the colours that were mixed in, (H, W, 3) float32 in [0, 1]; meaningless where alpha is 0."""
        foreground = np.zeros_like(read_reduced(self.backdrop), np.float32)
        foreground[self.placed.slices] = self._reduced_subject()[0]
        return foreground

    def _reduced_subject(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        rgb, alpha = self.source.read()
        size = (self.placed.width, self.placed.height)
        colours, opacity = (
            as_float(np.asarray(Image.fromarray(pixels[self.cut.slices]).resize(size, Image.Resampling.BOX)))
            for pixels in (rgb, alpha)
        )
        return colours, opacity


@dataclass(frozen=True)
class Crop:
    """A tall or wide part of a photo."""

    name: str
    source: PhotoFile
    cut: Box

    def read(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return the photo, (H, W, 3) uint8, and its alpha, (H, W) uint8."""
        rgb, alpha = self.source.read()
        return rgb[self.cut.slices].copy(), alpha[self.cut.slices].copy()


def made_photos(files: Sequence[PhotoFile], backdrops: Sequence[Path]) -> Iterator[SmallSubject | Crop]:
    """Draw what is made; truths are read, photos are not.

    Parameters
    ----------
    files : sequence of PhotoFile
        Subjects, and what is cropped.
    backdrops : sequence of Path
        Photos to put small subjects into; the first `BACKDROPS` are used.
    """
    random = np.random.default_rng(SEED)
    used = backdrops[:BACKDROPS]
    for i in range(COUNT):
        source = files[i * 5 % len(files)]
        cut = _around(source.read_truth())
        backdrop = used[i * 7 % len(used)]
        width, height = reduced_size(backdrop)
        scale = (random.uniform(*AREA) * height * width / (cut.height * cut.width)) ** 0.5
        scale = min(scale, _LONGEST_SHARE * height / cut.height, _LONGEST_SHARE * width / cut.width, 1.0)
        high, wide = max(1, int(cut.height * scale)), max(1, int(cut.width * scale))
        top, left = int(random.integers(0, height - high + 1)), int(random.integers(0, width - wide + 1))
        yield SmallSubject(f"small{i}_{source.name}", source, backdrop, cut, Box(top, left, high, wide))
    for i in range(COUNT):
        source = files[(i * 3 + 1) % len(files)]
        width, height = source.size
        if i % 2:
            kept = int(width * _CROPPED)
            cut = Box(0, int(random.integers(0, width - kept + 1)), height, kept)
        else:
            kept = int(height * _CROPPED)
            cut = Box(int(random.integers(0, height - kept + 1)), 0, kept, width)
        if (source.read_truth()[cut.slices] > 128).mean() >= _LEAST_SUBJECT:
            yield Crop(f"crop{i}_{source.name}", source, cut)


def _around(alpha: NDArray[np.uint8]) -> Box:
    rows, columns = np.nonzero(alpha > _VISIBLE)
    top, left = int(rows.min()), int(columns.min())
    return Box(top, left, int(rows.max()) + 1 - top, int(columns.max()) + 1 - left)
