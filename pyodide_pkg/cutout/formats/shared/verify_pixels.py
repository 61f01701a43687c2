"""Compares what an export decodes to with the picture that was meant. It decodes nothing itself."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cutout.pictures import Photo

LOSSY_DECODE_PIXELS = 25_000_000
"""Lossy exports above this size are not decoded for their check: decoding an AVIF takes half as long as encoding it, a
second picture might not fit, and a check shall not be what makes a job fail. Exact exports always are."""

MEAN_ALPHA_ERROR = 8.0
"""Of 255. Lossy WebP, and AVIF as the browser's encoder is asked for it, keep alpha exactly; an encoder that does not
was off by 0.1 at quality 85, and at quality 1 by 2.7 on photos and 4.6 on a tiny drawing."""

MEAN_COLOUR_ERROR = 12.0
"""Of 255: the mean, with its sign, over all visible pixels, of each colour. Even at quality 1 it stays below 2 on
photos; exchanged colours, wrong conversions and premultiplied colours are what moves it."""

_ENOUGH_PIXELS = 4096


class NotAsMeantError(ValueError):
    """The export is not what it should be; the message says in what. Callers turn it into an error for people."""


def compare(
    decoded_rows: Callable[[int, int], NDArray[np.uint8]], picture: Photo, *, exact: bool, exact_alpha: bool
) -> None:
    """Compare all pixels, some rows at a time.

    Parameters
    ----------
    decoded_rows : callable
        Rows `top` to `bottom` (exclusive) of the decoded export, hxWx4 uint8, straight.
    picture : Photo
        What was meant.
    exact : bool
        Whether every byte must be the same, colours under alpha 0 included. Otherwise colours are held to
        `MEAN_COLOUR_ERROR`, where there are enough pixels for a mean to say something.
    exact_alpha : bool
        Whether alpha must be the same; otherwise it is held to `MEAN_ALPHA_ERROR`.

    Raises
    ------
    NotAsMeantError
    """
    top, alpha_error, visible_pixels = 0, 0, 0
    colour_error = np.zeros(3, np.int64)
    for meant in picture.strips():
        found = decoded_rows(top, top + len(meant))
        if found.shape != meant.shape:
            raise NotAsMeantError(f"rows from {top} decode to shape {found.shape}, expected {meant.shape}")
        if exact:
            if not np.array_equal(found, meant):
                row, column, channel = (int(index[0]) for index in np.nonzero(found != meant))
                raise NotAsMeantError(
                    f"{'RGBA'[channel]} at row {top + row}, column {column} is {found[row, column, channel]}, "
                    f"meant was {meant[row, column, channel]}"
                )
        else:
            alpha_error += int(np.abs(found[..., 3].astype(np.int16) - meant[..., 3]).sum(dtype=np.int64))
            visible = meant[..., 3:] > 0
            visible_pixels += int(visible.sum())
            difference = np.where(visible, found[..., :3].astype(np.int16) - meant[..., :3], 0)
            colour_error += difference.sum(axis=(0, 1), dtype=np.int64)
        top += len(meant)
    mean_alpha_error = alpha_error / (picture.width * picture.height)
    if mean_alpha_error > (0 if exact_alpha else MEAN_ALPHA_ERROR):
        raise NotAsMeantError(f"alpha is off by {mean_alpha_error:.4f} of 255 in the mean")
    if visible_pixels >= _ENOUGH_PIXELS:
        worst = float(np.abs(colour_error).max()) / visible_pixels
        if worst > MEAN_COLOUR_ERROR:
            raise NotAsMeantError(f"a colour is off by {worst:.1f} of 255 in the mean of all visible pixels")
