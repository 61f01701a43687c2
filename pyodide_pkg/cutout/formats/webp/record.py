"""WebP in the registry: read, written and checked."""

from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.shared.records import ExportWriter, SourceFormat
from cutout.formats.webp.encode import encode_webp
from cutout.formats.webp.source import open_webp
from cutout.formats.webp.verify import verify_webp
from cutout.options import Options
from cutout.pictures import Photo


async def _encode(photo: Photo, options: Options, _codecs: ImageCodecs) -> bytes:
    return encode_webp(photo, quality=options.quality, lossless=options.lossless)


async def _verify(data: bytes, photo: Photo, options: Options, _codecs: ImageCodecs) -> None:
    verify_webp(data, photo, lossless=options.lossless)


SOURCE = SourceFormat(
    "webp",
    "WebP",
    open=lambda data, _codecs, max_pixels: open_webp(data, max_pixels),
    ends_early=lambda data: 8 + int.from_bytes(data[4:8], "little") > len(data),
)
EXPORT = ExportWriter(_encode, _verify)
