"""The three pictures of a job: the photo, the network's mattes of it, the cutout. Data only; the work is elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cutout.colour.quantise import straight_rgba_strips
from cutout.model_spec import Look

Details = dict[str, str | int | float | bool]
"""What was found, for people: flat."""

Reason = Literal["transparent", "plain", "none", "everything", "soft", "disagree", "little", "borders", "pieces"]
"""Why a cutout needs a look. Each has a sentence in `web/src/words/doubt-words.js`.

"transparent": there is hardly anything to be seen in the source file. "plain": nothing stands out in the photo. "none",
"everything": the network found no subject, or no background. "soft": large parts are half transparent. "disagree": two
looks of the network answer differently. "little": almost nothing was found. "borders": what was found touches three
borders. "pieces": it is many loose pieces.
"""


@dataclass(frozen=True)
class Doubt:
    """How little a matte or a cutout can be trusted.

    Parameters
    ----------
    score : float in [0, 1]
        0 is sure, 1 is certainly bad.
    reasons : tuple of Reason
        The most weighty first. Empty: there is nothing for a person to check.
    """

    score: float = 0.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Photo:
    """Straight pixels and what is stored beside them: of a decoded source file, and of an export before it is encoded.

    Parameters
    ----------
    rgb : ndarray, HxWx3 uint8
        Straight, in the colour space of `icc_profile`, upright.
    alpha : ndarray, HxW float32 in [0, 1], or None
        Opacity; None where every pixel is opaque. Of a source file: its own.
    icc_profile : bytes or None
        The RGB profile that `rgb` is in; None means sRGB.
    pixels_per_metre : (int, int) or None
        Physical resolution along the upright x and y axes.
    details : dict
        What was found when it was decoded.
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.float32] | None
    icc_profile: bytes | None = None
    pixels_per_metre: tuple[int, int] | None = None
    details: Details = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.rgb.shape[0])

    def strips(self) -> Iterator[NDArray[np.uint8]]:
        """Yield the pixels as hxWx4 uint8, straight, from top to bottom; see `straight_rgba_strips`."""
        return straight_rgba_strips(self.rgb, self.alpha)

    def whole(self) -> NDArray[np.uint8]:
        """Return all pixels at once, HxWx4 uint8, straight: 4 bytes a pixel, for encoders that take no strips."""
        rgba = np.empty((self.height, self.width, 4), np.uint8)
        top = 0
        for strip in self.strips():
            rgba[top : top + len(strip)] = strip
            top += len(strip)
        return rgba


@dataclass(frozen=True)
class Matte:
    """What the network answered for one photo, and how it was asked.

    Parameters
    ----------
    alpha : ndarray, hxw float32 in [0, 1]
        At the network's own size. Every value is k / 65535 (`quantise.in_sixteen_bits`), so that a matte that was kept
        is the same as one that was just found.
    model, version : str
        The model's id, and what changes whenever its weights or the way it is asked do.
    look : Look
        In which shape the network was asked.
    photo_width, photo_height : int
        Of the upright photo, in pixels.
    doubt : Doubt
        What is known before the photo's own opacity and the finished alpha are looked at.
    """

    alpha: NDArray[np.float32]
    model: str
    version: str
    look: Look
    photo_width: int
    photo_height: int
    doubt: Doubt


@dataclass(frozen=True)
class Answers:
    """All that the network answered for one photo.

    Parameters
    ----------
    mattes : tuple of Matte
        One for each look, in the order in which they were made; at least one. The chosen one's doubt is that of all
        together, the others' are their own.
    chosen : int
        Which of them is best.
    seconds : tuple of float
        What each look took, from its input to its matte.
    """

    mattes: tuple[Matte, ...]
    chosen: int
    seconds: tuple[float, ...]


@dataclass(frozen=True)
class Cutout:
    """A finished job.

    Parameters
    ----------
    data : bytes
        The export in the chosen format: 8 bits a channel, straight, of the photo's upright size; verified.
    media_type, extension : str
        What it is; the extension with its dot.
    width, height : int
        In pixels.
    thumbnail : bytes
        A small RGBA PNG, straight.
    original_preview : bytes
        A JPEG of the source where browsers cannot show the source file, else empty.
    doubt : Doubt
        Whether and why a person should look at it.
    details : dict
        Facts for the user.
    timings : dict
        Seconds by stage.
    """

    data: bytes
    media_type: str
    extension: str
    width: int
    height: int
    thumbnail: bytes
    original_preview: bytes
    doubt: Doubt
    details: Details
    timings: dict[str, float]
