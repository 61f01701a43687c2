"""Measures, on one case, alpha brought to the photo's size, and the whole chain from a small alpha to a cutout."""

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.quality.cases import Case, CaseName, make_case
from bench.quality.drawn_alpha import enlarged
from bench.quality.metrics_alpha import alpha_errors
from bench.quality.metrics_colour import composite_differences, in_band
from bench.quality.pixels import as_float, in_8_bit
from bench.quality.tables import Row
from cutout.edges import finish_edges_inplace
from cutout.edges.upsampling import upsample_alpha
from cutout.matte.alpha import enlarge_alpha
from cutout.options import Edges

ALPHA_COLUMNS = {
    "mae": "MAE",
    "mse": "MSE",
    "sad": "SAD",
    "gradient": "gradient",
    "connectivity": "connectivity",
    "flat_changed": "flat changed",
    "cpu": "CPU s/MP",
}
CHAIN_COLUMNS = {"de": "ΔE00", "de95": "ΔE00 95 %"}
CHAIN: dict[str, tuple[Edges, bool]] = {
    "plain alpha, no cleaning": ("plain", False),
    "plain alpha, clean": ("plain", True),
    "fine, no cleaning": ("fine", False),
    "fine, clean": ("fine", True),
}
"""The pipeline's settings: hair and edges, clean edge colours."""

Enlarge = Callable[[NDArray[np.float32], NDArray[np.uint8]], NDArray[np.float32]]


def _resampled(filter_: Image.Resampling) -> Enlarge:
    return lambda alpha, photo: enlarged(alpha, photo.shape[0], photo.shape[1], filter_)


def _plain(alpha: NDArray[np.float32], photo: NDArray[np.uint8]) -> NDArray[np.float32]:
    return enlarge_alpha(alpha, photo.shape[0], photo.shape[1])


_bilinear = _resampled(Image.Resampling.BILINEAR)
METHODS: dict[str, tuple[Enlarge, Enlarge]] = {
    "bilinear": (_bilinear, _bilinear),
    "bicubic": (_resampled(Image.Resampling.BICUBIC), _bilinear),
    "Lanczos": (_resampled(Image.Resampling.LANCZOS), _bilinear),
    "bounded Lanczos (plain)": (_plain, _plain),
    "Cutroom": (upsample_alpha, _plain),
}
"""Each with the plain enlargement that says what is flat: pixels it leaves at 0 or 1 must not change."""


def measure_upsampling(name: CaseName, qualities: Sequence[int | None]) -> tuple[list[Row], list[Row]]:
    """Return rows for alpha, one for each small alpha, JPEG quality and method, and rows for the whole chain."""
    case = make_case(name)
    alpha_rows: list[Row] = []
    chain_rows: list[Row] = []
    for quality in qualities:
        photo = case.photo(quality)
        for kind, small in case.small_alphas.items():
            identity = {"case": f"{name.subject} on {name.background}", "alpha": kind, "jpeg": quality}
            alpha_rows += [identity | row for row in _alpha_rows(case, small, photo)]
            chain_rows += [identity | row for row in _chain_rows(case, small, photo)]
    return alpha_rows, chain_rows


def _alpha_rows(case: Case, small: NDArray[np.float32], photo: NDArray[np.uint8]) -> list[Row]:
    band = in_band(case.alpha) | in_band(_bilinear(small, photo))
    rows = []
    for method, (enlarge, plain) in METHODS.items():
        start = time.process_time()
        alpha = enlarge(small, photo)
        seconds = time.process_time() - start
        reference = plain(small, photo)
        changed = int(np.count_nonzero(((reference == 0) | (reference == 1)) & (alpha != reference)))
        errors = alpha_errors(alpha, case.alpha, band)._asdict()
        cpu = seconds * 1e6 / alpha.size
        rows.append({"method": method, "flat_changed": changed, "cpu": cpu, **errors})
    return rows


def _chain_rows(case: Case, small: NDArray[np.float32], photo: NDArray[np.uint8]) -> list[Row]:
    rows = []
    for method, (edges, clean) in CHAIN.items():
        rgb, alpha = photo.copy(), _plain(small, photo)
        finish_edges_inplace(rgb, alpha, matte=small, edges=edges, clean=clean)
        differences = composite_differences(as_float(rgb), in_8_bit(alpha), case.foreground, case.alpha, case.alpha)
        de95 = float(np.percentile(differences, 95))
        rows.append({"method": method, "de": float(differences.mean()), "de95": de95})
    return rows
