"""The few facts read from an EXIF block: orientation, resolution, Adobe RGB. Damage in it never fails a photo."""

from collections.abc import Iterator

_SIZES = {3: 2, 4: 4, 5: 8, 13: 4}  # short, long, rational, directory
_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 0x0112, 0x011A, 0x011B, 0x0128
_EXIF_DIRECTORY, _COLOUR_SPACE, _INTEROPERABILITY, _INDEX = 0x8769, 0xA001, 0xA005, 0x0001
_UNITS_PER_METRE = {2: 1 / 0.0254, 3: 100.0}  # inch, centimetre
_MAX_ENTRIES = 1024
_ADOBE_RGB = 2
"""Colour space: not in the standard, written by some cameras all the same."""
_UNCALIBRATED = 0xFFFF


def orientation_from_exif(exif: bytes | None) -> int:
    """Read the orientation from an EXIF block.

    Parameters
    ----------
    exif : bytes or None
        A TIFF structure, with or without the leading `Exif` marker.

    Returns
    -------
    int
        1 to 8 (EXIF 2.32, tag 0x0112); 1 where there is none or it cannot be read.
    """
    value = _Tiff(exif).first().get(_ORIENTATION, 1)
    return int(value) if value in range(1, 9) else 1


def pixels_per_metre_from_exif(exif: bytes | None) -> tuple[int, int] | None:
    """Read the resolution (EXIF 2.32, tags 0x011A, 0x011B and 0x0128) along the stored x and y axes.

    Returns
    -------
    (int, int) or None
        None where there is none, or none in a unit of length.
    """
    tags = _Tiff(exif).first()
    if _X_RESOLUTION not in tags or _Y_RESOLUTION not in tags:
        return None
    return pixels_per_metre(tags[_X_RESOLUTION], tags[_Y_RESOLUTION], _UNITS_PER_METRE.get(int(tags.get(_UNIT, 2)), 0))


def pixels_per_metre(x: float, y: float, units_per_metre: float) -> tuple[int, int] | None:
    """Convert a resolution, or return None where it makes no sense: below 1 or above a million pixels a metre."""
    found = round(x * units_per_metre), round(y * units_per_metre)
    return found if min(found) >= 1 and max(found) <= 1_000_000 else None


def says_adobe_rgb(exif: bytes | None) -> bool:
    """Whether the pixels are Adobe RGB (1998), as cameras say it that write no profile.

    DCF 2.0 (2010): colour space "uncalibrated" (tag 0xA001) and interoperability index "R03". Uncalibrated alone says
    nothing, and a colour space of sRGB is believed.
    """
    tiff = _Tiff(exif)
    directory = tiff.numbers(int(tiff.first().get(_EXIF_DIRECTORY, 0)))
    space = directory.get(_COLOUR_SPACE, _UNCALIBRATED)
    if space != _UNCALIBRATED:
        return space == _ADOBE_RGB
    return tiff.text(int(directory.get(_INTEROPERABILITY, 0)), _INDEX) == b"R03"


class _Tiff:
    """Directories of a TIFF structure (TIFF 6.0, section 2); whatever is damaged reads as if it were not there."""

    def __init__(self, exif: bytes | None) -> None:
        tiff = exif or b""
        self._bytes = tiff[6:] if tiff[:6] == b"Exif\x00\x00" else tiff
        self._is_little = self._bytes[:4] == b"II*\x00"
        self._is_tiff = self._is_little or self._bytes[:4] == b"MM\x00*"

    def first(self) -> dict[int, float]:
        """Return the numbers in the first directory."""
        return self.numbers(self._number(4, 4))

    def numbers(self, directory: int) -> dict[int, float]:
        """Return the numbers of a directory by tag; the first of several values, the first entry of several."""
        found: dict[int, float] = {}
        for tag, kind, value in self._entries(directory):
            size = _SIZES.get(kind)
            if tag in found or size is None:
                continue
            if size <= 4:
                found[tag] = self._number(value, size)
                continue
            at = self._number(value, 4)
            divisor = self._number(at + 4, 4)
            if at + 8 <= len(self._bytes) and divisor:
                found[tag] = self._number(at, 4) / divisor
        return found

    def text(self, directory: int, wanted: int) -> bytes | None:
        """Return a text of at most four bytes, its end included, that stands in the directory itself."""
        for tag, kind, value in self._entries(directory):
            if (tag, kind) == (wanted, 2):
                return self._bytes[value : value + 4].split(b"\0")[0]
        return None

    def _entries(self, directory: int) -> Iterator[tuple[int, int, int]]:
        """Yield tag, kind and the place of the value of each entry."""
        if not self._is_tiff or directory < 8 or directory + 2 > len(self._bytes):
            return
        for index in range(min(self._number(directory, 2), _MAX_ENTRIES)):
            entry = directory + 2 + 12 * index
            if entry + 12 > len(self._bytes):
                return
            yield self._number(entry, 2), self._number(entry + 2, 2), entry + 8

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self._bytes[at : at + size], "little" if self._is_little else "big")
