"""The contact sheet: edges of some cases at 300 % on magenta, one row a case, one column a method.

Photos went through JPEG at quality 75. The methods of the first columns get the same drawn alpha, so only their
colours differ; "Cutroom, fine" is the whole pipeline, with its own alpha, and "truth" has the true alpha.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import uniform_filter

from bench.quality.cases import Case, CaseName, make_case
from bench.quality.methods import METHODS
from bench.quality.pixels import as_float, in_8_bit
from cutout.colour.quantise import quantise
from cutout.edges import finish_edges_inplace
from cutout.matte.alpha import enlarge_alpha

# Hair, fur and twigs, all from the picture sets that every run needs.
CASES = (
    CaseName("alphamatting_highres/GT04", "green", 1),
    CaseName("alphamatting/GT03", "street", 2),
    CaseName("lemur", "bush", 3),
    CaseName("alphamatting/GT15", "white", 4),
    CaseName("alphamatting/GT06", "red", 5),
    CaseName("alphamatting/GT22", "noise", 6),
    CaseName("alphamatting/GT26", "view", 7),
    CaseName("alphamatting/GT10", "blue", 8),
)
JPEG_QUALITY = 75
MAGENTA = (1.0, 0.0, 1.0)
_CROP = 96
_SCALE = 3
_GAP = 6
_LABEL = 22

Cutout = tuple[NDArray[np.float32], NDArray[np.float32]]


def draw_sheet(path: Path) -> None:
    """Draw the sheet and write it as a PNG."""
    rows = [(name, columns_of(make_case(name))) for name in CASES]
    side = _CROP * _SCALE
    headings = list(rows[0][1])
    width = len(headings) * (side + _GAP) + _GAP
    sheet = Image.new("RGB", (width, _LABEL + len(rows) * (side + _LABEL + _GAP)), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(14)
    for column, heading in enumerate(headings):
        # The font has no multiplication sign.
        pen.text((_GAP + column * (side + _GAP), 3), heading.replace("×", "x"), fill="black", font=font)
    for row, (name, crops) in enumerate(rows):
        top = _LABEL + row * (side + _LABEL + _GAP)
        pen.text((_GAP, top + 3), f"{name.subject} on {name.background}", fill="black", font=font)
        for column, crop in enumerate(crops.values()):
            picture = Image.fromarray(crop).resize((side, side), Image.Resampling.NEAREST)
            sheet.paste(picture, (_GAP + column * (side + _GAP), top + _LABEL))
    sheet.save(path)


def columns_of(case: Case) -> dict[str, NDArray[np.uint8]]:
    """Return the crop of every column, (_CROP, _CROP, 3), by heading."""
    photo = case.photo(JPEG_QUALITY)
    alpha = case.given_alpha("drawn")
    cutouts: dict[str, Cutout] = {name: (method(as_float(photo), alpha), alpha) for name, method in METHODS.items()}
    matte = case.small_alphas["drawn"]
    refined, finished = enlarge_alpha(matte, alpha.shape[0], alpha.shape[1]), photo.copy()
    finish_edges_inplace(finished, refined, matte=matte)
    cutouts["Cutroom, fine"] = as_float(finished), in_8_bit(refined)
    cutouts["truth"] = case.foreground, case.alpha
    window = most_telling_window(case)
    return {name: over_magenta(colour[window], opacity[window]) for name, (colour, opacity) in cutouts.items()}


def most_telling_window(case: Case) -> tuple[slice, slice]:
    """Find the crop where the most old background could show: translucent, and its colour far from the subject's."""
    halo = 4 * case.alpha * (1 - case.alpha) * np.abs(case.foreground - case.background).mean(axis=2)
    half = _CROP // 2
    # Only crops that lie inside, and that hold some of the opaque subject: a fringe alone says little.
    opaque = uniform_filter((case.alpha > 0.98).astype(np.float32), _CROP)
    score = (uniform_filter(halo, _CROP) * np.minimum(opaque, 0.15))[half:-half, half:-half]
    y, x = np.unravel_index(int(np.argmax(score)), score.shape)
    return slice(int(y), int(y) + _CROP), slice(int(x), int(x) + _CROP)


def over_magenta(colour: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Composite a straight cutout, (h, w, 3) and (h, w), over magenta."""
    share = alpha[..., np.newaxis]
    return quantise(share * colour + (1 - share) * np.array(MAGENTA, np.float32))
