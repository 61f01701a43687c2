"""Files that harm, drawn by code: each with the code its item is to fail with. None is a picture to be cut out."""

import zlib
from dataclasses import dataclass

import numpy as np

from e2e.drawn import encode, green_screen

SIDE = 64


@dataclass(frozen=True)
class HostileFile:
    """A file and what the page is to say of it."""

    name: str
    data: bytes
    code: str


def with_size(source: bytes, width: int, height: int) -> bytes:
    """The same PNG with a header that claims another size, checksum and all."""
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + source[24:29]
    return source[:12] + header + zlib.crc32(header).to_bytes(4, "big") + source[33:]


def with_broken_checksum(source: bytes) -> bytes:
    """The same PNG with one bit of its first IDAT chunk's checksum turned."""
    start = source.index(b"IDAT")
    at = start + 4 + int.from_bytes(source[start - 4 : start], "big")
    return source[:at] + bytes([source[at] ^ 1]) + source[at + 1 :]


def hostile_files() -> list[HostileFile]:
    """Return one file for each way in which files go wrong."""
    picture = green_screen(SIDE, SIDE)
    png, jpeg, webp = (encode(picture, each) for each in ("PNG", "JPEG", "WEBP"))
    noise = np.random.default_rng(5).integers(0, 256, 3000, np.uint8).tobytes()
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'/\')"><image href="file:///etc/passwd"/></svg>'
    return [
        HostileFile("bad empty.jpg", b"", "empty-file"),
        HostileFile("bad cut short.png", png[: len(png) // 2], "decode-failed"),
        HostileFile("bad cut short.jpg", jpeg[: len(jpeg) // 2], "decode-failed"),
        HostileFile("bad cut short.webp", webp[: len(webp) // 2], "decode-failed"),
        HostileFile("bad text.jpg", b"This is no picture.", "unsupported-format"),
        HostileFile("bad bomb.png", with_size(png, 60_000, 60_000), "photo-too-large"),
        HostileFile("bad nothing.png", with_size(png, 0, 0), "decode-failed"),
        HostileFile("bad checksum.png", with_broken_checksum(png), "decode-failed"),
        HostileFile("bad gif.png", b"GIF89a" + bytes(38), "unsupported-format"),
        HostileFile("bad drawing.svg", svg, "unsupported-format"),
        HostileFile("bad noise.png", noise, "unrecognised-file"),
    ]
