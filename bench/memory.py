"""Does memory stay flat? One photo, then many, in Chromium; the curve as a PNG.

    python3 build.py bench memory [--count 100] [--model balanced] [--png FILE.png] [--json FILE]

Every photo is drawn by code and has 12 megapixels, so that photos differ in nothing but their noise.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bench.batch_run import BatchResult, run_batch
from bench.curve import draw_curve
from bench.memory_meter import OFTEN

WIDTH, HEIGHT = 4000, 3000
EARLY = 10
"""The slope is taken from this photo on, because before it caches fill, and once more over the second half."""


def draw_photo(path: Path, seed: int) -> Path:
    """Draw a soft-edged subject before a gradient, with the noise of a camera, as a JPEG."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    subject = np.clip((900 - np.hypot(y - HEIGHT / 2, x - WIDTH / 2)) / 12 + 0.5, 0, 1)[..., np.newaxis]
    behind = np.stack([40 + x / 100, 200 - y / 60, 70 + 0 * x], axis=-1)
    picture = subject * np.array([200, 90, 60], np.float32) + (1 - subject) * behind
    picture += random.normal(0, 3, (HEIGHT, WIDTH, 1)).astype(np.float32)
    Image.fromarray(np.clip(np.rint(picture), 0, 255).astype(np.uint8)).save(path, quality=92)
    return path


def photo_peaks(result: BatchResult) -> list[float]:
    """Return the highest sample between the ends of two photos, in MB, photo by photo."""
    ends = np.cumsum(np.diff([job["doneAt"] for job in result.jobs], prepend=result.jobs[0]["createdAt"])) / 1000
    at, megabytes = (np.array(values) for values in zip(*result.memory, strict=True))
    # The page's clock and ours start apart; the last photo ends when the batch does.
    ends += result.wall - ends[-1]
    starts = np.concatenate([[0.0], ends[:-1]])
    return [
        float(megabytes[(at > start) & (at <= end)].max(initial=0.0)) for start, end in zip(starts, ends, strict=True)
    ]


def figures(single: BatchResult, many: BatchResult) -> dict[str, Any]:
    """Return peaks in MB, their ratio, and the growth per photo with its standard error."""
    peaks = np.array(photo_peaks(many))
    found: dict[str, Any] = {
        "peak of one photo": max(photo_peaks(single)),
        "peak of all": float(peaks.max()),
        "ratio": float(peaks.max()) / max(photo_peaks(single)),
    }
    for start in (EARLY, max(EARLY, len(peaks) // 2)):
        if len(later := peaks[start - 1 :]) > 2:
            slope, error = _slope(later)
            found |= {f"MB a photo, from photo {start} on": slope, f"standard error of that, from {start} on": error}
    return found


def _slope(values: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float]:
    x = np.arange(len(values)) - (len(values) - 1) / 2
    slope = float((x * values).sum() / (x * x).sum())
    left = values - values.mean() - slope * x
    return slope, float(np.sqrt((left**2).sum() / (len(values) - 2) / (x * x).sum()))


def main() -> None:
    """Read the arguments, measure, print, draw."""
    parser = argparse.ArgumentParser(
        prog="build.py bench memory", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--model", default="balanced")
    parser.add_argument("--provider", default="auto", choices=["auto", "webgpu", "wasm"])
    parser.add_argument("--png", type=Path, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos = [draw_photo(Path(folder) / f"photo-{k:03}.jpg", k) for k in range(arguments.count)]

        def run(chosen: list[Path]) -> BatchResult:
            return run_batch(
                chosen, arguments.model, arguments.provider, Path(folder), with_bare_run=False, memory_every=OFTEN
            )

        single, many = run(photos[:1]), run(photos)
    found = figures(single, many)
    print(f"{len(many.jobs)} photos of {WIDTH * HEIGHT / 1e6:.0f} megapixels, model {arguments.model}, {many.provider}")
    for name, value in found.items():
        print(f"{name:40} {value:10.2f}")
    if arguments.png:
        title = f"MB of all browser processes over {len(many.jobs)} photos of 12 megapixels, model {arguments.model}"
        draw_curve(arguments.png, many.memory, title)
    if arguments.json:
        arguments.json.write_text(json.dumps({"figures": found, "single": single, "many": many}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
