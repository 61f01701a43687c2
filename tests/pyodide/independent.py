"""An encoder and decoder of AVIF and HEIC that is not ours: Pillow and pillow-heif in CPython, as a child process.

`draw FOLDER` writes small drawn files and, beside each, its pixels as NAME.rgba; `read FILE` writes a file's pixels to
the standard output. Pixels are straight RGBA, 8 bits, upright unless the name says stored.
"""

import sys
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

WIDTH, HEIGHT = 56, 40


def drawn(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    y, x = np.mgrid[:height, :width]
    alpha = np.clip(x * 6 - 20, 0, 255)
    planes = [x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height), alpha]
    return Image.fromarray(np.dstack(planes).astype(np.uint8))


def pixels(path: Path) -> bytes:
    with Image.open(path) as image:
        return image.convert("RGBA").tobytes()


def draw(folder: Path) -> None:
    picture = drawn()
    rgb = picture.convert("RGB")
    turned = Image.Exif()
    turned[0x0112] = 6
    turned_bytes = turned.tobytes()  # the writer of AVIF empties the object
    for name, image, options in (
        ("rgba.avif", picture, {"quality": 90, "subsampling": "4:4:4"}),
        ("rgb-420.avif", rgb, {"quality": 90, "subsampling": "4:2:0"}),
        ("rgb-422.avif", rgb, {"quality": 90, "subsampling": "4:2:2"}),
        ("grey.avif", rgb, {"quality": 90, "subsampling": "4:0:0"}),
        ("stored-turned.avif", rgb, {"quality": 90, "subsampling": "4:4:4", "exif": turned}),
        ("rgba.heic", picture, {"quality": 90, "chroma": 444}),
        ("rgb-420.heic", rgb, {"quality": 90}),
        ("grey.heic", rgb.convert("L"), {"quality": 90}),
    ):
        target = folder / name
        image.save(target, "AVIF" if target.suffix == ".avif" else "HEIF", **options)
        target.with_suffix(f"{target.suffix}.rgba").write_bytes(pixels(target))
    deep = np.asarray(rgb).astype(np.uint16) * 257
    ten_bits = pillow_heif.from_bytes("RGB;16", (WIDTH, HEIGHT), deep.tobytes())
    ten_bits.save(folder / "rgb-10-bits.heic", quality=90, chroma=444)
    (folder / "rgb-10-bits.heic.rgba").write_bytes(pixels(folder / "rgb-10-bits.heic"))
    # A quarter turn clockwise is written into the container, so the decoder has to turn.
    with_turn = pillow_heif.from_pillow(rgb)
    with_turn.info["exif"] = turned_bytes
    with_turn.save(folder / "turned.heic", quality=90, chroma=444)
    (folder / "turned.heic.rgba").write_bytes(pixels(folder / "turned.heic"))
    tiles = pillow_heif.from_pillow(drawn(200, 150).convert("RGB"))
    tiles.save(folder / "tiles.heic", quality=90, chroma=444, tile_size=64)
    (folder / "tiles.heic.rgba").write_bytes(pixels(folder / "tiles.heic"))


if __name__ == "__main__":
    pillow_heif.register_heif_opener()
    if sys.argv[1] == "draw":
        draw(Path(sys.argv[2]))
    else:
        sys.stdout.buffer.write(pixels(Path(sys.argv[2])))
