"""The picture codecs outside this package: HEIC, AVIF and JPEG, played by JavaScript modules in the browser."""

import re
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

DecodedKind = Literal["heic", "avif"]
EncodedKind = Literal["avif"]

_OUT_OF_MEMORY = re.compile("out of memory|cannot enlarge memory|buffer allocation failed|bad_alloc", re.IGNORECASE)
"""What the codecs' runtimes say when an allocation fails. A codec's own limit on hostile files reads otherwise."""


class StoredPicture(Protocol):
    """A decoded picture that stays outside this package's memory; some of its rows are copied at a time."""

    @property
    def width(self) -> int:
        """In pixels."""
        ...

    @property
    def height(self) -> int:
        """In pixels."""
        ...

    @property
    def remarks(self) -> str:
        """What the decoder found fault with, in its own words; empty where it says that there is nothing."""
        ...

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """Return rows `top` to `bottom` (exclusive): hxWx4 uint8, RGBA."""
        ...


class ImageCodecs(Protocol):
    """Whoever decodes and encodes what Pillow cannot, or not as well. All raise anything on failure, with words."""

    async def decode(self, kind: DecodedKind, data: bytes, *, deep: bool = False) -> NDArray[np.uint8 | np.uint16]:
        """Decode the first picture of a file.

        Parameters
        ----------
        kind : "heic" or "avif"
        data : bytes
            The whole file, written by `formats.heif.still` or by an encoder: one picture and its alpha.
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

    async def decode_jpeg(self, data: bytes) -> StoredPicture:
        """Decode a grey, YCbCr or RGB JPEG file as libjpeg-turbo does by default.

        Parameters
        ----------
        data : bytes
            A file with its end marker. What is missing inside comes out grey, with a remark but without an error.

        Returns
        -------
        StoredPicture
            As stored, not yet upright; opaque; numbers in the file's own colour space; grey in three equal channels.
        """
        ...

    async def encode(self, kind: EncodedKind, rgba: NDArray[np.uint8], quality: int, lossless: bool) -> bytes:
        """Encode a straight HxWx4 uint8 picture; quality 1 to 100, without effect when lossless.

        The file need not say what its colours are.
        """
        ...


def says_out_of_memory(error: Exception) -> bool:
    """Whether a codec failed for want of memory, which is no fault of the file."""
    return _OUT_OF_MEMORY.search(str(error)) is not None
