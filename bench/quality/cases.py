"""Cases: subjects over backgrounds, composited exactly, and the alphas that the methods get. Deterministic."""

from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.quality.backgrounds import BACKGROUNDS
from bench.quality.drawn_alpha import drawn_small_alpha, enlarged, exact_small_alpha
from bench.quality.pixels import in_8_bit
from bench.quality.subjects import read_subject, subject_names
from cutout.colour.quantise import quantise

JPEG_QUALITIES = (None, 95, 85, 75)
"""None is no JPEG at all."""
ALPHA_KINDS = ("true", "drawn")


class CaseName(NamedTuple):
    """What identifies a case; everything in it follows from this."""

    subject: str
    background: str
    seed: int


class Case(NamedTuple):
    """Colours are (H, W, 3) gamma-encoded sRGB, alphas (H, W) or at the network's size; float32 in [0, 1]."""

    name: CaseName
    foreground: NDArray[np.float32]
    background: NDArray[np.float32]
    alpha: NDArray[np.float32]
    """The truth."""
    small_alphas: dict[str, NDArray[np.float32]]
    """`exact` and `drawn`, at the network's resolution."""

    def photo(self, quality: int | None) -> NDArray[np.uint8]:
        """Composite foreground and background, as a camera or an editor would store it: 8 bit, maybe through JPEG."""
        share = self.alpha[..., np.newaxis]
        mixed = share * self.foreground + (1 - share) * self.background
        photo = quantise(mixed)
        return photo if quality is None else through_jpeg(photo, quality)

    def given_alpha(self, kind: str) -> NDArray[np.float32]:
        """Return the alpha, (H, W), that decontamination gets: `true` (rounded to 8 bit) or `drawn` (bilinear)."""
        if kind == "true":
            return in_8_bit(self.alpha)
        height, width = self.alpha.shape
        return enlarged(self.small_alphas["drawn"], height, width)


def case_names(per: int, quick: bool = False) -> list[CaseName]:
    """Choose the cases: every subject over `per` different backgrounds (quick: the first eight subjects only)."""
    backgrounds = list(BACKGROUNDS)
    names = []
    for i, subject in enumerate(subject_names()[: 8 if quick else None]):
        for j in range(per):
            background = backgrounds[(5 * i + 2 * j) % len(backgrounds)]
            names.append(CaseName(subject, background, 100 * i + j))
    return names


def make_case(name: CaseName) -> Case:
    """Read and draw everything of a case."""
    _, _, foreground, alpha = read_subject(name.subject)
    background = BACKGROUNDS[name.background](alpha.shape[0], alpha.shape[1])
    small = {"exact": exact_small_alpha(alpha), "drawn": drawn_small_alpha(alpha, name.seed)}
    return Case(name, foreground, background, alpha, small)


def through_jpeg(photo: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Encode (H, W, 3) uint8 as JPEG (4:2:0, as cameras and most programs do) and decode it again."""
    file = BytesIO()
    Image.fromarray(photo).save(file, "JPEG", quality=quality, subsampling="4:2:0")
    return np.asarray(Image.open(file))
