"""Photos with a true alpha, for what runs the network itself: real ones, and natural subjects over other photos."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.quality.cases import CaseName, make_case
from bench.quality.subjects import subject_names
from bench.quality.testdata import MATTES, read_alpha, read_colour
from cutout.colour.quantise import quantise


class Photo(NamedTuple):
    """A photo that is not square, (H, W, 3) uint8, and its true alpha, (H, W) float32."""

    name: str
    rgb: NDArray[np.uint8]
    alpha: NDArray[np.float32]


def photos() -> Iterator[Photo]:
    """Yield real photos with their alpha, then natural subjects (kinds N, Q and R of the study) over photos."""
    for folder in ("alphamatting", "alphamatting_highres"):
        for path in sorted((MATTES / folder / "image").iterdir()):
            alpha = read_alpha(MATTES / folder / "alpha" / f"{path.stem}.png")
            yield Photo(f"{folder}/{path.stem}", quantise(read_colour(path)), alpha)
    lemur = MATTES / "pymatting_lemur"
    yield Photo("lemur", quantise(read_colour(lemur / "lemur.png")), read_alpha(lemur / "lemur_alpha.png"))
    for i, name in enumerate(name for name in subject_names() if name.startswith(("study/N", "study/Q", "study/R"))):
        case = make_case(CaseName(name, ("street", "bush", "view", "harbour")[i % 4], i))
        yield Photo(f"{name} on {case.name.background}", case.photo(None), case.alpha)


def with_mirrored(given: Iterator[Photo]) -> Iterator[Photo]:
    """Yield every photo twice, the second time mirrored: where a network hesitates, that is another photo to it."""
    for photo in given:
        yield photo
        yield Photo(f"{photo.name}, mirrored", photo.rgb[:, ::-1].copy(), photo.alpha[:, ::-1].copy())
