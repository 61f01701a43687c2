"""The drawn picture in files that say their colours in other ways than sRGB and profiles do. No test is in here."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]

_SRGB_TO_BT2020 = np.array(
    [[0.627404, 0.329283, 0.043313], [0.069097, 0.919540, 0.011362], [0.016391, 0.088013, 0.895595]]
)  # ITU-R BT.2087-0
BT2020, PQ = 9, 16
_WHITE = 203 / 10000
"""Of 10,000 cd/m2: where graphics have their white in PQ."""


def linear_png(picture: Picture) -> bytes:
    """Return a PNG of 16 bits whose gAMA says that its numbers are linear light."""
    return _png(_linear(picture) * 65535, (b"gAMA", struct.pack(">I", 100_000)))


def pq_png(picture: Picture) -> bytes:
    """Return a PNG of 16 bits in BT.2020 and PQ, as cICP says."""
    return _png(_pq(picture) * 65535, (b"cICP", bytes([BT2020, PQ, 0, 1])))


def pq_heic(picture: Picture) -> bytes:
    """Return a HEIC of 10 bits in BT.2020 and PQ, as nclx says."""
    samples = np.rint(_pq(picture) * 65535).astype(np.uint16)
    file = io.BytesIO()
    pillow_heif.from_bytes("RGB;16", picture.shape[1::-1], samples.tobytes()).save(
        file,
        quality=95,
        chroma=444,
        color_primaries=BT2020,
        transfer_characteristics=PQ,
        matrix_coefficients=BT2020,
        full_range_flag=1,
    )
    return file.getvalue()


def pq_avif(picture: Picture) -> bytes:
    """Return an AVIF in BT.2020 and PQ, as only the coded picture in it says (AV1's sequence header)."""
    file = io.BytesIO()
    samples = np.rint(_pq(picture) * 255).astype(np.uint8)
    Image.fromarray(samples).save(file, "AVIF", quality=100, subsampling="4:4:4")
    head, pixels = file.getvalue().replace(b"colrnclx", b"freenclx").split(b"mdat")
    bits = "".join(f"{byte:08b}" for byte in pixels[:24])
    said, meant = (f"{primaries:08b}{transfer:08b}" for primaries, transfer in ((1, 13), (BT2020, PQ)))
    assert bits.count(said) == 1
    return head + b"mdat" + int(bits.replace(said, meant), 2).to_bytes(24, "big") + pixels[24:]


def _linear(picture: Picture) -> NDArray[np.float64]:
    value = picture / 255
    return np.asarray(np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4))


def _pq(picture: Picture) -> NDArray[np.float64]:
    power = (np.clip(_linear(picture) @ _SRGB_TO_BT2020.T, 0, 1) * _WHITE) ** 0.1593017578125
    return np.asarray(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def _png(samples: NDArray[np.float64], colour: tuple[bytes, bytes]) -> bytes:
    height, width, _ = samples.shape
    rows = np.rint(samples).astype(">u2").reshape(height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), colour, (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
