"""What the application data of a JPEG file say: EXIF block, ICC profile, resolution. Nothing in it fails a photo."""

from cutout.formats.jpeg.segments import JpegFile
from cutout.formats.shared.exif import pixels_per_metre, pixels_per_metre_from_exif

_EXIF = b"Exif\x00\x00"
_ICC = b"ICC_PROFILE\x00"
_JFIF_UNITS_PER_METRE = {1: 1 / 0.0254, 2: 100.0}  # inch, centimetre


def exif_block(file: JpegFile) -> bytes | None:
    """Return the first EXIF block, a TIFF structure behind its `Exif` marker."""
    return next((body for number, body in file.applications if number == 1 and body.startswith(_EXIF)), None)


def embedded_profile(file: JpegFile) -> bytes | None:
    """Put the ICC profile together from its numbered pieces (ICC.1:2022, B.4).

    Programs that copy metadata write the same profile twice. A profile whose pieces are all there is taken, the first
    such; else the pieces as they stand.

    Returns
    -------
    bytes or None
        Unchecked.
    """
    pieces = [body[len(_ICC) :] for number, body in file.applications if number == 2 and body.startswith(_ICC)]
    pieces = [piece for piece in pieces if len(piece) > 2]
    for count in dict.fromkeys(piece[1] for piece in pieces):
        numbered: dict[int, bytes] = {}
        for piece in pieces:
            if piece[1] == count:
                numbered.setdefault(piece[0], piece[2:])
        profile = b"".join(numbered.get(number, b"") for number in range(1, count + 1))
        if len(numbered.keys() & set(range(1, count + 1))) == count and _is_whole(profile):
            return profile
    return b"".join(piece[2:] for piece in pieces) or None


def resolution(file: JpegFile) -> tuple[int, int] | None:
    """Return the pixels per metre along the stored x and y axes: JFIF's where it has any, else EXIF's."""
    for number, body in file.applications:
        if number == 0 and body.startswith(b"JFIF\x00") and len(body) >= 12:
            x, y = int.from_bytes(body[8:10], "big"), int.from_bytes(body[10:12], "big")
            found = pixels_per_metre(x, y, _JFIF_UNITS_PER_METRE.get(body[7], 0))
            if found is not None:
                return found
    return pixels_per_metre_from_exif(exif_block(file))


def _is_whole(profile: bytes) -> bool:
    return len(profile) >= max(4, int.from_bytes(profile[:4], "big"))
