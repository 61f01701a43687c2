"""AVIF in the registry: written and checked. As a source it is in `formats.heif`."""

from cutout.formats.avif.encode import encode_avif
from cutout.formats.avif.verify import verify_avif
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.shared.records import ExportWriter
from cutout.options import Options
from cutout.pictures import Photo


async def _encode(photo: Photo, options: Options, codecs: ImageCodecs) -> bytes:
    return await encode_avif(photo, codecs, quality=options.quality, lossless=options.lossless)


async def _verify(data: bytes, photo: Photo, options: Options, codecs: ImageCodecs) -> None:
    await verify_avif(data, photo, codecs, lossless=options.lossless)


EXPORT = ExportWriter(_encode, _verify)
