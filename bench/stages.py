"""The pipeline's Python stages in Pyodide, beside what CPython and Pillow need to read the photo and write the cutout.

    python3 build.py bench stages [PHOTO ...] [--rounds 5] [--json FILE]

Without photos: twelve megapixels from the middle of the largest one in the test data. The wheel and Pyodide are those
of dist/, under Node; the network runs once a photo, natively, and is not timed. Native is Pillow's decoding of the
photo and `Image.save` of our own result at compress_level 6. Both take turns. The clock is the wall's: keep the machine
quiet, and compare ratios within one run.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from PIL import Image

from bench.photos import default_photos
from cutout.matte.input import prepare_input
from cutout.model_spec import ModelSpec

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "dist" / "models" / "balanced"
WORKER = ROOT / "bench" / "workers" / "stages.js"
BAR = 1.5
"""Python stages together over native, at most, at twelve megapixels."""
_SIDES = (3000, 4000)
_QUALITY = 92


class Measured(NamedTuple):
    """Seconds of one photo, medians; `first` is the sum of the stages in a Pyodide that has not run them before."""

    name: str
    megapixels: float
    stages: dict[str, float]
    first: float
    native_decode: float
    native_save: float
    size: float
    """Bytes of our PNG over Pillow's."""

    @property
    def total(self) -> float:
        """All Python stages."""
        return sum(self.stages.values())

    @property
    def ratio(self) -> float:
        """Python stages over native decoding and saving."""
        return self.total / (self.native_decode + self.native_save)


class Pyodide:
    """A Node process with the pipeline in it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._answer()

    def run(self, job: dict[str, Any]) -> dict[str, float]:
        """Run the pipeline; return seconds by stage, without the network's."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        timings: dict[str, float] = self._answer()["timings"]
        return {stage: seconds for stage, seconds in timings.items() if stage != "inference"}

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "Node ended without an answer"}
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


@contextmanager
def pyodide() -> Iterator[Pyodide]:
    """Start Node and Pyodide; end them afterwards."""
    command = ["node", str(WORKER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as node:
        try:
            yield Pyodide(node)
        finally:
            node.kill()


def twelve_megapixels(photo: Path, folder: Path) -> Path:
    """Cut twelve megapixels out of the middle of a larger photo and store them as JPEG."""
    with Image.open(photo) as image:
        sides = _SIDES if image.height > image.width else _SIDES[::-1]
        left, top = ((own - side) // 2 for own, side in zip(image.size, sides, strict=True))
        if left < 0 or top < 0:
            raise ValueError(f"{photo.name} has {image.size} pixels, not {sides}: name the photos to measure")
        part = image.crop((left, top, left + sides[0], top + sides[1]))
        path = folder / f"{photo.stem}-12mp.jpg"
        part.save(path, quality=_QUALITY, icc_profile=image.info.get("icc_profile"))
    return path


def job_for(photo: Path, folder: Path) -> dict[str, Any]:
    """Run the network on a photo, natively; return what the worker is told."""
    described = json.loads((MODEL / "model.json").read_text("utf-8"))["spec"]
    spec = ModelSpec.from_mapping(described)
    with Image.open(photo) as image:
        rgb = np.asarray(image.convert("RGB"))
        tensor = prepare_input(rgb, None, spec, spec.looks[0], image.info.get("icc_profile"))
    session = onnxruntime.InferenceSession(str(MODEL / "model.onnx"))
    (output,) = session.run([spec.output_name], {spec.input_name: tensor})
    file = folder / f"{photo.name}.f32"
    output.astype(np.float32).tofile(file)
    return {"source": str(photo), "output": str(file), "spec": described, "result": str(folder / "result.png")}


def native(photo: Path, result: Path) -> tuple[float, float, int]:
    """Return the seconds of decoding the photo and of saving the result, and the bytes of that."""
    with Image.open(result) as image:
        rgba = image.convert("RGBA")
    start = time.perf_counter()
    with Image.open(photo) as image:
        image.load()
    decoded = time.perf_counter()
    file = BytesIO()
    rgba.save(file, "PNG", compress_level=6)
    return decoded - start, time.perf_counter() - decoded, len(file.getvalue())


def measure(photo: Path, folder: Path, rounds: int) -> Measured:
    """Let Pyodide and CPython take turns."""
    job = job_for(photo, folder)
    result = Path(job["result"])
    ours: list[dict[str, float]] = []
    theirs: list[tuple[float, float, int]] = []
    with pyodide() as runner:
        first = sum(runner.run(job).values())
        for _ in range(rounds):
            ours.append(runner.run(job))
            theirs.append(native(photo, result))
    with Image.open(photo) as image:
        megapixels = image.width * image.height / 1e6
    return Measured(
        photo.name,
        megapixels,
        {stage: statistics.median(run[stage] for run in ours) for stage in ours[0]},
        first,
        statistics.median(run[0] for run in theirs),
        statistics.median(run[1] for run in theirs),
        result.stat().st_size / theirs[0][2],
    )


def report(rows: Sequence[Measured]) -> None:
    """Print the table, and whether each photo keeps to the bar."""
    stages = list(rows[0].stages)
    columns = ["MP", *stages, "sum", "first", "decode", "save", "ratio", "size"]
    print(f"{'seconds; decode, save: native':36}", *(f"{column[:8]:>8}" for column in columns))
    for row in rows:
        parts = [row.megapixels, *row.stages.values(), row.total, row.first, row.native_decode, row.native_save]
        print(f"{row.name[:36]:36}", *(f"{value:8.3f}" for value in (*parts, row.ratio, row.size)))
    for row in rows:
        kept = "within" if row.ratio <= BAR else "beyond"
        print(f"{row.name}: {row.ratio:.2f} of native decode and save, {kept} {BAR}")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        prog="build.py bench stages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5, help="warm runs of each photo")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to a file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = arguments.photos or [twelve_megapixels(_largest(), folder)]
        rows = [measure(photo.resolve(), folder, arguments.rounds) for photo in photos]
    report(rows)
    if arguments.json:
        found = [row._asdict() | {"total": row.total, "ratio": row.ratio} for row in rows]
        arguments.json.write_text(json.dumps({"bar": BAR, "photos": found}, indent=1), "utf-8")


def _largest() -> Path:
    """Return the largest of the photos that measurements use, see `bench.photos`."""

    def pixels(path: Path) -> int:
        with Image.open(path) as image:
            return image.width * image.height

    return max(default_photos(10), key=pixels)


if __name__ == "__main__":
    main()
