"""The size in which a network is asked for a photo. How the photo is brought to it is `input`'s work."""

import math

from cutout.model_spec import MAX_INPUT_SIDE, Look


def look_size(look: Look, width: int, height: int, multiple: int) -> tuple[int, int]:
    """Return the height and width of the network's input for a photo.

    Parameters
    ----------
    look : Look
        A square is the square, whatever the photo. With "aspect" both sides are the nearest multiples to a size of the
        photo's aspect and `look.side`² pixels. Where the shorter one would be none, it is one multiple, and the longer
        one no longer than the area allows: beyond that the photo is pressed together.
    width, height : int
        Of the upright photo, in pixels.
    multiple : int
        Of the model, see `ModelSpec.multiple`.

    Returns
    -------
    int, int
        Height and width: positive multiples of `multiple`, at most `MAX_INPUT_SIDE` or one `multiple`.
    """
    if look.shape == "square":
        return look.side, look.side
    scale = look.side / math.sqrt(width * height)
    longest = max(1, min(MAX_INPUT_SIDE, look.side * look.side / multiple) // multiple)
    tall, wide = (
        multiple * int(min(longest, max(1, math.floor(length * scale / multiple + 0.5)))) for length in (height, width)
    )
    return tall, wide
