"""Opens PNG files: our own chunk walk for the header, Pillow for the pixels. Animations give their default image.

Only the chunks that make the picture are handed to Pillow, so a bomb or damage in a text or profile chunk, which
browsers ignore, cannot fail a photo; damage in the chunks that do matter always does.
"""

from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngImageFile

from cutout.arrays.rows import ReadRows, Rows
from cutout.colour.quantise import nearest_eight_bits
from cutout.formats.png.chunks import PNG_SIGNATURE, BrokenPngError, Chunk, chunks
from cutout.formats.png.colour import COLOUR_CHUNKS, png_colour
from cutout.formats.png.transparency import alpha_from_key
from cutout.formats.shared.declared_size import check_declared_size
from cutout.formats.shared.exif import orientation_from_exif, pixels_per_metre, pixels_per_metre_from_exif
from cutout.formats.shared.source import Source

_PICTURE_CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))

GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
_MODE_NAMES = {GREY: "grey", RGB: "RGB", PALETTE: "palette", GREY_ALPHA: "grey+alpha", RGB_ALPHA: "RGBA"}
_LOW_BYTE_MODES = {RGB: "RGB;16L", RGB_ALPHA: "RGBA;16L"}


@dataclass
class _Header:
    width: int
    height: int
    bits: int
    colour_type: int
    transparency: bytes | None = None
    exif: bytes | None = None
    colour: dict[bytes, bytes] = field(default_factory=dict)
    frames: int = 1
    pixels_per_metre: tuple[int, int] | None = None
    picture: list[memoryview] = field(default_factory=list)
    has_pixels: bool = False


def open_png(data: bytes, max_pixels: int) -> Source:
    """Read the chunks of a PNG file; nothing is inflated but a colour profile.

    Raises
    ------
    ImpossibleSizeError, PhotoTooLargeError
        Judged by IHDR, before anything else is looked at.
    BrokenPngError
        A chunk that the picture needs is damaged.
    """
    header = _read_header(data, max_pixels)
    details: dict[str, str | int | float | bool] = {
        "source_mode": _MODE_NAMES.get(header.colour_type, "unknown"),
        "source_bits": header.bits,
        "source_frames": header.frames,
    }
    is_grey = header.colour_type in (GREY, GREY_ALPHA)
    colour = png_colour(header.colour, is_grey=is_grey, is_deep=header.bits == 16)

    async def load() -> ReadRows:
        read_rows = _load(header)
        greys = colour.greys
        if greys is None:
            return read_rows

        def read_converted(top: int, bottom: int) -> Rows:
            rgb, alpha = read_rows(top, bottom)
            return greys[nearest_eight_bits(rgb[..., 0])], alpha

        return read_converted

    return Source(
        width=header.width,
        height=header.height,
        icc_profile=colour.icc_profile,
        hdr=colour.hdr,
        deep_levels=colour.deep_levels,
        has_alpha=header.colour_type in (GREY_ALPHA, RGB_ALPHA) or header.transparency is not None,
        load=load,
        orientation=orientation_from_exif(header.exif),
        pixels_per_metre=header.pixels_per_metre or pixels_per_metre_from_exif(header.exif),
        details={**details, **colour.details},
    )


def _read_header(data: bytes, max_pixels: int) -> _Header:
    walk = chunks(data)
    first = next(walk, None)
    if first is None or first.kind != b"IHDR" or len(first.body) != 13 or not first.crc_ok:
        raise BrokenPngError("the file does not begin with an intact IHDR chunk")
    width, height = int.from_bytes(first.body[:4], "big"), int.from_bytes(first.body[4:8], "big")
    check_declared_size(width, height, max_pixels)
    header = _Header(width, height, bits=first.body[8], colour_type=first.body[9])
    header.picture += [memoryview(PNG_SIGNATURE), memoryview(data)[first.offset : first.end]]
    previous = first.kind
    for chunk in walk:
        if chunk.kind in _PICTURE_CHUNKS:
            _take_picture_chunk(header, chunk, previous, data)
        elif chunk.crc_ok:
            _take_side_chunk(header, chunk)
        previous = chunk.kind
    return header


