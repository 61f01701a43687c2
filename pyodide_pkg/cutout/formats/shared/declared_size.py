"""Judges the size that a source file declares: a picture can have it, and it is small enough, which `limits` says."""

from cutout.limits import MAX_PIXELS, check_photo_size

LARGEST_EDITED_SIDE = 524_288
"""Pixels. No common picture editor opens more along one side (GIMP this many, Photoshop 300 000). Nobody could make
such a file smaller, and only damage makes a header say so."""


class ImpossibleSizeError(ValueError):
    """A header declares a size that no picture has.

    Attributes
    ----------
    width, height : int
        As declared.
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"it declares {width} x {height} pixels")
        self.width, self.height = width, height


def check_declared_size(width: int, height: int, max_pixels: int = MAX_PIXELS) -> None:
    """Refuse a size before any pixel is decoded.

    Parameters
    ----------
    width, height : int
        As declared by the file's header, in pixels; any number that a header can hold.
    max_pixels : int
        The largest photo that is decoded.

    Raises
    ------
    ImpossibleSizeError
        A side is 0, or longer than any editor opens.
    PhotoTooLargeError
        From `check_photo_size`.
    """
    if min(width, height) < 1 or max(width, height) > LARGEST_EDITED_SIDE:
        raise ImpossibleSizeError(width, height)
    check_photo_size(width, height, max_pixels)
