"""Decodes the pixels of a JPEG file, and finds out whether all are there where the file has no end marker.

Headers are `jpeg_segments`', colours and orientation are not looked at.
"""

from collections.abc import Awaitable, Callable, Iterator
from io import BytesIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL.JpegImagePlugin import JpegImageFile

from cutout.codecs import ImageCodecs, StoredPicture
from cutout.errors import DecodeFailedError
from cutout.jpeg_segments import END_MARKER, JpegFile
from cutout.quantise import rows_per_strip

Decode = Callable[[bytes], Awaitable[StoredPicture]]

_FILLING = b"\xfe" * 4 + bytes((number * number * 40503 >> 8) % 255 for number in range(2044))
"""Stands for coded data that nobody wrote. A decoder takes zeros where data end; this begins with ones, so that it
means something else from its first bit on whatever the Huffman tables are. It has no byte FF, so no marker."""

_EMPTY, _REAL_ZEROS = 32, 3
"""Bytes. A download that broke off often left the rest of the file as zeros, which would be decoded like coded data.
That many zeros in a row at the end of a file without an end marker are no data; the first few may be."""


async def decode_pixels(data: bytes, file: JpegFile, codecs: ImageCodecs) -> StoredPicture:
    """Decode the first picture of a JPEG file.

    Parameters
    ----------
    data : bytes
        The whole file.
    file : JpegFile
        Its segments.
    codecs : ImageCodecs
        Decodes everything but ink (four components), which Pillow does.

    Raises
    ------
    DecodeFailedError
        There is no end marker, and the picture's data end too early; says how much is missing.
    """
    decode = _decode_ink if len(file.frame.components) == 4 else codecs.decode_jpeg
    if file.has_end_marker:
        return await decode(data[: file.end])
    return await _decode_unended(data, file, decode)


async def _decode_unended(data: bytes, file: JpegFile, decode: Decode) -> StoredPicture:
    """Decode what may be whole although it has no end marker.

    Decoded twice, with two different continuations behind the data: whoever reads the last pixel before the data end
    never meets the continuation, and both pictures are the same. Where they begin to differ, the data ended.
    """
    coded = _without_empty_tail(data[: file.end])
    continued = await decode(coded + _FILLING + END_MARKER)
    sums = list(_row_sums(continued))
    del continued
    picture = await decode(coded + END_MARKER)
    first_missing = next((y for y, found in enumerate(_row_sums(picture)) if found != sums[y]), len(sums))
    if first_missing == len(sums) and not file.missing:
        return picture
    if file.has_restarts and END_MARKER in data[file.end :]:
        # Not an early end but damage, and restart markers behind it: the decoder finds its way to the next one.
        del picture
        return await decode(data)
    raise _ends_early(1 - first_missing / len(sums), file, len(data))


def _without_empty_tail(coded: bytes) -> bytes:
    filled = len(coded.rstrip(b"\0"))
    if len(coded) - filled >= _EMPTY:
        coded = coded[: filled + _REAL_ZEROS]
    # A lone FF would make a marker of what is put behind it.
    return coded.rstrip(b"\xff")


def _row_sums(picture: StoredPicture) -> Iterator[int]:
    rows = rows_per_strip(picture.width)
    for top in range(0, picture.height, rows):
        for row in picture.rows(top, min(top + rows, picture.height)):
            yield crc32(row.tobytes())


def _ends_early(missing_rows: float, file: JpegFile, size: int) -> DecodeFailedError:
    missing_scans = len(file.missing) / (64 * len(file.frame.components))
    percent = max(1, round(100 * max(missing_rows, missing_scans)))
    # The first scan of a progressive picture brings all of its rows, coarsely; the later ones add detail to them.
    is_coarse = file.frame.is_progressive and (file.scans > 1 or missing_rows == 0)
    part = "the picture's detail" if is_coarse else "the picture"
    return DecodeFailedError(
        f"The JPEG file ends early: about {percent} % of {part} is missing. Copy or download the file again.",
        detail=f"{size} bytes, picture to {file.end}, {file.scans} scans, {missing_rows:.0%} of the last one missing",
    )


class _InkPicture:
    """A four-component picture as Pillow decodes it: CMYK, 255 is full ink."""

    def __init__(self, data: bytes) -> None:
        # The class itself rather than `Image.open`: no other plugin can get hold of the file, an MPO is not opened as a
        # sequence, and the message of an error is the decoder's own.
        self._image = JpegImageFile(BytesIO(data))
        self._image.load()
        self.width, self.height = self._image.size

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        return np.asarray(self._image.crop((0, top, self.width, bottom)))


async def _decode_ink(data: bytes) -> StoredPicture:
    return _InkPicture(data)