def _take_picture_chunk(header: _Header, chunk: Chunk, previous: bytes, data: bytes) -> None:
    # Pixels that end with the file may still be complete, if only the length is wrong: the decoder will say.
    harmless = chunk.kind == b"IEND" or (chunk.kind == b"IDAT" and chunk.cut_short)
    if not chunk.crc_ok and not harmless:
        raise BrokenPngError(f"the checksum of chunk {chunk.kind.decode()} at byte {chunk.offset} is wrong")
    # Only the first run of IDAT chunks is the picture; what follows after another chunk is not allowed and left out.
    if chunk.kind == b"IDAT" and previous != b"IDAT" and header.has_pixels:
        return
    if chunk.kind == b"tRNS":
        header.transparency = bytes(chunk.body)
    else:
        header.picture.append(memoryview(data)[chunk.offset : chunk.end])
        header.has_pixels = header.has_pixels or chunk.kind == b"IDAT"


def _take_side_chunk(header: _Header, chunk: Chunk) -> None:
    if chunk.kind == b"eXIf":
        header.exif = bytes(chunk.body)
    elif chunk.kind in COLOUR_CHUNKS and not header.has_pixels:
        header.colour.setdefault(chunk.kind, bytes(chunk.body))
    elif chunk.kind == b"acTL" and len(chunk.body) == 8:
        header.frames = max(1, int.from_bytes(chunk.body[:4], "big"))
    elif chunk.kind == b"pHYs" and len(chunk.body) == 9 and chunk.body[8] == 1:  # 1: the unit is the metre
        x, y = int.from_bytes(chunk.body[:4], "big"), int.from_bytes(chunk.body[4:8], "big")
        header.pixels_per_metre = pixels_per_metre(x, y, 1)


def _load(header: _Header) -> ReadRows:
    image = _pillow_image(header)
    image.load()
    low = None
    if header.bits == 16 and header.colour_type != GREY:
        # Pillow keeps only the high byte of each 16-bit sample. A second decoding in other raw modes has the rest.
        low = _pillow_image(header)
        raw_mode = _LOW_BYTE_MODES.get(header.colour_type, "RGBA")  # grey+alpha: its four bytes, as they are
        low.tile = [tile._replace(args=raw_mode) for tile in low.tile]
        low.load()

    def read_rows(top: int, bottom: int) -> Rows:
        box = (0, top, header.width, bottom)
        if header.bits == 16:
            return _from_sixteen_bit(_samples(image, low, header, box), header)
        strip = image.crop(box)
        if header.colour_type in (GREY_ALPHA, RGB_ALPHA):
            rgba = np.asarray(strip.convert("RGBA"))
            return rgba[..., :3], rgba[..., 3].astype(np.float32) / np.float32(255)
        rgb = np.asarray(strip.convert("RGB"))
        if header.transparency is None:
            return rgb, None
        if header.colour_type == PALETTE:
            opacity = np.full(256, 255, np.float32)
            entries = np.frombuffer(header.transparency[:256], np.uint8)
            opacity[: len(entries)] = entries
            return rgb, (opacity / np.float32(255))[np.asarray(strip)]
        samples = rgb[..., :1] if header.colour_type == GREY else rgb
        return rgb, alpha_from_key(samples, header.transparency, header.bits)

    return read_rows


def _pillow_image(header: _Header) -> PngImageFile:
    return PngImageFile(BytesIO(b"".join(header.picture)))


def _samples(
    image: PngImageFile, low: PngImageFile | None, header: _Header, box: tuple[int, int, int, int]
) -> NDArray[np.uint16]:
    """Return the 16-bit samples of some rows, hxWxchannels, as stored."""
    if low is None:
        return np.asarray(image.crop(box)).astype(np.uint16, copy=False)[..., np.newaxis]
    low_bytes = np.asarray(low.crop(box)).astype(np.uint16)
    if header.colour_type == GREY_ALPHA:
        high_bytes, low_bytes = low_bytes[..., 0::2], low_bytes[..., 1::2]
    else:
        high_bytes = np.asarray(image.crop(box)).astype(np.uint16)
    return high_bytes * np.uint16(256) + low_bytes


def _from_sixteen_bit(samples: NDArray[np.uint16], header: _Header) -> Rows:
    alpha = None
    colour = samples
    if header.colour_type in (GREY_ALPHA, RGB_ALPHA):
        colour = samples[..., :-1]
        alpha = samples[..., -1].astype(np.float32) / np.float32(65535)
    elif header.transparency is not None:
        alpha = alpha_from_key(samples, header.transparency, 16)
    return np.broadcast_to(colour, (*colour.shape[:2], 3)), alpha
