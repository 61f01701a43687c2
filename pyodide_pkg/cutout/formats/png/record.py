"""PNG in the registry: read, written and checked."""

from cutout.formats.png.encode import encode_png_strips
from cutout.formats.png.source import open_png
from cutout.formats.png.verify import verify_png
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.shared.records import ExportWriter, SourceFormat
from cutout.options import Options
from cutout.pictures import Photo


async def _encode(photo: Photo, _options: Options, _codecs: ImageCodecs) -> bytes:
    return encode_png_strips(
        photo.strips(),
        width=photo.width,
        height=photo.height,
        icc_profile=photo.icc_profile,
        pixels_per_metre=photo.pixels_per_metre,
    )


async def _verify(data: bytes, photo: Photo, _options: Options, _codecs: ImageCodecs) -> None:
    verify_png(
        data,
        width=photo.width,
        height=photo.height,
        strips=photo.strips(),
        icc_profile=photo.icc_profile,
        pixels_per_metre=photo.pixels_per_metre,
    )


SOURCE = SourceFormat(
    "png",
    "PNG",
    open=lambda data, _codecs, max_pixels: open_png(data, max_pixels),
    ends_early=lambda data: b"IEND" not in data,
)
EXPORT = ExportWriter(_encode, _verify)
