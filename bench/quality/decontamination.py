"""Measures foreground estimators on one case: every alpha, every JPEG quality, every method."""

import time
from collections.abc import Sequence

import numpy as np

from bench.quality.cases import ALPHA_KINDS, CaseName, make_case
from bench.quality.methods import METHODS
from bench.quality.metrics_colour import colour_errors
from bench.quality.pixels import as_float
from bench.quality.tables import Row
from bench.quality.variants import VARIANTS

COLUMNS = {
    "sad": "SAD αF",
    "mse": "MSE αF",
    "de": "ΔE00",
    "de95": "ΔE00 95 %",
    "cpu": "CPU s/MP",
}


def warm_up() -> None:
    """Run every method once on next to nothing, so that imports and compilation are not timed."""
    alpha = np.tile(np.linspace(0, 1, 32, dtype=np.float32), (32, 1))
    photo = np.repeat(alpha[..., np.newaxis], 3, axis=2)
    for estimate in METHODS.values():
        estimate(photo, alpha)


def measure_decontamination(name: CaseName, qualities: Sequence[int | None], variants: bool) -> list[Row]:
    """Return one row for each alpha kind, JPEG quality and method."""
    case = make_case(name)
    methods = METHODS | (VARIANTS if variants else {})
    rows: list[Row] = []
    for quality in qualities:
        photo = as_float(case.photo(quality))
        for kind in ALPHA_KINDS:
            alpha = case.given_alpha(kind)
            for method, estimate in methods.items():
                start = time.process_time()
                foreground = estimate(photo, alpha)
                seconds = time.process_time() - start
                errors = colour_errors(foreground, case.foreground, alpha, case.alpha)
                rows.append(
                    {
                        "case": f"{name.subject} on {name.background}",
                        "alpha": kind,
                        "jpeg": quality,
                        "method": method,
                        "cpu": seconds * 1e6 / alpha.size,
                        **errors._asdict(),
                    }
                )
    return rows
