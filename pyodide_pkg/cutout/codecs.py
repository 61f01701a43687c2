"""The picture codecs that live outside this package: HEIC and AVIF, played by JavaScript modules in the browser."""

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

DecodedKind = Literal["heic", "avif"]
EncodedKind = Literal["avif"]


class ImageCodecs(Protocol):
    """Whoever decodes and encodes what Pillow cannot. Both methods raise anything on failure, with words in it."""

    async def decode(self, kind: DecodedKind, data: bytes, *, deep: bool = False) -> NDArray[np.uint8 | np.uint16]:
        """Decode the first picture of a file.

        Parameters
        ----------
        kind : "heic" or "avif"
        data : bytes
            The whole file, written by `heif_still` or by an encoder: one picture and its alpha.
        deep : bool
            For samples of more than 8 bits: ask for all of them.

        Returns
        -------
        ndarray, HxWx4 uint8 or uint16
            RGBA, 0 to 255; where `deep` was asked for and the codec can, uint16 from 0 to 65535 whatever the file's
            depth. Alpha is full where the file has none. Numbers are in the file's own colour space. Colours come as
            stored: not divided by alpha, and not cropped or turned, for the file does not ask for it.
        """
        ...

    async def encode(self, kind: EncodedKind, rgba: NDArray[np.uint8], quality: int, lossless: bool) -> bytes:
        """Encode a straight HxWx4 uint8 picture; quality 1 to 100, without effect when lossless."""
        ...
