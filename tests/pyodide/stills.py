"""Files that decoders refuse, and what `heif.still` makes of them, for `codecs.test.js`, as a child process.

For each drawn file it writes into the folder that is its argument: the file as NAME, what the decoder gets as
NAME.still, and the pixels that another decoder reads from the unspoilt original as NAME.rgba (RGBA, 8 bits, as stored).
"""

import struct
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from cutout.formats.heif.header import read_file
from cutout.formats.heif.still import still_file
from tests.cutout.codecs_player import decode_file
from tests.cutout.drawing import drawn_heic, saved, smooth
from tests.cutout.heif_drawing import auxiliary, box, clap, container, imir, irot, ispe, items_of, sequence, track

WIDTH, HEIGHT = 320, 240
STEPS = [clap(60, 40, 30, -20), irot(1), imir(0)]


def drawn():
    """NAME → (the file, the unspoilt original)."""
    picture = smooth(HEIGHT, WIDTH)
    alpha = np.tile((np.arange(WIDTH) % 256).astype(np.uint8), (HEIGHT, 1))
    rgba = np.dstack([picture, alpha])
    heic, tiles = drawn_heic(rgba), drawn_heic(rgba, tile_size=64)
    avif = saved(rgba, "AVIF", quality=100, subsampling="4:4:4")
    grey = saved(picture, "AVIF", quality=100, subsampling="4:0:0")
    return {
        "cropped.heic": (_with(heic, b"heic", STEPS), heic),
        "padded.heic": (_with(heic, b"heic", [], size=(WIDTH - 1, HEIGHT - 7)), heic),
        "padded.avif": (_with(avif, b"avif", [], size=(WIDTH - 1, HEIGHT - 7)), avif),
        "tiles.heic": (_with(tiles, b"heic", STEPS), tiles),
        "sequence.heic": (_sequence(drawn_heic(picture), b"hvc1", b"hevc"), drawn_heic(picture)),
        "no-such-crop.avif": (_with(avif, b"avif", [irot(1), clap(999, 999, 0, 0)]), avif),
        "two-lists.avif": (container(*(item.without(b"pixi") for item in items_of(avif)), lists=2), avif),
        "grey.avif": (_with(grey, b"avif", STEPS), grey),
        "sound.avif": (_sequence(avif, b"av01", b"avis"), avif),
    }


def _with(data, brand, steps, size=None):
    items = items_of(data)
    for place, item in enumerate(items):
        if place == 0 or item.auxl == (1,):
            kept = [ispe(*size) if size and p[4:8] == b"ispe" else p for p in item.properties]
            items[place] = replace(item, properties=[*kept, *steps])
    return container(*items, brand=brand)


def _sequence(data, codec, brand):
    picture, *alpha = items_of(data)
    sound = bytes(50)

    def tracks(sound_at, *places):
        found = [track(sound_at, sound, b"Opus", size=(0, 0), handler=b"soun", number=9, shown=False)]
        for number, (at, item) in enumerate(zip(places, (picture, *alpha), strict=True), 1):
            inner = item.without(b"ispe", b"auxC").properties
            extra = {} if number == 1 else {"handler": b"auxv", "references": box(b"auxl", struct.pack(">I", 1))}
            inner = inner if number == 1 else [*inner, box(b"auxi", auxiliary()[8:])]
            found.append(track(at, item.data, codec, size=(WIDTH, HEIGHT), properties=inner, number=number, **extra))
        return found

    return sequence(tracks, sound, picture.data, *(item.data for item in alpha), brand=brand)


def main(folder: Path) -> None:
    for name, (file, original) in drawn().items():
        photo = decode_file(original)
        alpha = np.ones(photo.rgb.shape[:2]) if photo.alpha is None else photo.alpha
        pixels = np.dstack([photo.rgb, np.rint(alpha * 255).astype(np.uint8)])
        (folder / name).write_bytes(file)
        (folder / f"{name}.still").write_bytes(still_file(read_file(file)))
        (folder / f"{name}.rgba").write_bytes(pixels.tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
