"""Decodes the pixels of a JPEG file, and finds out whether all are there where that is in doubt.

Headers are `segments`', colours and orientation are not looked at.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from io import BytesIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL.JpegImagePlugin import JpegImageFile

from cutout.colour.quantise import rows_per_strip
from cutout.errors import DecodeFailedError
from cutout.formats.jpeg.segments import END_MARKER, JpegFile
from cutout.formats.shared.codecs import ImageCodecs, StoredPicture

Decode = Callable[[bytes], Awaitable[StoredPicture]]

_FILLING = b"\xfe" * 4 + bytes((number * number * 40503 >> 8) % 255 for number in range(2044))
"""Stands for coded data that nobody wrote. A decoder takes zeros where data end; this begins with ones, so that it
means something else from its first bit on whatever the Huffman tables are. It has no byte FF, so no marker."""

_EMPTY, _REAL_ZEROS = 32, 3
"""Bytes. A download that broke off often left the rest of the file as zeros, which would be decoded like coded data.
That many zeros in a row at the end of a file without an end marker are no data; the first few may be."""

_RESTART = re.compile(rb"\xff([\xd0-\xd7])")
_MOST_LOST = 0.1
"""Of the rows. Where damage in the middle swallowed restart markers, a decoder comes to the end before the last rows;
such a picture is shown, as browsers do, unless it lacks more than that."""


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
        The picture's data end too early; says how much is missing.
    """
    decode = _decode_ink if len(file.frame.components) == 4 else codecs.decode_jpeg
    if file.has_end_marker:
        picture = await decode(data[: file.end])
        if not picture.remarks:
            return picture
        del picture  # two of them may not fit into memory
    return await _decode_doubtful(data, file, decode)


async def _decode_doubtful(data: bytes, file: JpegFile, decode: Decode) -> StoredPicture:
    """Decode what may be whole although it has no end marker, or although the decoder found fault with it.

    Decoded twice, with two different continuations behind the data: whoever reads the last pixel before the data end
    never meets the continuation, and both pictures are the same. Where they begin to differ, the data ended. An end
    marker alone proves nothing: whoever repairs a file that broke off puts one there.
    """
    if file.has_end_marker:
        coded = _open_ended(data[: file.end - len(END_MARKER)])
    else:
        coded = _open_ended(_without_empty_tail(data[: file.end]))
    continued = await decode(coded + _continuation(coded) + END_MARKER)
    sums = list(_row_sums(continued))
    del continued
    picture = await decode(coded + END_MARKER)
    first_missing = next((y for y, found in enumerate(_row_sums(picture)) if found != sums[y]), len(sums))
    # Fewer scans, but whole ones and an end marker behind them, are meant so: some servers send no more detail.
    if first_missing == len(sums) and (file.has_end_marker or file.scans.are_complete):
        return picture
    missing_rows = 1 - first_missing / len(sums)
    if file.has_end_marker and missing_rows < _MOST_LOST and _has_lost_restarts(coded):
        return picture
    raise _ends_early(missing_rows, file, len(data))


def _has_lost_restarts(coded: bytes) -> bool:
    """Whether restart markers of the last scan are not in their order: damage swallowed some, and the data go on."""
    numbers = (match[1][0] - 0xD0 for match in _RESTART.finditer(coded, coded.rfind(b"\xff\xda")))
    return any(number != place % 8 for place, number in enumerate(numbers))


def _without_empty_tail(coded: bytes) -> bytes:
    filled = len(coded.rstrip(b"\0"))
    if len(coded) - filled >= _EMPTY:
        coded = coded[: filled + _REAL_ZEROS]
    return coded


def _open_ended(coded: bytes) -> bytes:
    """A lone FF would make a marker of what is put behind it."""
    return coded.rstrip(b"\xff")


def _continuation(coded: bytes) -> bytes:
    """The filling, and more of it behind each restart marker that may be next: a decoder waits for the right one."""
    found, last = max((coded.rfind(bytes((0xFF, 0xD0 + number))), number) for number in range(8))
    following = range(last + 1 if found >= 0 else 0, last + 9)
    return _FILLING + b"".join(bytes((0xFF, 0xD0 + number % 8)) + _FILLING for number in following)


def _row_sums(picture: StoredPicture) -> Iterator[int]:
    rows = rows_per_strip(picture.width)
    for top in range(0, picture.height, rows):
        for row in picture.rows(top, min(top + rows, picture.height)):
            yield crc32(row.tobytes())


def _ends_early(missing_rows: float, file: JpegFile, size: int) -> DecodeFailedError:
    percent = max(1, round(100 * file.scans.missing(missing_rows)))
    # The first scan of a progressive picture brings all of its rows, coarsely; the later ones add detail to them.
    is_coarse = file.frame.is_progressive and file.scans.show_all and (file.scans.count > 1 or missing_rows == 0)
    scans = f"{file.scans.count} scans, {missing_rows:.0%} of the last one missing"
    detail = f"{size} bytes, picture to {file.end}, {scans}"
    if is_coarse:
        return DecodeFailedError("detail-missing", format="JPEG", percent=percent, detail=detail)
    return DecodeFailedError("picture-missing", format="JPEG", percent=percent, detail=detail)


class _InkPicture:
    """A four-component picture as Pillow decodes it: CMYK, 255 is full ink."""

    remarks = "Pillow keeps its decoder's remarks to itself"

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
