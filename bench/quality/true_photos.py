"""The photos with a truth for whole mattes: real ones, small subjects over other photos, tall and wide crops.

Sets: `alphamatting` and `lemur` have measured alphas; `p3m`, `am2k` and `aim` the mattes that the authors published,
some of them predictions of specialist networks: references. `davis` has human masks with hard edges. `made` is what
`made_photos` makes of the others. `real_photos` has other photos, at their full size, for the older tables.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.quality.made_photos import Crop, SmallSubject, made_photos
from bench.quality.photo_file import PhotoFile
from bench.quality.pixels import as_float
from bench.quality.testdata import MATTES, PHOTOS, TRUTH, check_testdata

Half = Literal["development", "held-back"]
HALVES: tuple[Half, Half] = ("development", "held-back")
PUBLISHED = ("p3m", "am2k", "aim")
HARD_EDGED = ("davis",)
"""Sets whose truth says nothing about soft edges."""
SETS = ("alphamatting", "lemur", *PUBLISHED, *HARD_EDGED, "made")
FAMILIES = {"alphamatting/GT08": "alphamatting/GT03", "davis/drift-straight": "davis/drift-chicane"}
"""The same doll twice; two sequences of one kind of car."""


@dataclass(frozen=True)
class TruePhoto:
    """A photo with its truth, as yet unread.

    Parameters
    ----------
    set, name : str
    family : str
        Photos of one family show the same subject: an interval must not count them as independent.
    pixels : PhotoFile, SmallSubject or Crop
    """

    set: str
    name: str
    family: str
    pixels: PhotoFile | SmallSubject | Crop

    @property
    def id(self) -> str:
        """SET/NAME."""
        return f"{self.set}/{self.name}"

    @property
    def half(self) -> Half:
        """Settings are chosen on the development half; the other one is looked at when nothing changes any more."""
        return HALVES[zlib.crc32(self.id.encode()) % 2]

    @property
    def hard_edged(self) -> bool:
        """Whether its truth is a mask with hard edges: then the error over the whole photo counts."""
        return self.set in HARD_EDGED

    def read(self) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Return the photo, (H, W, 3) uint8, and its true alpha, (H, W) float32 in [0, 1]."""
        rgb, alpha = self.pixels.read()
        return rgb, as_float(alpha)


def true_photos(half: Half | None = None, sets: Sequence[str] = ()) -> list[TruePhoto]:
    """List the photos of a half (or both) and of some sets (or all), always in the same order.

    Raises
    ------
    MissingDataError
        The files do not lie beside the checkout; the message says which and what to do.
    """
    folders = [TRUTH / name for name in (*PUBLISHED, *HARD_EDGED)]
    check_testdata([MATTES / "alphamatting", MATTES / "pymatting_lemur", PHOTOS, *folders])
    return [photo for photo in _every_photo() if half in (None, photo.half) and (not sets or photo.set in sets)]


@cache
def _every_photo() -> tuple[TruePhoto, ...]:
    files = _photo_files()
    real = [TruePhoto(file.set, file.name, _family(file), file) for file in files]
    subjects = [file for file in files if file.set in ("alphamatting", *PUBLISHED)]
    made = made_photos(subjects, sorted(PHOTOS.rglob("*.jpg")))
    return (*real, *(TruePhoto("made", photo.name, _family(photo.source), photo) for photo in made))


def _photo_files() -> list[PhotoFile]:
    """List the files of the real photos, set by set."""
    alphamatting, lemur = MATTES / "alphamatting", MATTES / "pymatting_lemur"
    files = [
        PhotoFile("alphamatting", path.stem, path, alphamatting / "alpha" / f"{path.stem}.png")
        for path in sorted((alphamatting / "image").iterdir())
    ]
    files.append(PhotoFile("lemur", "lemur", lemur / "lemur.png", lemur / "lemur_alpha.png"))
    for name in (*PUBLISHED, *HARD_EDGED):
        paths = sorted((TRUTH / name).glob("*.jpg"))
        files += [PhotoFile(name, path.stem, path, path.with_name(f"{path.stem}.a.png")) for path in paths]
    return files


def _family(file: PhotoFile) -> str:
    return FAMILIES.get(file.id, file.id)
