"""The pipeline's one pass over the edge: alpha follows the photo, then colours lose the background."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cutout.arrays.tiles import tiles
from cutout.colour.quantise import quantise
from cutout.colour.rgb_space import SRGB, RgbSpace
from cutout.edges.alpha_update import refined_alpha
from cutout.edges.band import TILE, BandTile, band_tiles, check_photo_and_alpha, is_translucent_in_8_bit
from cutout.edges.foreground import foreground_colours
from cutout.edges.strand_alpha import StrandReader
from cutout.edges.strand_analysis import strand_analysis
from cutout.edges.sure_places import sure_places
from cutout.edges.working_copy import WorkingPhoto, working_photo

__all__ = ["finish_edges_inplace"]


def finish_edges_inplace(
    rgb: NDArray[np.uint8],
    alpha: NDArray[np.float32],
    *,
    matte: NDArray[np.float32],
    edges: Literal["fine", "plain"] = "fine",
    clean: bool = True,
    space: RgbSpace = SRGB,
    settled: NDArray[np.bool_] | None = None,
) -> dict[str, float]:
    """Let alpha follow the photo, and replace the colours of translucent pixels by the foreground's.

    What is translucent is judged by alpha rounded to 8 bit, as it is for export: the colours of other pixels stay bit
    for bit. Beyond its arguments it needs memory for a working copy of at most 1600 x 1600 pixels, whatever the
    photo's size.

    Parameters
    ----------
    rgb : ndarray, (H, W, 3) uint8, gamma-encoded, straight
        Modified in place if `clean`.
    alpha : ndarray, (H, W) float32 in [0, 1]
        At the photo's size, as `cutout.matte.alpha.enlarge_alpha` gives it. Modified in place if `edges` is "fine".
    matte : ndarray, (h, w) float32 in [0, 1]
        At the network's size: what `alpha` was made from.
    edges : {"fine", "plain"}
        "fine": find hair and fur where the matte is vague, and move every edge to where the photo's colours say it is.
        Where the matte is sure and far from doubt, alpha stays bit for bit. "plain": leave alpha as it is.
    clean : bool
        Edge decontamination, as in `cutout.edges.foreground`.
    space : RgbSpace
        The colours `rgb` is in.
    settled : ndarray, (H, W) bool, optional
        Pixels to leave alone: where the source has its own transparency, colours are free of a background already.

    Returns
    -------
    dict
        What was done, for people. "edges_fine_share": the share of the photo whose alpha was found from its colours;
        left out where there was none.

    Raises
    ------
    ValueError
        When an array has another shape, type or range; the message says which and what was found.
    """
    check_photo_and_alpha("rgb", rgb, ("uint8",), alpha)
    if matte.ndim != 2 or matte.dtype != np.float32 or matte.size == 0:
        raise ValueError(
            f"matte must be a non-empty float32 array of shape (height, width); "
            f"found {matte.dtype} of shape {matte.shape}"
        )
    details: dict[str, float] = {}
    if edges == "plain" and not clean:
        return details
    working: WorkingPhoto | None = None
    strands: StrandReader | None = None
    if edges == "fine":
        places = sure_places(matte)
        if places.can_tell:
            working = working_photo(rgb)
            strands = StrandReader(strand_analysis(working, alpha.shape, places))
            details["edges_fine_share"] = _find_strands_inplace(rgb, alpha, strands, settled) / alpha.size
    for tile in band_tiles(rgb, alpha, is_translucent_in_8_bit, settled, working):
        if edges == "fine":
            tile = tile._replace(alpha=_refined(tile, strands))
            alpha[tile.window.slices][tile.band] = tile.alpha
        if clean:
            _clean_inplace(rgb, tile, space)
    return details


def _find_strands_inplace(
    rgb: NDArray[np.uint8],
    alpha: NDArray[np.float32],
    strands: StrandReader,
    settled: NDArray[np.bool_] | None,
) -> int:
    """Write the alpha of hair and fur into every tile; return how many pixels got it."""
    count = 0
    for tile in tiles(alpha.shape[0], alpha.shape[1], TILE):
        part = alpha[tile.slices]
        found = strands.alpha(rgb[tile.slices], part, tile)
        if found is None:
            continue
        changes = found.where if settled is None else found.where & ~settled[tile.slices]
        part[changes] = found.alpha[changes[found.where]]
        count += int(np.count_nonzero(changes))
    return count


def _refined(tile: BandTile, strands: StrandReader | None) -> NDArray[np.float32]:
    refined = refined_alpha(tile)
    if strands is not None:
        # Neither does this make holes in the body.
        np.maximum(refined, strands.depth(tile.window, tile.band) * tile.alpha, out=refined)
    return refined


def _clean_inplace(rgb: NDArray[np.uint8], tile: BandTile, space: RgbSpace) -> None:
    colours = quantise(foreground_colours(tile, space))
    changes, shown = tile.band, is_translucent_in_8_bit(tile.alpha)
    if not shown.all():
        changes, colours = changes.copy(), colours[:, shown]
        changes[tile.band] = shown
    part = rgb[tile.window.slices]
    for channel in range(3):  # plane by plane, as in `working_copy`
        part[..., channel][changes] = colours[channel]
