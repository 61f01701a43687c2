"""The pipeline's one pass over the translucent edge: alpha follows the photo, then colours lose the background."""

import numpy as np
from numpy.typing import NDArray

from cutout.colour.quantise import quantise
from cutout.colour.rgb_space import SRGB, RgbSpace
from cutout.edges.alpha_update import refined_alpha
from cutout.edges.band import band_tiles, check_photo_and_alpha, is_translucent_in_8_bit
from cutout.edges.foreground import foreground_colours

__all__ = ["finish_edges_inplace"]


def finish_edges_inplace(
    rgb: NDArray[np.uint8],
    alpha: NDArray[np.float32],
    *,
    refine: bool = True,
    clean: bool = True,
    space: RgbSpace = SRGB,
    settled: NDArray[np.bool_] | None = None,
) -> None:
    """Refine alpha and replace the colours of translucent pixels by the foreground's, both from one analysis.

    What is translucent is judged by alpha rounded to 8 bit, as it is for export: other pixels keep colour and alpha bit
    for bit, and so does the colour of pixels that become opaque. Beyond its arguments it needs memory for a working
    copy of at most 1600 x 1600 pixels, whatever the photo's size.

    Parameters
    ----------
    rgb : ndarray, (H, W, 3) uint8, gamma-encoded, straight
        Modified in place if `clean`.
    alpha : ndarray, (H, W) float32 in [0, 1]
        At the photo's size, as `cutout.matte.alpha.enlarge_alpha` gives it. Modified in place if `refine`.
    refine : bool
        Move alpha to where the photo's colours say the edge is.
    clean : bool
        Edge decontamination, as in `cutout.edges.foreground`.
    space : RgbSpace
        The colours `rgb` is in.
    settled : ndarray, (H, W) bool, optional
        Pixels to leave alone: where the source has its own transparency, colours are free of a background already.

    Raises
    ------
    ValueError
        When an array has another shape, type or range; the message says which and what was found.
    """
    check_photo_and_alpha("rgb", rgb, ("uint8",), alpha)
    if not (refine or clean):
        return
    for tile in band_tiles(rgb, alpha, is_translucent_in_8_bit, settled):
        if refine:
            tile = tile._replace(alpha=refined_alpha(tile))
            alpha[tile.window.slices][tile.band] = tile.alpha
        if clean:
            colours = quantise(foreground_colours(tile, space))
            changes, shown = tile.band, is_translucent_in_8_bit(tile.alpha)
            if not shown.all():
                changes, colours = changes.copy(), colours[:, shown]
                changes[tile.band] = shown
            part = rgb[tile.window.slices]
            for channel in range(3):  # plane by plane, as in `band`
                part[..., channel][changes] = colours[channel]
