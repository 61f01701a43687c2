"""The chunks of a WebP file and the size of them all, without interpreting any."""

from collections.abc import Iterator

from cutout.formats.shared.broken_file import BrokenFileError

_FIRST_CHUNK = 12
_CHUNK_HEADER = 8


class BrokenRiffError(BrokenFileError):
    """The chunk structure is damaged; the message says where. Callers turn it into an error for people."""


def with_right_size(data: bytes) -> bytes:
    """Return a WebP file whose first size field is that of its chunks, where all of them are there.

    Some writers say one byte too little, some nothing (0 or the largest number). Browsers read on; libwebp, asked for a
    whole file, refuses it. A last byte of padding that is missing is added. Chunks that begin behind the stated end are
    not the file's. A file with a chunk that is cut short is returned as it is, for the decoder to refuse.

    Parameters
    ----------
    data : bytes
        The whole file; it is returned itself where its size is right.
    """
    declared = int.from_bytes(data[4:8], "little") + 8
    stop = len(data) if declared <= _FIRST_CHUNK + _CHUNK_HEADER else min(declared, len(data))
    at = _FIRST_CHUNK
    while at + _CHUNK_HEADER <= stop:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + _CHUNK_HEADER + size > len(data):
            return data
        at += _CHUNK_HEADER + size + size % 2
    if at == _FIRST_CHUNK or at == declared <= len(data):
        return data
    return data[:4] + (at - 8).to_bytes(4, "little") + data[8:at].ljust(at - 8, b"\0")


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
