"""Checks the bytes of an exported PNG before anyone can download them. It trusts nothing that the encoder computed.

It is no general PNG validator: only what `encode_png` writes passes.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from cutout.errors import EncodeVerificationFailedError
from cutout.formats.png.chunks import BrokenPngError, Chunk, chunks
from cutout.formats.png.verify_pixels import check_rows

_COLOUR_CHUNKS = (b"sRGB", b"iCCP")
_PIECE = 1 << 18
"""Inflated bytes held at once where the pixels are not compared."""


def verify_png(
    data: bytes,
    *,
    width: int,
    height: int,
    strips: Iterable[NDArray[np.uint8]] | None = None,
    icc_profile: bytes | None = None,
    pixels_per_metre: tuple[int, int] | None = None,
) -> None:
    """Check an exported PNG from its first to its last byte.

    Parameters
    ----------
    data : bytes
        The whole file.
    width, height : int
        The size that it must have, in pixels.
    strips : iterable of ndarray, hxWx4 uint8, straight, optional
        The picture that it must hold, from top to bottom; with it every pixel is compared, without a second picture in
        memory. Without it, any pixels pass.
    icc_profile : bytes, optional
        If given, the profile that it must hold.
    pixels_per_metre : (int, int), optional
        If given, the resolution that it must state.

    Raises
    ------
    EncodeVerificationFailedError
        Its detail says what is wrong: signature, order of chunks, a checksum, size or kind of picture, profile,
        resolution, the number of inflated bytes, a filter type, a pixel, or bytes after the end.
    """
    try:
        pixels = _PixelStream(width, height) if strips is None else _ComparedPixels(width, height, iter(strips))
        before = _verify(data, width, height, pixels)
        _check_profile(before, icc_profile)
        _check_resolution(before, pixels_per_metre)
    except (BrokenPngError, zlib.error) as error:
        raise EncodeVerificationFailedError(
            "cutout",
            format="PNG",
            detail=f"{error}; {len(data)} bytes for {width} x {height} pixels",
        ) from error


def _verify(data: bytes, width: int, height: int, pixels: "_PixelStream") -> dict[bytes, bytes]:
    """Check everything but profile and resolution; return the chunks before the pixels."""
    before: list[bytes] = []
    bodies: dict[bytes, bytes] = {}
    last: Chunk | None = None
    for chunk in chunks(data):
        if not chunk.crc_ok:
            raise BrokenPngError(f"the checksum of chunk {chunk.kind.decode()} at byte {chunk.offset} is wrong")
        if chunk.kind == b"IHDR":
            _check_header(chunk.body, width, height)
        if chunk.kind == b"IDAT":
            if last is None or last.kind != b"IDAT":
                _check_order(before)
            pixels.feed(chunk.body)
        elif chunk.kind != b"IEND":
            before.append(chunk.kind)
            bodies[chunk.kind] = bytes(chunk.body)
            if last is not None and last.kind == b"IDAT":
                raise BrokenPngError(f"chunk {chunk.kind.decode()} follows the pixels")
        last = chunk
    if last is None or last.kind != b"IEND" or len(last.body):
        raise BrokenPngError("the file does not end with an IEND chunk")
    if last.end != len(data):
        raise BrokenPngError(f"{len(data) - last.end} bytes follow the IEND chunk")
    pixels.finish()
    return bodies


def _check_order(before: list[bytes]) -> None:
    # One of sRGB and iCCP, never both (PNG specification, 11.3.2.3); our encoder puts a resolution last.
    kinds = before[:-1] if before[-1:] == [b"pHYs"] else before
    if len(kinds) != 2 or kinds[0] != b"IHDR" or kinds[1] not in _COLOUR_CHUNKS:
        raise BrokenPngError(f"chunks before the pixels are {b' '.join(before).decode()}")


def _check_header(body: memoryview, width: int, height: int) -> None:
    expected = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    if body != expected:
        raise BrokenPngError(f"IHDR is {body.hex()}, expected {expected.hex()}")


def _check_profile(before: dict[bytes, bytes], profile: bytes | None) -> None:
    if profile is None:
        return
    _, _, packed = before.get(b"iCCP", b"").partition(b"\0")
    found = zlib.decompressobj().decompress(packed[1:], len(profile) + 1) if packed else b""
    if found != profile:
        raise BrokenPngError("the colour profile is not the photo's")


def _check_resolution(before: dict[bytes, bytes], pixels_per_metre: tuple[int, int] | None) -> None:
    expected = None if pixels_per_metre is None else struct.pack(">IIB", *pixels_per_metre, 1)
    if expected is not None and before.get(b"pHYs") != expected:
        raise BrokenPngError(f"the resolution is {before.get(b'pHYs', b'').hex() or 'missing'}, not {expected.hex()}")


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
            self._look_at(piece)
        if self._inflater.unused_data:
            raise BrokenPngError("data follows the end of the zlib stream")

    def _look_at(self, piece: bytes) -> None:
        pass

    def finish(self) -> None:
        if self._count != self._expected:
            raise BrokenPngError(f"the pixels inflate to {self._count} bytes or more, expected {self._expected}")
        if not self._inflater.eof:
            raise BrokenPngError("the zlib stream is cut short")


class _ComparedPixels(_PixelStream):
    """The same, and every row is compared with the picture that was meant; a strip of both is in memory at a time."""

    def __init__(self, width: int, height: int, strips: Iterator[NDArray[np.uint8]]) -> None:
        super().__init__(width, height)
        self._strips = strips
        self._strip: NDArray[np.uint8] | None = None
        self._above = np.zeros(4 * width, np.uint8)
        self._waiting = bytearray()
        self._top = 0

    def _look_at(self, piece: bytes) -> None:
        self._waiting += piece
        while self._waiting:
            if self._strip is None:
                strip = next(self._strips, None)
                if strip is None:
                    raise BrokenPngError(f"the picture that was meant ends at row {self._top}")
                self._strip = strip.reshape(len(strip), -1)
            needed = len(self._strip) * self._row_bytes
            if len(self._waiting) < needed:
                return
            filtered = np.frombuffer(bytes(self._waiting[:needed]), np.uint8).reshape(len(self._strip), -1)
            check_rows(filtered, self._strip, self._above, self._top)
            del self._waiting[:needed]
            self._top += len(self._strip)
            self._above, self._strip = self._strip[-1], None

    def finish(self) -> None:
        super().finish()
        if self._strip is not None or self._waiting or next(self._strips, None) is not None:
            raise BrokenPngError(f"the picture that was meant does not end at row {self._top}")
