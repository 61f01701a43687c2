"""The finished bytes, held against what was meant, in whatever format. The checks are in each format's `verify`."""

from cutout.formats.registry import EXPORTS
from cutout.formats.shared.codecs import ImageCodecs
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
        For the formats that this package cannot read by itself.

    Raises
    ------
    EncodeVerificationFailedError
        Its detail says what is wrong.
    """
    await EXPORTS[options.format].verify(data, picture, options, codecs)
