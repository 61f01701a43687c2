"""The picture codecs that live outside this package: HEIC and AVIF, played by JavaScript modules in the browser."""

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

DecodedKind = Literal["heic", "avif"]
EncodedKind = Literal["avif"]


class ImageCodecs(Protocol):
    """Whoever decodes and encodes what Pillow cannot. Both methods raise anything on failure, with words in it."""

    async def decode(self, kind: DecodedKind, data: bytes) -> NDArray[np.uint8]:
        """Decode the first picture of a file.

        Parameters
        ----------
        kind : "heic" or "avif"
        data : bytes
            The whole file.

        Returns
        -------
        ndarray, HxWx4 uint8
            RGBA; alpha 255 where the file has none; deeper samples scaled to 8 bits; numbers in the file's own colour
            space. AVIF: straight, as stored; clap, irot and imir are still to be applied. HEIC: clap, irot and imir are
            applied; colours are multiplied by alpha if (and only if) the file says so.
        """
        ...

    async def encode(self, kind: EncodedKind, rgba: NDArray[np.uint8], quality: int, lossless: bool) -> bytes:
        """Encode a straight HxWx4 uint8 picture; quality 1 to 100, without effect when lossless."""
        ...
