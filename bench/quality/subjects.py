"""Subjects: a colour that is defined everywhere, with a real alpha matte. Backgrounds are in `cases`.

Kinds: `given` (the picture set has its own foreground), `study` (files of an earlier study, when present), `own` (a
photo's opaque interior, mirrored outwards across its outline) and `photo` (another photo's colours under a matte).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_opening, distance_transform_edt

from bench.quality.testdata import MATTES, PHOTOS, STUDY, fitted, read_alpha, read_colour

_MOST_PIXELS = 1e6
_TEXTURES = (
    "am2k/gfm_2.jpg",
    "p3m/p_d684dae3.jpg",
    "u2net/u2_bike.jpg",
    "aim/o_0b7228ec.jpg",
    "pexels/pexels-pealdesign-28594392.jpg",
    "p3m/p_818e689d.jpg",
)


class Subject(NamedTuple):
    """`foreground` is (H, W, 3), gamma-encoded sRGB, and `alpha` (H, W); both float32 in [0, 1]."""

    name: str
    kind: str
    foreground: NDArray[np.float32]
    alpha: NDArray[np.float32]


def subject_names() -> list[str]:
    """Name every subject, spread so that the first few are of different kinds."""
    mattes = [f"alphamatting/{path.stem}" for path in sorted((MATTES / "alphamatting" / "alpha").glob("*.png"))]
    study = [f"study/{path.name.removesuffix('.F.png')}" for path in sorted(STUDY.glob("*.F.png"))]
    names = ["lemur", "alphamatting_highres/GT04"]
    longest = max(len(mattes), len(study))
    for i in range(longest):
        names += [group[i * 7 % len(group)] for group in (mattes, study) if i < len(group)]
    return list(dict.fromkeys(names))


def read_subject(name: str) -> Subject:
    """Read or make one of `subject_names`."""
    folder, _, stem = name.partition("/")
    if folder == "lemur":
        lemur = MATTES / "pymatting_lemur"
        foreground, alpha = read_colour(lemur / "lemur_foreground.png"), read_alpha(lemur / "lemur_alpha.png")
        return Subject(name, "given", foreground, alpha)
    if folder == "study":
        return Subject(name, "study", read_colour(STUDY / f"{stem}.F.png"), read_alpha(STUDY / f"{stem}.a.png"))
    alpha = read_alpha(MATTES / folder / "alpha" / f"{stem}.png", _MOST_PIXELS)
    number = int(stem.removeprefix("GT"))
    if folder == "alphamatting" and number % 4 < 2:
        texture = read_colour(PHOTOS / _TEXTURES[number % len(_TEXTURES)])
        return Subject(name, "photo", fitted(texture, alpha.shape[0], alpha.shape[1]), alpha)
    (picture,) = (MATTES / folder / "image").glob(f"{stem}.*")
    return Subject(name, "own", mirrored_outwards(read_colour(picture, _MOST_PIXELS), alpha), alpha)


def mirrored_outwards(picture: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give a picture its opaque interior's colours everywhere: other pixels take those mirrored at the outline.

    Parameters
    ----------
    picture : ndarray, (H, W, 3) float32 in [0, 1]
        Opaque pixels keep their colours.
    alpha : ndarray, (H, W) float32 in [0, 1]
        Has to hold opaque regions of some pixels: lone opaque pixels are no source of colour for others.
    """
    opaque = alpha >= 254.5 / 255
    interior = binary_opening(opaque, np.ones((5, 5), np.bool_))
    nearest_y, nearest_x = distance_transform_edt(~interior, return_distances=False, return_indices=True)
    height, width = alpha.shape
    y, x = np.indices(alpha.shape)
    mirrored_y = np.clip(2 * nearest_y - y, 0, height - 1)
    mirrored_x = np.clip(2 * nearest_x - x, 0, width - 1)
    inside = interior[mirrored_y, mirrored_x]
    mirrored = picture[np.where(inside, mirrored_y, nearest_y), np.where(inside, mirrored_x, nearest_x)]
    return np.where(opaque[..., np.newaxis], picture, mirrored)
