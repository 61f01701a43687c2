"""Opens JPEG files with Pillow's decoder. Files with several pictures (MPO, Ultra HDR) give their first one."""

from io import BytesIO

import numpy as np
from PIL.JpegImagePlugin import JpegImageFile

from cutout.source import ReadRows, Rows, Source


def open_jpeg(data: bytes) -> Source:
    """Read the header of a JPEG file.

    Four-channel pictures hold ink, and every common writer stores it inverted. Pillow undoes that whether or not an
    Adobe marker says so, as browsers do, so the plain CMYK formula below never gives a negative. Their ICC profile
    describes ink and not the RGB that comes out; it is dropped later, because it is no RGB profile.
    """
    # The class itself rather than `Image.open`: no other plugin can get hold of the file, an MPO is not opened as a
    # sequence, and the message of an error is the decoder's own.
    image = JpegImageFile(BytesIO(data))

    def load() -> ReadRows:
        image.load()

        def read_rows(top: int, bottom: int) -> Rows:
            strip = image.crop((0, top, image.width, bottom))
            return np.asarray(strip if strip.mode == "RGB" else strip.convert("RGB")), None

        return read_rows

    return Source(
        width=image.width,
        height=image.height,
        exif=image.info.get("exif"),
        icc_profile=image.info.get("icc_profile"),
        has_alpha=False,
        load=load,
        details={"source_mode": image.mode, "source_bits": 8, "source_frames": 1},
    )
