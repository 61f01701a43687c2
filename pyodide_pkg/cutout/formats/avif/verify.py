"""Checks the bytes of an exported AVIF before anyone can download them: its structure first, then what it decodes to.

It is no general AVIF validator: only what our encoder writes passes.
"""

import numpy as np
from numpy.typing import NDArray

from cutout.colour.quantise import nearest_eight_bits
from cutout.errors import CutoutError, EncodeVerificationFailedError
from cutout.formats.avif.srgb_tag import SRGB
from cutout.formats.heif.boxes import BrokenBoxesError, Budget, boxes, children, number
from cutout.formats.heif.geometry import Geometry
from cutout.formats.heif.header import read_header
from cutout.formats.heif.items import read_places
from cutout.formats.shared.codecs import ImageCodecs
from cutout.formats.shared.verify_pixels import LOSSY_DECODE_PIXELS, NotAsMeantError, compare
from cutout.pictures import Photo


async def verify_avif(data: bytes, picture: Photo, codecs: ImageCodecs, *, lossless: bool) -> None:
    """Check an exported AVIF.

    Structure: boxes that add up to the file, one still AV1 picture of the right size, neither turned nor cropped nor
    premultiplied, tagged sRGB without a profile, an alpha picture beside it (it may be missing where the picture is
    opaque everywhere: that means the same), and pictures that lie inside the media data. Then the pixels: a lossless
    file must decode to exactly the picture, a lossy one to its alpha and colours as `verify_pixels` states.

    Parameters
    ----------
    data : bytes
        The whole file.
    picture : Photo
        What it must hold.
    codecs : ImageCodecs
    lossless : bool

    Raises
    ------
    EncodeVerificationFailedError
        Its detail says what is wrong.
    """
    try:
        _check_structure(data, picture)
        if lossless or picture.width * picture.height <= LOSSY_DECODE_PIXELS:
            decoded = await _decoded(data, codecs)
            compare(lambda top, bottom: decoded[top:bottom], picture, exact=lossless, exact_alpha=lossless)
    except (BrokenBoxesError, NotAsMeantError) as error:
        raise EncodeVerificationFailedError(
            "cutout",
            format="AVIF",
            detail=f"{error}; {len(data)} bytes for {picture.width} x {picture.height} pixels",
        ) from error


async def _decoded(data: bytes, codecs: ImageCodecs) -> NDArray[np.uint8]:
    try:
        return nearest_eight_bits(await codecs.decode("avif", data))
    except (CutoutError, MemoryError):
        raise
    except Exception as error:
        raise NotAsMeantError(f"it cannot be decoded: {error}") from error


def _check_structure(data: bytes, picture: Photo) -> None:
    header = read_header(data)
    found = {
        "AVIF is not among the brands": b"avif" not in header.brands,
        "it is a sequence": header.is_sequence,
        f"the primary item is {header.item_type!r}": header.item_type != b"av01",
        f"it is {header.width} x {header.height} pixels": (header.width, header.height)
        != (picture.width, picture.height),
        "it is turned or cropped": header.geometry != Geometry((0, 0, header.width, header.height)),
        "it is premultiplied": header.premultiplied,
        "it has a colour profile": header.icc_profile is not None,
        f"its colours are {header.nclx}": header.nclx is None or (header.nclx.primaries, header.nclx.transfer) != SRGB,
        "it has no alpha": not header.has_alpha and not _is_opaque(picture),
    }
    for words, is_wrong in found.items():
        if is_wrong:
            raise NotAsMeantError(words)
    _check_places(data)


def _is_opaque(picture: Photo) -> bool:
    return all(bool((strip[..., 3] == 255).all()) for strip in picture.strips())


def _check_places(data: bytes) -> None:
    """Check that the boxes make up the file and that every picture's bytes lie inside its media data."""
    budget = Budget()
    found = list(boxes(memoryview(data), budget, top_level=True))
    last = found[-1]
    # Where a box has the long header its size field is 1, and its body begins 8 bytes later.
    starts = [box.offset + (16 if number(memoryview(data), box.offset, 4) == 1 else 8) for box in found]
    if last.cut_short or starts[-1] + len(last.body) != len(data):
        raise BrokenBoxesError("the boxes do not add up to the file")
    media = [(start, start + len(box.body)) for box, start in zip(found, starts, strict=True) if box.kind == b"mdat"]
    places = [
        place
        for box in found
        if box.kind == b"meta"
        for child in children(box, budget, skip=4)
        if child.kind == b"iloc"
        for place in read_places(child, budget).values()
    ]
    if not places:
        raise BrokenBoxesError("no picture has a place in the file")
    for place in places:
        if place.construction != 0:
            raise BrokenBoxesError("a picture's bytes are counted from elsewhere than the start of the file")
        for start, length in place.extents:
            end = start + length
            if start >= end or not any(first <= start and end <= last for first, last in media):
                raise BrokenBoxesError(f"a picture's bytes {start} to {end} are not inside the media data")
