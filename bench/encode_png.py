"""The PNG encoder against Pillow's: size and time of cutouts made from the given photos.

    python3 build.py bench encode-png PHOTO [PHOTO ...]

The alpha is drawn: a soft, ragged outline around the middle, a different one for each photo. Machines differ and drift,
and so do zlib builds: compare ratios within one run.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.formats.png.encode import encode_png
from cutout.formats.png.verify import verify_png

REPEATS = 3


class Result(NamedTuple):
    """Seconds (the best of some runs) and bytes."""

    seconds: float
    size: int


def drawn_alpha(height: int, width: int, seed: int) -> NDArray[np.uint8]:
    """Draw an outline with lobes and fuzz; HxW uint8, a third to two fifths of it opaque, an edge of some 20 pixels."""
    random = np.random.default_rng(seed)
    y, x = np.ogrid[:height, :width]
    down, across = (y + 0.5) / height - 0.5, (x + 0.5) / width - 0.5
    angle = np.arctan2(down, across)
    radius = 0.32 + 0.06 * np.sin(3 * angle + seed) + 0.03 * np.sin(11 * angle + 2 * seed)
    fuzz = Image.fromarray(random.normal(size=(height // 3 + 1, width // 3 + 1)).astype(np.float32))
    fuzz = fuzz.resize((width, height), Image.Resampling.BILINEAR)
    distance = (radius - np.hypot(down, across)) * min(height, width) + 6 * np.asarray(fuzz)
    alpha: NDArray[np.uint8] = np.rint(255 * np.clip(distance / 14 + 0.5, 0, 1)).astype(np.uint8)
    return alpha


def cutout_of(path: Path, seed: int) -> NDArray[np.uint8]:
    """Read a photo and give it a drawn alpha; HxWx4 uint8, straight, colours under alpha 0 kept."""
    with Image.open(path) as image:
        rgb = np.asarray(image.convert("RGBA").convert("RGB"))
    return np.dstack([rgb, drawn_alpha(rgb.shape[0], rgb.shape[1], seed)])


def measured(encode: Callable[[], bytes], repeats: int = REPEATS) -> Result:
    """Run an encoder some times."""
    seconds, data = float("inf"), b""
    for _ in range(repeats):
        start = time.process_time()
        data = encode()
        seconds = min(seconds, time.process_time() - start)
    return Result(seconds, len(data))


def pillow(rgba: NDArray[np.uint8], **options: int | bool) -> bytes:
    """Encode with Pillow."""
    file = BytesIO()
    Image.fromarray(rgba).save(file, "PNG", **options)
    return file.getvalue()


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        prog="build.py bench encode-png", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", nargs="+", type=Path)
    columns = ("size/L6", "time/L6", "size/opt", "time/opt", "check/L6")
    print(f"{'ours against Pillow level 6 (L6), optimize (opt)':50} {'MP':>5}", *(f"{name:>9}" for name in columns))
    rows = []
    for seed, path in enumerate(parser.parse_args().photos):
        rgba = cutout_of(path, seed)
        height, width = rgba.shape[:2]
        ours = measured(partial(encode_png, rgba))
        level_6 = measured(partial(pillow, rgba, compress_level=6))
        optimised = measured(partial(pillow, rgba, optimize=True), 1)
        data = encode_png(rgba)
        start = time.process_time()
        verify_png(data, width=width, height=height, strips=[rgba])
        check = time.process_time() - start
        row = (
            ours.size / level_6.size,
            ours.seconds / level_6.seconds,
            ours.size / optimised.size,
            ours.seconds / optimised.seconds,
            check / level_6.seconds,
        )
        rows.append(row)
        print(f"{path.name:50} {width * height / 1e6:5.1f}", *(f"{value:9.3f}" for value in row))
    for name, choose in (("median", statistics.median), ("largest", max)):
        print(f"{name:56}", *(f"{choose(column):9.3f}" for column in zip(*rows, strict=True)))


if __name__ == "__main__":
    main()
