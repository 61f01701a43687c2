"""Plays the browser's codecs in CPython: pillow-heif for HEIC, Pillow for AVIF and JPEG. No test is in here.

Like the modules that it stands for: HEIC comes cropped and upright (libheif does that), AVIF as stored (Pillow's plugin
does not turn pixels; it only writes the container's turning into the EXIF block, which nobody reads here). JPEG comes
from libjpeg-turbo in both.
"""

import asyncio
import io

import numpy as np
import pillow_heif
from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile

from cutout.formats.decode import decode
from cutout.limits import MAX_PIXELS


class CPythonCodecs:
    """An `ImageCodecs`."""

    async def decode(self, kind, data, *, deep=False):
        if kind == "heic":
            return _decode_heic(data, deep)
        assert kind == "avif"
        image = AvifImageFile(io.BytesIO(data))  # has 8 bits only
        return np.asarray(image.convert("RGBA"))

    async def decode_jpeg(self, data):
        image = JpegImageFile(io.BytesIO(data))
        assert image.mode in ("L", "RGB")
        return Pixels(np.asarray(image.convert("RGBA")))

    async def encode(self, kind, rgba, quality, lossless):
        assert kind == "avif"
        buffer = io.BytesIO()
        options = {"quality": 100, "subsampling": "4:4:4"} if lossless else {"quality": quality}
        Image.fromarray(rgba).save(buffer, "AVIF", speed=8, **options)
        return buffer.getvalue()


class Pixels:
    """A `StoredPicture`. Pillow keeps libjpeg's remarks to itself, so each file may be faulty."""

    remarks = "unknown"

    def __init__(self, rgba):
        self.rgba = rgba
        self.height, self.width = rgba.shape[:2]

    def rows(self, top, bottom):
        return self.rgba[top:bottom]


def _decode_heic(data, deep):
    images = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=not deep)
    image = images[images.primary_index]
    pixels = np.asarray(image)
    if pixels.dtype == np.uint16:
        if not deep:  # deep grey stays deep in pillow-heif, whatever it is asked for
            pixels = (pixels >> 8).astype(np.uint8)
        else:  # pillow-heif moves the samples' bits to the left; at full scale they are repeated
            bits = image.info["bit_depth"]
            pixels = pixels | pixels >> bits
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., np.newaxis], 3, axis=2)
    if pixels.shape[2] == 2:
        pixels = pixels[..., [0, 0, 0, 1]]
    rgba = np.full((*pixels.shape[:2], 4), np.iinfo(pixels.dtype).max, pixels.dtype)
    rgba[..., : pixels.shape[2]] = pixels
    return rgba


def decode_file(data, *, codecs=None, max_pixels=MAX_PIXELS):
    """`cutout.formats.decode.decode`, awaited, with the codecs of CPython."""
    return asyncio.run(decode(data, codecs or CPythonCodecs(), max_pixels=max_pixels))
