"""Stretch against letterbox for the default model, natively: `python3 build.py bench resize-modes`.

The pipeline stretches photos to the network's square. Here the same photos also go in whole, with bars in grey or with
their edge pixels repeated, and the alphas are compared with the truth. Needs dist/models.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from bench.quality.metrics_alpha import alpha_errors
from bench.quality.metrics_colour import in_band
from bench.quality.real_photos import Photo, photos, with_mirrored
from bench.quality.tables import Row, chosen, markdown, table
from bench.quality.testdata import ROOT, check_testdata
from cutout.matte.input import prepare_input
from cutout.matte.output import alpha_from_output
from cutout.model_spec import ModelSpec

MODEL = ROOT / "dist" / "models" / "balanced"
# A network that misses the subject tells nothing about resizing. Mean absolute error over the photo.
_FOUND = 0.1
_MID_GREY = 128
COLUMNS = {"mae": "MAE", "mse": "MSE", "gradient": "gradient", "edge mae": "edge MAE", "edge mse": "edge MSE"}

Rgb = NDArray[np.uint8]


def stretched(rgb: Rgb) -> tuple[Rgb, tuple[float, float, float, float]]:
    """Leave the photo as it is; the network's input is made of all of it."""
    return rgb, (0, 0, 1, 1)


def with_grey_bars(rgb: Rgb) -> tuple[Rgb, tuple[float, float, float, float]]:
    """Add bars in the mean of the network's normalisation."""
    return _squared(rgb, {"mode": "constant", "constant_values": _MID_GREY})


def with_edges_repeated(rgb: Rgb) -> tuple[Rgb, tuple[float, float, float, float]]:
    """Add bars that repeat the outermost pixels."""
    return _squared(rgb, {"mode": "edge"})


MODES: dict[str, Callable[[Rgb], tuple[Rgb, tuple[float, float, float, float]]]] = {
    "stretch": stretched,
    "letterbox, grey bars": with_grey_bars,
    "letterbox, edges repeated": with_edges_repeated,
}
"""Each returns what is resized to the network's square, and the part of it that is the photo: left, top, right, bottom,
as shares."""


def _squared(rgb: Rgb, how: dict[str, Any]) -> tuple[Rgb, tuple[float, float, float, float]]:
    height, width = rgb.shape[:2]
    side = max(height, width)
    top, left = (side - height) // 2, (side - width) // 2
    padded = np.pad(rgb, ((top, side - height - top), (left, side - width - left), (0, 0)), **how)
    return padded, (left / side, top / side, (left + width) / side, (top + height) / side)


def measure(session: onnxruntime.InferenceSession, spec: ModelSpec, photo: Photo) -> list[Row]:
    """Return a row for each mode."""
    height, width = photo.alpha.shape
    rows: list[Row] = []
    for mode, prepare in MODES.items():
        square, part = prepare(photo.rgb)
        tensor = prepare_input(square, None, spec, spec.looks[0])
        (output,) = session.run([spec.output_name], {spec.input_name: tensor})
        small = Image.fromarray(alpha_from_output(output, spec, *tensor.shape[2:]))
        box = [share * spec.looks[0].side for share in part]
        alpha = np.asarray(small.resize((width, height), Image.Resampling.LANCZOS, (box[0], box[1], box[2], box[3])))
        alpha = alpha.clip(0, 1)
        everywhere = alpha_errors(alpha, photo.alpha, np.ones_like(alpha, np.bool_))
        edge = alpha_errors(alpha, photo.alpha, in_band(photo.alpha))
        row = {"photo": photo.name, "mode": mode, "edge mae": edge.mae, "edge mse": edge.mse}
        rows.append(row | {"mae": everywhere.mae, "mse": everywhere.mse, "gradient": everywhere.gradient})
    return rows


def wins(rows: list[Row], mode: str) -> list[str]:
    """Count the photos on which a mode beats stretching; one line of a table."""
    stretch, other = chosen(rows, mode="stretch"), chosen(rows, mode=mode)
    better = {key: sum(b[key] < a[key] for a, b in zip(stretch, other, strict=True)) for key in COLUMNS}
    return [mode, *map(str, better.values())]


def print_tables(title: str, rows: list[Row]) -> None:
    """Print the means, and how often a mode beats stretching."""
    print(f"\n{title}: {len(rows) // len(MODES)} photos\n\n{table(rows, COLUMNS, first='mode')}")
    print("\nphotos on which a mode is better than stretch:\n")
    print(markdown([["mode", *COLUMNS.values()], *(wins(rows, mode) for mode in list(MODES)[1:])]))


def main() -> None:
    """Measure every photo and print the means and how often each mode is best."""
    parser = argparse.ArgumentParser(
        prog="build.py bench resize-modes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    arguments = parser.parse_args()
    check_testdata()
    spec = ModelSpec.from_mapping(json.loads((MODEL / "model.json").read_text("utf-8"))["spec"])
    session = onnxruntime.InferenceSession(MODEL / "model.onnx", providers=["CPUExecutionProvider"])
    rows: list[Row] = []
    for photo in with_mirrored(photos()):
        found = measure(session, spec, photo)
        seen = min(row["mae"] for row in found) < 255 * _FOUND
        print(f"{photo.name:40}", *(f"{row['mae']:8.2f}" for row in found), "" if seen else "  not found, left out")
        rows += found if seen else []
    print_tables("the subject found in at least one mode", rows)
    clear = {row["photo"] for row in rows} - {row["photo"] for row in rows if row["mae"] >= 255 * _FOUND}
    print_tables("the subject found in every mode", [row for row in rows if row["photo"] in clear])
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
