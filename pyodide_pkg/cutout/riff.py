"""Walks over the chunks of a WebP file without interpreting them."""

from collections.abc import Iterator


class BrokenRiffError(ValueError):
    """The chunk structure is damaged; the message says where. Callers turn it into an error for people."""


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Yield (name, body) of every chunk, checking that the sizes add up to the end of the file (RFC 9649, 2.3 and 2.4).

    Parameters
    ----------
    data : bytes
        The whole file. Nothing is copied.

    Raises
    ------
    BrokenRiffError
        It is no WebP, or a size does not fit.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise BrokenRiffError("the WebP signature is missing")
    declared = int.from_bytes(data[4:8], "little") + 8
    if declared != len(data):
        raise BrokenRiffError(f"the file says it has {declared} bytes")
    view = memoryview(data)
    at = 12
    while at < len(data):
        if at + 8 > len(data):
            raise BrokenRiffError(f"the data ends inside a chunk header at byte {at}")
        size = int.from_bytes(view[at + 4 : at + 8], "little")
        if at + 8 + size + size % 2 > len(data):
            raise BrokenRiffError(f"the chunk at byte {at} says it has {size} bytes, {len(data) - at - 8} are there")
        yield bytes(view[at : at + 4]), view[at + 8 : at + 8 + size]
        at += 8 + size + size % 2  # chunks begin at even bytes
