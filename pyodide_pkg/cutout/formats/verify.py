"""The finished bytes, held against what was meant, in whatever format. The checks are in each format's `verify`."""

from cutout.formats.avif.verify import verify_avif
from cutout.formats.png.verify import verify_png
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.webp.verify import verify_webp
from cutout.options import Options
from cutout.pictures import Photo


async def verify(data: bytes, picture: Photo, options: Options, codecs: ImageCodecs) -> None:
    """Check an export; return if, and only if, it may be handed out.

    Parameters
    ----------
    data : bytes
        The whole file.
    picture : Photo
        What `encode` was asked to write.
    options : Options
    codecs : ImageCodecs
        Asked for AVIF only.

    Raises
    ------
    EncodeVerificationFailedError
        Its detail says what is wrong.
    """
    if options.format == "webp":
        verify_webp(data, picture, lossless=options.lossless)
    elif options.format == "avif":
        await verify_avif(data, picture, codecs, lossless=options.lossless)
    else:
        verify_png(
            data,
            width=picture.width,
            height=picture.height,
            strips=picture.strips(),
            icc_profile=picture.icc_profile,
            pixels_per_metre=picture.pixels_per_metre,
        )
