"""Checks the bytes of an exported WebP before anyone can download them: its structure first, then what it decodes to.

It is no general WebP validator: only what `encode_webp` writes passes.
"""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cutout.errors import EncodeVerificationFailedError
from cutout.formats.shared.verify_pixels import LOSSY_DECODE_PIXELS, NotAsMeantError, compare
from cutout.formats.webp.riff import BrokenRiffError, riff_chunks
from cutout.pictures import Photo

_ICC_FLAG, _ALPHA_FLAG = 0x20, 0x10
_KEY_FRAME_START = b"\x9d\x01\x2a"
_LOSSLESS_START = 0x2F


def verify_webp(data: bytes, picture: Photo, *, lossless: bool) -> None:
    """Check an exported WebP.

    Structure: RIFF sizes that add up, one still picture of the right kind and size, alpha present (it may be missing
    where the picture is opaque everywhere: that means the same), the photo's profile byte for byte or none, and no
    other chunk. Then the pixels: a lossless file must decode to exactly the picture, a lossy one to exactly its alpha
    and to its colours as `verify_pixels` states.

    Parameters
    ----------
    data : bytes
        The whole file.
    picture : Photo
        What it must hold.
    lossless : bool

    Raises
    ------
    EncodeVerificationFailedError
        Its detail says what is wrong.
    """
    try:
        _check_structure(data, picture, lossless)
        if lossless or picture.width * picture.height <= LOSSY_DECODE_PIXELS:
            compare(_decoder(data), picture, exact=lossless, exact_alpha=True)
    except (BrokenRiffError, NotAsMeantError) as error:
        raise EncodeVerificationFailedError(
            "cutout",
            format="WebP",
            detail=f"{error}; {len(data)} bytes for {picture.width} x {picture.height} pixels",
        ) from error


def _check_structure(data: bytes, picture: Photo, lossless: bool) -> None:
    found = list(riff_chunks(data))
    kinds = [kind for kind, _ in found]
    bodies = dict(found)
    pixels = b"VP8L" if lossless else b"VP8 "
    has_alpha = b"ALPH" in bodies
    # Without a profile, and without alpha where that is a chunk of its own, the extended header is not needed.
    extended = [b"VP8X", *([b"ICCP"] if b"ICCP" in bodies else []), *([b"ALPH"] if has_alpha else []), pixels]
    if kinds != [pixels] and (kinds != extended or (has_alpha and lossless)):
        raise BrokenRiffError(f"the chunks are {' '.join(kind.decode('latin-1') for kind in kinds)}")
    body = bytes(bodies[pixels][:10])
    if lossless:
        size, has_alpha = _lossless_header(body)
    else:
        size = _lossy_header(body)
    meant = picture.width, picture.height
    if size != meant:
        raise BrokenRiffError(f"the pixels are {size[0]} x {size[1]}")
    opaque = all(bool((strip[..., 3] == 255).all()) for strip in picture.strips()) if not has_alpha else False
    if not has_alpha and not opaque:
        raise BrokenRiffError("it has no alpha")
    if b"VP8X" in bodies:
        _check_extended_header(bytes(bodies[b"VP8X"]), meant, has_alpha, b"ICCP" in bodies)
    if bytes(bodies.get(b"ICCP", b"")) != (picture.icc_profile or b""):
        raise BrokenRiffError("the colour profile is not the photo's")


def _lossless_header(body: bytes) -> tuple[tuple[int, int], bool]:
    """Return size and alpha of a VP8L bit stream (RFC 9649, 3.4)."""
    if len(body) < 5 or body[0] != _LOSSLESS_START:
        raise BrokenRiffError("the lossless pixels do not begin as such")
    bits = int.from_bytes(body[1:5], "little")
    return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), bool(bits >> 28 & 1)


def _lossy_header(body: bytes) -> tuple[int, int]:
    """Return the size of a VP8 key frame (RFC 6386, 9.1)."""
    if len(body) < 10 or body[0] & 1 or body[3:6] != _KEY_FRAME_START:
        raise BrokenRiffError("the lossy pixels do not begin with a key frame")
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def _check_extended_header(body: bytes, size: tuple[int, int], has_alpha: bool, has_profile: bool) -> None:
    flags = (_ALPHA_FLAG if has_alpha else 0) | (_ICC_FLAG if has_profile else 0)
    expected = bytes((flags, 0, 0, 0)) + b"".join((side - 1).to_bytes(3, "little") for side in size)
    if body != expected:
        raise BrokenRiffError(f"VP8X is {body.hex()}, expected {expected.hex()}")


def _decoder(data: bytes) -> Callable[[int, int], NDArray[np.uint8]]:
    try:
        image = Image.open(BytesIO(data), formats=["WEBP"])
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise NotAsMeantError(f"it cannot be decoded: {error}") from error

    def rows(top: int, bottom: int) -> NDArray[np.uint8]:
        return np.asarray(image.crop((0, top, image.width, bottom)).convert("RGBA"))

    return rows
