"""The page's picture codecs as `ImageCodecs`. It knows no format, and catches nothing: JavaScript's words are kept."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.bridge.values import to_bytes, to_javascript
from cutout.colour.quantise import rows_per_strip
from cutout.formats.shared.codecs import DecodedKind, EncodedKind, StoredPicture


class JsCodecs:
    """Wraps the JavaScript object.

    Parameters
    ----------
    codecs : object
        With async `decode` and `encode` as `bridge.run` describes them.
    """

    def __init__(self, codecs: Any) -> None:
        self._codecs = codecs

    async def decode(self, kind: DecodedKind, data: bytes, *, deep: bool = False) -> NDArray[np.uint8 | np.uint16]:
        """Decode a file; see `ImageCodecs.decode`.

        Raises
        ------
        ValueError
            The answer is not a picture of the size that it states.
        """
        answer = await self._codecs.decode(kind, to_javascript(memoryview(data)), deep)
        width, height, bits = int(answer.width), int(answer.height), int(answer.bits)
        kind_of_sample = np.uint8 if bits == 8 else np.uint16
        pixels: NDArray[np.uint8 | np.uint16] = np.frombuffer(to_bytes(answer.data), kind_of_sample)
        if width < 1 or height < 1 or pixels.size != width * height * 4:
            raise ValueError(f"the decoder's answer has {pixels.size} samples for {width} x {height} pixels")
        return _at_full_scale(pixels.reshape(height, width, 4), bits)

    async def decode_jpeg(self, data: bytes) -> StoredPicture:
        """Decode a file; see `ImageCodecs.decode_jpeg`.

        Raises
        ------
        ValueError
            The answer is not a picture of the size that it states.
        """
        return _JsPicture(await self._codecs.decode("jpeg", to_javascript(memoryview(data)), False))

    async def encode(self, kind: EncodedKind, rgba: NDArray[np.uint8], quality: int, lossless: bool) -> bytes:
        """Encode a picture; see `ImageCodecs.encode`."""
        height, width = rgba.shape[:2]
        pixels = to_javascript(np.ascontiguousarray(rgba).reshape(-1).data)
        settings = to_javascript({"quality": quality, "lossless": lossless})
        return to_bytes(await self._codecs.encode(kind, pixels, width, height, settings))


def _at_full_scale(pixels: NDArray[np.uint8 | np.uint16], bits: int) -> NDArray[np.uint8 | np.uint16]:
    """Stretch samples of 9 to 15 bits to 0..65535, some rows at a time."""
    if bits in (8, 16):
        return pixels
    if not 8 < bits < 16:
        raise ValueError(f"the decoder's answer has samples of {bits} bits")
    largest = np.uint32((1 << bits) - 1)
    stretched = np.empty(pixels.shape, np.uint16)
    rows = rows_per_strip(pixels.shape[1])
    for top in range(0, pixels.shape[0], rows):
        strip = pixels[top : top + rows].astype(np.uint32)
        stretched[top : top + rows] = (strip * np.uint32(65535) + largest // np.uint32(2)) // largest
    return stretched


class _JsPicture:
    """A picture in JavaScript's memory."""

    def __init__(self, answer: Any) -> None:
        self.width, self.height = int(answer.width), int(answer.height)
        self.remarks = str(answer.remarks)
        self._pixels = answer.data
        if self.width < 1 or self.height < 1 or self._pixels.length != self.width * self.height * 4:
            raise ValueError(
                f"the decoder's answer has {self._pixels.length} bytes for {self.width} x {self.height} pixels"
            )

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        stride = self.width * 4
        pixels = to_bytes(self._pixels.subarray(top * stride, bottom * stride))
        return np.frombuffer(pixels, np.uint8).reshape(bottom - top, self.width, 4)
