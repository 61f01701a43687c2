"""Finds colour by number where a HEIC or AVIF file says it only inside the coded picture, as video does.

A box `colr` of type nclx overrides it (ISO/IEC 14496-12, 12.1.5), also with "unspecified": libavif and browsers do so.
Whoever opens the file asks that box first. Nothing in here fails a photo: what cannot be read is not said.
"""

from collections.abc import Iterable

from cutout.colour.codes import UNSPECIFIED
from cutout.formats.heif.av1_header import ENOUGH, av1_parameters
from cutout.formats.heif.boxes import Box, BrokenBoxesError
from cutout.formats.heif.header import HeifFile
from cutout.formats.heif.hevc_parameters import hevc_parameters
from cutout.formats.heif.properties import Nclx
from cutout.formats.heif.track import PictureTrack

_BEFORE_UNITS = 4
"""Bytes of `av1C` before its units."""


def coded_colour(file: HeifFile) -> Nclx | None:
    """Return what the coded picture says of its colours; of a grid, what its first tile says.

    Returns
    -------
    Nclx or None
        None where neither primaries nor transfer are named.
    """
    try:
        found, start = _coded_picture(file)
        colour = _colour(found, start)
    except BrokenBoxesError:
        return None
    if colour is None or colour.primaries == colour.transfer == UNSPECIFIED:
        return None
    return colour


def _coded_picture(file: HeifFile) -> tuple[Iterable[Box], bytes]:
    """Its properties, and the start of its bytes where it is AV1."""
    picture, is_av1 = file.picture, file.header.codec == b"av01"
    if isinstance(picture, PictureTrack):
        return picture.boxes, picture.first_picture(file.data, ENOUGH) if is_av1 else b""
    assert picture.primary is not None
    item = picture.first_coded(picture.primary)
    return picture.boxes_of(item), picture.data_of(item, file.data, ENOUGH) if is_av1 else b""


def _colour(found: Iterable[Box], start: bytes) -> Nclx | None:
    colour = _av1_colour(start)
    for box in found:
        if colour is None and box.kind == b"av1C":
            colour = _av1_colour(bytes(box.body[_BEFORE_UNITS : _BEFORE_UNITS + ENOUGH]))
        elif colour is None and box.kind == b"hvcC":
            parameters = hevc_parameters(box.body)
            colour = None if parameters is None else parameters.colour
    return colour


def _av1_colour(data: bytes) -> Nclx | None:
    parameters = av1_parameters(data)
    return None if parameters is None else parameters.colour
