"""How large a photo may be, with the reasons. Limits of single stages (strip sizes) live with those stages."""

from cutout.errors import PhotoTooLargeError

MAX_PIXELS = 100_000_000
"""Pixels in one photo. While it is decoded, a photo takes 4 bytes a pixel in Pillow and 3 here; later 3 and 4 bytes of
float32 alpha beside working planes. 100 megapixels keep that near 1 GB, which a 32-bit WebAssembly heap can hold."""

MAX_SIDE = 65_535
"""Pixels along one side: the largest that JPEG can declare. Only damaged or hostile headers say more."""


def check_photo_size(width: int, height: int, max_pixels: int = MAX_PIXELS) -> None:
    """Refuse a photo that would not fit, before any of its pixels is decoded.

    Parameters
    ----------
    width, height : int
        As declared by the file's header, in pixels.
    max_pixels : int
        The caller's limit; devices with little memory have a lower one.

    Raises
    ------
    PhotoTooLargeError
        With the numbers found and the numbers allowed.
    """
    if width * height > max_pixels:
        raise PhotoTooLargeError("pixels", width=width, height=height, max_pixels=max_pixels)
    if max(width, height) > MAX_SIDE:
        raise PhotoTooLargeError("side", width=width, height=height, max_side=MAX_SIDE)
