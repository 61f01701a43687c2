"""The figures of one photo's cutouts against its truth. Which cutouts there are and what they mean is in `mattes`."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bench.quality.made_photos import SmallSubject
from bench.quality.methods import pymatting_multi_level
from bench.quality.metrics_alpha import alpha_errors
from bench.quality.metrics_colour import composite_differences, in_band
from bench.quality.object_figures import s_measure, weighted_f
from bench.quality.photo_file import read_reduced
from bench.quality.pixels import as_float
from bench.quality.tables import Row
from bench.quality.testdata import MATTES
from bench.quality.true_photos import TruePhoto

WHOLE = {"mae": "MAE", "mse": "MSE", "iou": "IoU", "s": "S-measure", "wf": "weighted F", "de": "ΔE00"}
EDGES = {"band_mae": "MAE", "band_mse": "MSE", "gradient": "gradient", "connectivity": "connectivity", "de": "ΔE00"}
"""Columns and their headings. Errors of `EDGES` are over the band in which the truth is translucent, but for ΔE00."""
MORE_IS_BETTER = ("iou", "s", "wf")


def figures_of(
    cutouts: Mapping[str, NDArray[np.uint8]], truth: NDArray[np.float32], foreground: NDArray[np.float32]
) -> dict[str, Row]:
    """Compare the cutouts of one photo with its truth.

    Parameters
    ----------
    cutouts : mapping
        By name: (H, W, 4) uint8, straight, as decoded from the exported file.
    truth : ndarray, (H, W) float32 in [0, 1]
    foreground : ndarray, (H, W, 3) float32 in [0, 1], straight
        The subject's colours, see `true_foreground`.

    Returns
    -------
    dict
        By name, the figures of `WHOLE` and `EDGES`; those of the band are missing where the truth has none. ``mae`` in
        0..255 and ``mse`` in thousandths over the whole photo; ``iou``, ``s`` and ``wf`` 0 to 1, of the truth from one
        half; ``de`` the mean CIEDE2000 of composites over white, black and a contrasting colour, over all pixels that
        the truth or any of the cutouts makes translucent: the same pixels for all.
    """
    alphas = {name: as_float(rgba[..., 3]) for name, rgba in cutouts.items()}
    band, subject = in_band(truth), truth >= 0.5
    counted = np.logical_or.reduce([band, *map(in_band, alphas.values())])
    rows: dict[str, Row] = {}
    for name, alpha in alphas.items():
        whole = alpha_errors(alpha, truth, np.ones_like(band))
        row: Row = {"mae": whole.mae, "mse": whole.mse, "iou": overlap(alpha >= 0.5, subject)}
        row |= {"s": s_measure(alpha, subject), "wf": weighted_f(alpha, subject)}
        if band.any():
            errors = alpha_errors(alpha, truth, band)
            row |= {"band_mae": errors.mae, "band_mse": errors.mse}
            row |= {"gradient": errors.gradient, "connectivity": errors.connectivity}
        if counted.any():
            colours = as_float(cutouts[name][..., :3])
            row["de"] = float(composite_differences(colours, alpha, foreground, truth, truth, counted).mean())
        else:
            row["de"] = 0.0
        rows[name] = row
    return rows


def overlap(mine: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """Return the area of what both call the subject over that of what either does; 1 where neither does."""
    either = int(np.count_nonzero(mine | true))
    return int(np.count_nonzero(mine & true)) / either if either else 1.0


def true_foreground(photo: TruePhoto, rgb: NDArray[np.uint8], truth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the colours of the subject alone, (H, W, 3) float32 in [0, 1], straight.

    They are known for small subjects (what was mixed in) and for the lemur (published). Of other real photos nobody
    knows them: there they are what pymatting's multi-level estimator makes of the photo with the true alpha. That is a
    reference, and not one of ours, so that it stays the same when our own estimator changes.
    """
    if isinstance(photo.pixels, SmallSubject):
        return photo.pixels.read_foreground()
    if photo.set == "lemur":
        return as_float(read_reduced(MATTES / "pymatting_lemur" / "lemur_foreground.png"))
    return pymatting_multi_level(as_float(rgb), truth)
