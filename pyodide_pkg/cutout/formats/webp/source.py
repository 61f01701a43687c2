"""Opens WebP files with Pillow's decoder (libwebp). Animations give their first frame."""

from io import BytesIO

import numpy as np
from PIL.WebPImagePlugin import WebPImageFile

from cutout.arrays.rows import ReadRows, Rows
from cutout.formats.shared.declared_size import check_declared_size
from cutout.formats.shared.exif import orientation_from_exif, pixels_per_metre_from_exif
from cutout.formats.shared.source import Source
from cutout.formats.webp.riff import with_right_size


def open_webp(data: bytes, max_pixels: int) -> Source:
    """Read the header of a WebP file. Its size is checked here, because libwebp allocates the canvas when it opens."""
    declared = declared_size(data)
    if declared is not None:
        check_declared_size(*declared, max_pixels)
    image = WebPImageFile(BytesIO(with_right_size(data)))
    has_alpha = image.mode == "RGBA"
    exif = image.info.get("exif")

    async def load() -> ReadRows:
        image.load()

        def read_rows(top: int, bottom: int) -> Rows:
            strip = np.asarray(image.crop((0, top, image.width, bottom)))
            if not has_alpha:
                return strip, None
            return strip[..., :3], strip[..., 3].astype(np.float32) / np.float32(255)

        return read_rows

    return Source(
        width=image.width,
        height=image.height,
        icc_profile=image.info.get("icc_profile"),
        has_alpha=has_alpha,
        load=load,
        orientation=orientation_from_exif(exif),
        pixels_per_metre=pixels_per_metre_from_exif(exif),
        details={"source_mode": image.mode, "source_bits": 8, "source_frames": getattr(image, "n_frames", 1)},
    )


def declared_size(data: bytes) -> tuple[int, int] | None:
    """Return (width, height) from the first chunk of a WebP file (RFC 9649), or None where it cannot be read."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None
