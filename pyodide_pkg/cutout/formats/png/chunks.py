"""The chunks of a PNG file, one after the other, without their meaning: walks over them, and writes one."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from cutout.formats.shared.broken_file import BrokenFileError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class BrokenPngError(BrokenFileError):
    """The chunk structure is damaged; the message says where. Callers turn it into an error for people."""


@dataclass(frozen=True)
class Chunk:
    """One chunk: `offset` is that of its length field, `body` a view into the file, up to its end if that is sooner."""

    kind: bytes
    body: memoryview
    offset: int
    crc_ok: bool
    cut_short: bool

    @property
    def end(self) -> int:
        """Offset of the first byte after this chunk."""
        return self.offset + 12 + len(self.body)


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks of a PNG file up to IEND or the end of the data.

    Parameters
    ----------
    data : bytes
        The whole file, signature included. Nothing is copied.

    Raises
    ------
    BrokenPngError
        The signature is missing, a name is no chunk name or the data ends inside a chunk's header.
    """
    if data[:8] != PNG_SIGNATURE:
        raise BrokenPngError("the PNG signature is missing")
    view = memoryview(data)
    offset = 8
    while offset < len(data):
        if offset + 8 > len(data):
            raise BrokenPngError(f"the data ends inside a chunk header at byte {offset}")
        length = int.from_bytes(view[offset : offset + 4], "big")
        kind = bytes(view[offset + 4 : offset + 8])
        if not (kind.isascii() and kind.isalpha()):
            raise BrokenPngError(f"{kind!r} at byte {offset} is no chunk name")
        stop = min(offset + 8 + length, len(data))
        expected = int.from_bytes(view[stop : stop + 4], "big") if stop + 4 <= len(data) else None
        # Name and body lie side by side, so one pass over the file gives the checksum.
        crc_ok = expected == zlib.crc32(view[offset + 4 : stop])
        yield Chunk(kind, view[offset + 8 : stop], offset, crc_ok, cut_short=expected is None)
        if kind == b"IEND":
            return
        offset = stop + 4


def write_chunk(file: BytesIO, kind: bytes, body: bytes) -> None:
    """Append one chunk: length, name, body and checksum."""
    file.write(len(body).to_bytes(4, "big") + kind)
    file.write(body)
    file.write(zlib.crc32(body, zlib.crc32(kind)).to_bytes(4, "big"))
