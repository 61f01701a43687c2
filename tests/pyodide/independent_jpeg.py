"""JPEG pixels as libjpeg-turbo makes them by default: desktop Pillow in CPython, as a child process.

`draw FOLDER` writes small drawn files and, beside each, its pixels as NAME.rgba. `sums FILE...` prints a line for each
file: the CRC-32 of its RGB pixels, or "-" where Pillow reads no grey or RGB picture in it.
"""

import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.cutout.jpeg_drawing import with_sampling

WIDTH, HEIGHT = 61, 47
SAMPLINGS = {
    "4-4-0": ((1, 2), (1, 1), (1, 1)),
    "4-1-1": ((4, 1), (1, 1), (1, 1)),
    "4-1-0": ((4, 2), (1, 1), (1, 1)),
    "one third": ((3, 1), (1, 1), (1, 1)),
    "mixed": ((2, 2), (2, 1), (1, 2)),
    "fine colours": ((1, 1), (2, 2), (2, 2)),
}


def picture() -> Image.Image:
    """Thin coloured lines on a gradient: where colour is stored coarsely, how it is scaled up shows."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    rgb = np.dstack([x * 4, y * 5, (x + y) * 2]).astype(np.uint8)
    rgb[::7] = (255, 0, 0)
    rgb[:, ::5] = (0, 40, 255)
    return Image.fromarray(rgb)


def draw(folder: Path) -> None:
    rgb = picture()
    for name, options in (
        ("4-4-4", {"subsampling": 0, "quality": 90}),
        ("4-2-2", {"subsampling": 1, "quality": 90}),
        ("4-2-0", {"subsampling": 2, "quality": 90}),
        ("coarse", {"subsampling": 2, "quality": 5}),
        ("progressive", {"progressive": True}),
        ("restarts", {"restart_marker_blocks": 1}),
        ("optimised", {"optimize": True}),
        ("rgb", {"keep_rgb": True}),
    ):
        rgb.save(folder / f"{name}.jpg", "JPEG", **options)
    rgb.convert("L").save(folder / "grey.jpg", "JPEG")
    turned = Image.Exif()
    turned[0x0112] = 6
    rgb.save(folder / "turned.jpg", "JPEG", exif=turned)
    progressive = (folder / "progressive.jpg").read_bytes()
    fewer = [at for at in range(len(progressive)) if progressive[at : at + 2] == b"\xff\xda"][3]
    (folder / "fewer scans.jpg").write_bytes(progressive[:fewer] + b"\xff\xd9")
    for name, factors in SAMPLINGS.items():
        (folder / f"{name}.jpg").write_bytes(with_sampling(np.asarray(rgb), factors))
    for file in folder.glob("*.jpg"):
        with Image.open(file) as image:
            file.with_suffix(".jpg.rgba").write_bytes(image.convert("RGBA").tobytes())


def checksum(file: str) -> str:
    try:
        image = JpegImageFile(file)
        if image.mode not in ("L", "RGB"):
            return "-"
        return str(zlib.crc32(image.convert("RGB").tobytes()))
    except Exception:  # hostile files end in anything
        return "-"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "draw":
        draw(Path(sys.argv[2]))
    else:
        print("\n".join(map(checksum, sys.argv[2:])))
