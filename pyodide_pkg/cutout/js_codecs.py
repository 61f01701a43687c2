"""The page's picture codecs as `ImageCodecs`. It knows no format, and catches nothing: JavaScript's words are kept."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.codecs import DecodedKind, EncodedKind
from cutout.js_values import to_bytes, to_javascript


class JsCodecs:
    """Wraps the JavaScript object.

    Parameters
    ----------
    codecs : object
        With async `decode` and `encode` as `bridge.run` describes them.
    """

    def __init__(self, codecs: Any) -> None:
        self._codecs = codecs

    async def decode(self, kind: DecodedKind, data: bytes) -> NDArray[np.uint8]:
        """Decode a file; see `ImageCodecs.decode`.

        Raises
        ------
        ValueError
            The answer is not a picture of the size that it states.
        """
        answer = await self._codecs.decode(kind, to_javascript(memoryview(data)))
        width, height = int(answer.width), int(answer.height)
        pixels = np.frombuffer(to_bytes(answer.data), np.uint8)
        if width < 1 or height < 1 or pixels.size != width * height * 4:
            raise ValueError(f"the decoder's answer has {pixels.size} bytes for {width} x {height} pixels")
        return pixels.reshape(height, width, 4)

    async def encode(self, kind: EncodedKind, rgba: NDArray[np.uint8], quality: int, lossless: bool) -> bytes:
        """Encode a picture; see `ImageCodecs.encode`."""
        height, width = rgba.shape[:2]
        pixels = to_javascript(np.ascontiguousarray(rgba).reshape(-1).data)
        settings = to_javascript({"quality": quality, "lossless": lossless})
        return to_bytes(await self._codecs.encode(kind, pixels, width, height, settings))
