"""A picture → the bytes of a WebP, through Pillow. It does not judge its own work: that is `verify`."""

from io import BytesIO

from PIL import Image

from cutout.colour.hidden import apply_hidden_colours_inplace
from cutout.pictures import Photo

LOSSY_METHOD = 2
"""On 20 cutouts of photos at quality 85: method 4 takes 1.9 times as long (in WebAssembly 0.35 s a megapixel against
0.18) for files 3 % smaller and 0.3 dB better; method 0 takes half as long for files 60 % larger."""

LOSSLESS_METHOD, LOSSLESS_EFFORT = 2, 20
"""In WebAssembly 0.33 s a megapixel for 0.64 of the PNG's size. Effort 50 takes 1.5 to 1.9 times as long for 0.60,
method 0 with effort 0 a fifth of the time for 0.73."""


def encode_webp(picture: Photo, *, quality: int, lossless: bool) -> bytes:
    """Encode a picture as WebP with straight alpha.

    Alpha is always exact. A lossless file keeps every pixel's colour, under alpha 0 too. A lossy one does not: colour
    has half the resolution there (4:2:0), and hidden colours would bleed into the edge, so the subject's are continued
    into what nobody sees. libwebp flattens that too, by blocks of 8 pixels, but left to it a red subject on green had
    1.2 (textured) to 4.5 times (flat) the error at its edge, and photos made files 0 to 4 % larger. libwebp leaves out
    an alpha that is 255 everywhere.

    Parameters
    ----------
    picture : Photo
        No side above the format's `max_side` (`export_formats`).
    quality : int, 1 to 100
        libwebp's own scale.
    lossless : bool

    Raises
    ------
    ValueError
        libwebp refuses; the message has its reason.
    MemoryError
    """
    rgba = picture.whole()
    if not lossless:
        apply_hidden_colours_inplace(rgba[..., :3], rgba[..., 3], "extend")
    image = Image.fromarray(rgba)  # a view of the array, not a copy
    file = BytesIO()
    profile = picture.icc_profile or b""
    try:
        if lossless:
            image.save(
                file,
                "WEBP",
                lossless=True,
                exact=True,
                quality=LOSSLESS_EFFORT,
                method=LOSSLESS_METHOD,
                icc_profile=profile,
            )
        else:
            image.save(file, "WEBP", quality=quality, alpha_quality=100, method=LOSSY_METHOD, icc_profile=profile)
    except ValueError as error:
        # libwebp's codes 1 and 2 are failed allocations.
        if str(error).startswith(("encoding error 1", "encoding error 2")):
            raise MemoryError(str(error)) from error
        raise
    return file.getvalue()
