"""Two prepared models on photos with a true alpha, natively: `python3 build.py bench models [A B]`.

`ID:float16` is the float16 variant of a model, rounded after every node as WebGPU does and a processor does not.
What is compared is the alpha that a cutout gets (the network's output, enlarged and refined as in the pipeline), not
speed. Needs dist/models; a model that was added with `build.py model add` is there too.
"""

import argparse
import json
from itertools import islice
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from bench.quality.metrics_colour import in_band
from bench.quality.real_photos import Photo, photos
from bench.quality.tables import Row, chosen, digits, mean, table
from bench.quality.testdata import ROOT, MissingDataError, check_testdata
from build_steps.models.model_half import rounding_session
from cutout.edges.upsampling import upsample_alpha
from cutout.matte.input import prepare_input
from cutout.matte.output import alpha_from_output
from cutout.model_spec import ModelSpec

MODELS = ROOT / "dist" / "models"
# A network that misses the subject tells nothing about its edges. Mean absolute error over the photo.
FOUND = 0.1
COLUMNS = {"mae": "MAE", "iou": "IoU", "edge": "edge MAE"}
BETTER_IS_LESS = {"mae": True, "iou": False, "edge": True}


class Network:
    """A prepared model in native ONNX Runtime.

    Parameters
    ----------
    name : str
        The id of a model in dist/models; its last variant, the one that needs least, is run. With ":float16" the first.
    """

    def __init__(self, name: str) -> None:
        model_id, _, precision = name.partition(":")
        folder = MODELS / model_id
        descriptor = json.loads((folder / "model.json").read_text("utf-8"))
        self.id = name
        self.spec = ModelSpec.from_mapping(descriptor["spec"])
        variant = descriptor["variants"][0 if precision else -1]
        if precision not in ("", variant["precision"]):
            raise LookupError(f"{model_id} has no variant in {precision}")
        files = {file["role"]: folder / file["path"] for file in variant["files"]}
        if precision == "float16":
            half = onnx.load(files["graph"], load_external_data=False)
            weights = files["weights"].read_bytes() if "weights" in files else b""
            self._session, _ = rounding_session(half, weights)
        else:
            self._session = onnxruntime.InferenceSession(files["graph"], providers=["CPUExecutionProvider"])

    def alpha(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the alpha of a photo, (H, W, 3) uint8, at the photo's size."""
        tensor = prepare_input(rgb, None, self.spec, self.spec.looks[0])
        (output,) = self._session.run([self.spec.output_name], {self.spec.input_name: tensor})
        return upsample_alpha(alpha_from_output(output, self.spec, *tensor.shape[2:]), rgb)


def figures(alpha: NDArray[np.float32], truth: NDArray[np.float32]) -> dict[str, float]:
    """Compare an alpha with the truth, both (H, W) float32 in [0, 1].

    Returns
    -------
    dict
        ``mae``: mean absolute error in 0..255 over the photo; ``edge``: the same over the band in which the truth is
        translucent; ``iou``: the area that both call the subject (alpha of one half and more) over what either does.
    """
    difference = np.abs(alpha.astype(np.float64) - truth)
    band = in_band(truth)
    mine, true = alpha >= 0.5, truth >= 0.5
    either = int(np.count_nonzero(mine | true))
    return {
        "mae": 255 * float(difference.mean()),
        "edge": 255 * float(difference[band].mean()) if band.any() else 0.0,
        "iou": int(np.count_nonzero(mine & true)) / either if either else 1.0,
    }


def measured(networks: list[Network], photo: Photo) -> list[Row]:
    """Return a row for each network."""
    rows: list[Row] = []
    for network in networks:
        rows.append({"photo": photo.name, "model": network.id, **figures(network.alpha(photo.rgb), photo.alpha)})
    return rows


def summary(rows: list[Row], first: str, second: str) -> str:
    """Return the means of two models and on how many photos the second is better, in Markdown."""
    pairs = list(zip(chosen(rows, model=first), chosen(rows, model=second), strict=True))
    lines = [f"{len(pairs)} photos\n", table(rows, COLUMNS, first="model"), ""]
    for column, title in COLUMNS.items():
        sign = 1 if BETTER_IS_LESS[column] else -1
        better = sum(sign * b[column] < sign * a[column] for a, b in pairs)
        worst = max(pairs, key=lambda pair: sign * (pair[1][column] - pair[0][column]))
        lines.append(
            f"{title}: {second} is better on {better} of {len(pairs)}; "
            f"it loses most on {worst[0]['photo']}, {digits(worst[0][column])} -> {digits(worst[1][column])}"
        )
    return "\n".join(lines)


def found_by(rows: list[Row], model: str) -> set[str]:
    """Return the names of the photos in which a model finds the subject."""
    return {row["photo"] for row in chosen(rows, model=model) if row["mae"] < 255 * FOUND}


def main() -> None:
    """Measure every photo with both models and print the means."""
    parser = argparse.ArgumentParser(
        prog="build.py bench models", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="*", metavar="ID", help="two ids (default: balanced quick)")
    parser.add_argument("--photos", type=int, metavar="N", help="only the first N photos")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    arguments = parser.parse_args()
    ids = arguments.models or ["balanced", "quick"]
    if len(ids) != 2 or ids[0] == ids[1]:
        parser.error(f"two different models are compared, found {' '.join(ids)}")
    if missing := [name for name in ids if not (MODELS / name.split(":")[0] / "model.json").exists()]:
        parser.error(f"not prepared: {', '.join(missing)}. `python3 build.py model list` shows what there is")
    try:
        check_testdata()
    except MissingDataError as error:
        parser.error(str(error))
    try:
        networks = [Network(name) for name in ids]
    except LookupError as error:
        parser.error(str(error))
    rows: list[Row] = []
    for photo in islice(photos(), arguments.photos):
        found = measured(networks, photo)
        rows += found
        print(f"{photo.name:48}", *(f"{row['model']} {mean([row], 'mae'):7.2f}" for row in found), flush=True)
    print(f"\nall photos: {summary(rows, ids[0], ids[1])}")
    seen = found_by(rows, ids[0])
    if kept := [row for row in rows if row["photo"] in seen]:
        print(f"\nwhere {ids[0]} finds the subject (MAE below {255 * FOUND:.1f}): {summary(kept, ids[0], ids[1])}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
