"""What it costs to keep a matte in 16 bits, natively: `python3 build.py bench matte-bits`.

The default model's mattes of the photos with a true alpha are finished three times, as the pipeline does: as the
network gave them, rounded to 16 bits as `find_matte` does, and rounded to 8 bits for scale. Compared are the errors
against the truth and the exports with each other; then the bytes of the files of mattes. Needs dist/models.
"""

import argparse
import json
import math
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image
from scipy.stats import t

from bench.photos import default_photos
from bench.quality.metrics_alpha import alpha_errors
from bench.quality.metrics_colour import in_band
from bench.quality.pixels import in_8_bit
from bench.quality.real_photos import Photo, photos
from bench.quality.tables import Row, chosen, digits, markdown, mean, table
from bench.quality.testdata import ROOT, check_testdata
from cutout.colour.quantise import in_sixteen_bits, quantise
from cutout.edges import finish_edges_inplace
from cutout.formats.matte import write_matte
from cutout.matte.alpha import enlarge_alpha
from cutout.matte.input import prepare_input
from cutout.matte.output import alpha_from_output
from cutout.model_spec import ModelSpec
from cutout.pictures import Doubt, Matte

MODEL = ROOT / "dist" / "models" / "balanced"
PHOTOS_FOR_SIZES = 24
SURE = 0.95
ROUNDED: dict[str, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
    "as the network gave it": lambda alpha: alpha,
    "16 bits": in_sixteen_bits,
    "8 bits": in_8_bit,
}
"""The first one is what the others are held against."""
COLUMNS = {"mae": "MAE", "mse": "MSE", "gradient": "gradient", "edge mae": "edge MAE", "edge mse": "edge MSE"}
EXPORTED = {"changed alpha": "alpha changed, %", "changed colour": "colour changed, %", "most": "most, of 255"}


class Network:
    """The default model in native ONNX Runtime."""

    def __init__(self) -> None:
        self.spec = ModelSpec.from_mapping(json.loads((MODEL / "model.json").read_text("utf-8"))["spec"])
        self._session = onnxruntime.InferenceSession(MODEL / "model.onnx", providers=["CPUExecutionProvider"])

    def alpha(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the alpha of a photo, (H, W, 3) uint8, at the network's size, not rounded."""
        tensor = prepare_input(rgb, None, self.spec, self.spec.looks[0])
        (output,) = self._session.run([self.spec.output_name], {self.spec.input_name: tensor})
        return alpha_from_output(output, self.spec, *tensor.shape[2:])


def measured(network: Network, photo: Photo) -> list[Row]:
    """Return a row for each rounding."""
    given = network.alpha(photo.rgb)
    rows: list[Row] = []
    plain: tuple[NDArray[np.uint8], NDArray[np.uint8]] | None = None
    for name, rounded in ROUNDED.items():
        matte = rounded(given)
        rgb, alpha = photo.rgb.copy(), enlarge_alpha(matte, *photo.alpha.shape)
        finish_edges_inplace(rgb, alpha, matte=matte)
        exported = quantise(alpha)
        plain = plain or (rgb, exported)
        apart = np.abs(exported.astype(np.int16) - plain[1])
        everywhere = alpha_errors(alpha, photo.alpha, np.ones_like(alpha, np.bool_))
        edge = alpha_errors(alpha, photo.alpha, in_band(photo.alpha))
        rows.append(
            {"photo": photo.name, "matte": name, "edge mae": edge.mae, "edge mse": edge.mse}
            | {"mae": everywhere.mae, "mse": everywhere.mse, "gradient": everywhere.gradient}
            | {"changed alpha": 100 * float(np.mean(apart > 0)), "most": int(apart.max())}
            | {"changed colour": 100 * float(np.mean((rgb != plain[0]).any(axis=2)))}
        )
    return rows


def differences(rows: list[Row], name: str) -> list[str]:
    """Return the mean difference of each column to the first rounding, photo by photo, with its interval."""
    cells = []
    for column in COLUMNS:
        pairs = zip(chosen(rows, matte=next(iter(ROUNDED))), chosen(rows, matte=name), strict=True)
        apart = np.array([after[column] - before[column] for before, after in pairs])
        half = float(t.ppf((1 + SURE) / 2, len(apart) - 1)) * float(apart.std(ddof=1)) / math.sqrt(len(apart))
        cells.append(f"{apart.mean():+.5f} ± {half:.5f}")
    return [name, *cells]


def exports(rows: list[Row], name: str) -> list[str]:
    """Return how far the exports of a rounding are from those of the first."""
    own = chosen(rows, matte=name)
    return [name, *(digits(mean(own, key)) for key in list(EXPORTED)[:2]), str(max(row["most"] for row in own))]


def kept_bytes(network: Network) -> list[int]:
    """Return the bytes of the files of real photos' mattes, sorted."""
    sizes = []
    for path in default_photos(PHOTOS_FOR_SIZES):
        with Image.open(path) as image:
            rgb = np.asarray(image.convert("RGB"))
        alpha = in_sixteen_bits(network.alpha(rgb))
        matte = Matte(alpha, network.spec.id, "0" * 16, network.spec.looks[0], rgb.shape[1], rgb.shape[0], Doubt())
        sizes.append(len(write_matte(matte)))
    return sorted(sizes)


def main() -> None:
    """Measure every photo; print errors, differences with intervals, and bytes."""
    parser = argparse.ArgumentParser(
        prog="build.py bench matte-bits", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, metavar="N", help="only the first N photos")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    arguments = parser.parse_args()
    check_testdata()
    network = Network()
    rows: list[Row] = []
    for photo in islice(photos(), arguments.photos):
        found = measured(network, photo)
        rows += found
        print(f"{photo.name:48}", *(f"{row['mae']:9.4f}" for row in found), flush=True)
    others = list(ROUNDED)[1:]
    print(f"\n{len(rows) // len(ROUNDED)} photos, means\n\n{table(rows, COLUMNS, first='matte')}")
    print(f"\nmean difference to the matte as the network gave it, photo by photo, {100 * SURE:.0f} % interval\n")
    print(markdown([["matte", *COLUMNS.values()], *(differences(rows, name) for name in others)]))
    print("\nexports in 8 bits beside those of the matte as the network gave it\n")
    print(markdown([["matte", *EXPORTED.values()], *(exports(rows, name) for name in others)]))
    sizes = kept_bytes(network)
    print(
        f"\nfile of a matte of the look {network.spec.looks[0]}, {len(sizes)} photos: "
        f"median {np.median(sizes):,.0f} bytes, from {sizes[0]:,} to {sizes[-1]:,}"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps({"photos": rows, "bytes": sizes}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
