"""Checks the bytes of an exported PNG before anyone can download them. It trusts nothing that the encoder computed.

It is no general PNG validator: only what `encode_png` writes passes.
"""

import struct
import zlib

from cutout.errors import EncodeVerificationFailedError
from cutout.png_chunks import BrokenPngError, Chunk, chunks

_BEFORE_PIXELS = ((b"IHDR", b"sRGB"), (b"IHDR", b"iCCP"))
_PIECE = 1 << 18
"""Inflated bytes held at once."""


def verify_png(data: bytes, *, width: int, height: int) -> None:
    """Check an exported PNG from its first to its last byte.

    Parameters
    ----------
    data : bytes
        The whole file.
    width, height : int
        The size that it must have, in pixels.

    Raises
    ------
    EncodeVerificationFailedError
        Its detail says what is wrong: signature, order of chunks, a checksum, size or kind of picture, the number of
        inflated bytes, a filter type, or bytes after the end.
    """
    try:
        _verify(data, width, height)
    except (BrokenPngError, zlib.error) as error:
        raise EncodeVerificationFailedError(
            "The finished PNG did not pass its check, so it is not offered. Try again; if it fails again, report it.",
            detail=f"{error}; {len(data)} bytes for {width} x {height} pixels",
        ) from error


def _verify(data: bytes, width: int, height: int) -> None:
    before: list[bytes] = []
    pixels = _PixelStream(width, height)
    last: Chunk | None = None
    for chunk in chunks(data):
        if not chunk.crc_ok:
            raise BrokenPngError(f"the checksum of chunk {chunk.kind.decode()} at byte {chunk.offset} is wrong")
        if chunk.kind == b"IHDR":
            _check_header(chunk.body, width, height)
        if chunk.kind == b"IDAT":
            if tuple(before) not in _BEFORE_PIXELS:
                raise BrokenPngError(f"chunks before the pixels are {b' '.join(before).decode()}")
            pixels.feed(chunk.body)
        elif chunk.kind != b"IEND":
            before.append(chunk.kind)
            if last is not None and last.kind == b"IDAT":
                raise BrokenPngError(f"chunk {chunk.kind.decode()} follows the pixels")
        last = chunk
    if last is None or last.kind != b"IEND" or len(last.body):
        raise BrokenPngError("the file does not end with an IEND chunk")
    if last.end != len(data):
        raise BrokenPngError(f"{len(data) - last.end} bytes follow the IEND chunk")
    pixels.finish()


def _check_header(body: memoryview, width: int, height: int) -> None:
    expected = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    if body != expected:
        raise BrokenPngError(f"IHDR is {body.hex()}, expected {expected.hex()}")


class _PixelStream:
    """Inflates the pixels piece by piece, counting bytes and looking at the filter type of every row."""

    def __init__(self, width: int, height: int) -> None:
        self._row_bytes = 1 + 4 * width
        self._expected = height * self._row_bytes
        self._inflater = zlib.decompressobj()
        self._count = 0

    def feed(self, body: memoryview) -> None:
        if self._inflater.eof:
            raise BrokenPngError("the pixels end before the last IDAT chunk")
        pending: bytes | memoryview = body
        while pending and not self._inflater.eof:
            piece = self._inflater.decompress(pending, _PIECE)
            pending = self._inflater.unconsumed_tail
            first_filter = -self._count % self._row_bytes
            if piece[first_filter :: self._row_bytes].strip(b"\x00\x01\x02\x03\x04"):
                raise BrokenPngError("a row has a filter type above 4")
            self._count += len(piece)
            if self._count > self._expected:
                break
        if self._inflater.unused_data:
            raise BrokenPngError("data follows the end of the zlib stream")

    def finish(self) -> None:
        if self._count != self._expected:
            raise BrokenPngError(f"the pixels inflate to {self._count} bytes or more, expected {self._expected}")
        if not self._inflater.eof:
            raise BrokenPngError("the zlib stream is cut short")
