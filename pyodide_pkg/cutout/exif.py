"""The few numbers that are read from an EXIF block: orientation and resolution. Damage in it never fails a photo."""

_SIZES = {3: 2, 4: 4, 5: 8}  # short, long, rational
_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 0x0112, 0x011A, 0x011B, 0x0128
_UNITS_PER_METRE = {2: 1 / 0.0254, 3: 100.0}  # inch, centimetre
_MAX_ENTRIES = 1024


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
    value = _first_directory(exif).get(_ORIENTATION, 1)
    return int(value) if value in range(1, 9) else 1


def pixels_per_metre_from_exif(exif: bytes | None) -> tuple[int, int] | None:
    """Read the resolution (EXIF 2.32, tags 0x011A, 0x011B and 0x0128) along the stored x and y axes.

    Returns
    -------
    (int, int) or None
        None where there is none, or none in a unit of length.
    """
    tags = _first_directory(exif)
    if _X_RESOLUTION not in tags or _Y_RESOLUTION not in tags:
        return None
    return pixels_per_metre(tags[_X_RESOLUTION], tags[_Y_RESOLUTION], _UNITS_PER_METRE.get(int(tags.get(_UNIT, 2)), 0))


def pixels_per_metre(x: float, y: float, units_per_metre: float) -> tuple[int, int] | None:
    """Convert a resolution, or return None where it makes no sense: below 1 or above a million pixels a metre."""
    found = round(x * units_per_metre), round(y * units_per_metre)
    return found if min(found) >= 1 and max(found) <= 1_000_000 else None


def _first_directory(exif: bytes | None) -> dict[int, float]:
    """Return the numbers in the first directory by tag; the first of several values, the first entry of several."""
    tiff = exif or b""
    if tiff[:6] == b"Exif\x00\x00":
        tiff = tiff[6:]
    little = tiff[:4] == b"II*\x00"
    if not little and tiff[:4] != b"MM\x00*":
        return {}

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if little else "big")

    directory = number(4, 4)
    found: dict[int, float] = {}
    if directory < 8 or directory + 2 > len(tiff):
        return found
    for index in range(min(number(directory, 2), _MAX_ENTRIES)):
        entry = directory + 2 + 12 * index
        if entry + 12 > len(tiff):
            break
        tag, kind = number(entry, 2), number(entry + 2, 2)
        size = _SIZES.get(kind)
        if tag in found or size is None:
            continue
        if size <= 4:
            found[tag] = number(entry + 8, size)
            continue
        at = number(entry + 8, 4)
        divisor = number(at + 4, 4)
        if at + 8 <= len(tiff) and divisor:
            found[tag] = number(at, 4) / divisor
    return found
