"""The batch that every cell of the browser matrix works on: photos of many kinds, and files that harm."""

from e2e.drawn import encode, green_screen, soft_green_screen
from e2e.drawn_formats import DrawnFile, drawn_files
from e2e.hostile_files import hostile_files, with_size

GOOD = ("alpha in avif.avif", "alpha in heic.heic", "alpha in png.png", "exif 3.webp", "exif 5.jpg")
# Its edge has every alpha there is, so that a provider that computes a little differently shows.
SOFT = "soft.png"
POISONED = "bad checksum.png"
# 63 megapixels, says its header, and nothing is behind it: too large for a phone, and damaged for everyone else.
LARGE = "large.png"
LARGE_SIZE = (9000, 7000)


def mixed_batch(*, is_phone: bool) -> list[DrawnFile]:
    """Return the files in the page's order, which is by name."""
    drawn = {file.name: file for file in drawn_files()}
    poisoned = next(file for file in hostile_files() if file.name == POISONED)
    large = with_size(encode(green_screen(64, 64), "PNG"), *LARGE_SIZE)
    batch = [
        *(drawn[name] for name in GOOD),
        DrawnFile(SOFT, encode(soft_green_screen(96, 64), "PNG")),
        DrawnFile(poisoned.name, poisoned.data, expected_error=poisoned.code),
        DrawnFile(LARGE, large, expected_error="photo-too-large" if is_phone else "decode-failed"),
    ]
    return sorted(batch, key=lambda file: file.name)


def one_more(name: str) -> dict[str, bytes]:
    """Return a photo to be saved in another format."""
    return {name: encode(soft_green_screen(96, 64), "PNG")}
