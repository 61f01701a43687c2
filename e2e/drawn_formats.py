"""One small picture in many kinds of files, drawn by code: what a batch of real photos brings, with a known answer."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from e2e.drawn import ORIENTATION_TAG, green_screen
from e2e.drawn_colours import linear_png, pq_avif, pq_heic, pq_png

WIDTH, HEIGHT = 96, 64
MARK = (slice(22, 30), slice(30, 40))
"""Rows and columns of a red patch off the centre: it shows a wrong turn."""
HOLE = (slice(38, 46), slice(58, 70))
"""Where files with alpha are transparent already, in the middle of the subject."""

CGBI = b"\x89PNG\r\n\x1a\n\0\0\0\4CgBI\x50\0\x20\6" + bytes(40)


@dataclass(frozen=True)
class DrawnFile:
    """A file and what its cutout must show."""

    name: str
    data: bytes
    is_coloured: bool = True
    """False where the kind of file holds no colour, so that nothing of the picture is green."""
    has_hole: bool = False
    expected_error: str | None = None


def picture() -> NDArray[np.uint8]:
    """Return H x W x 3: the green-screen picture with the red patch."""
    drawn = green_screen(WIDTH, HEIGHT)
    drawn[MARK] = (230, 20, 20)
    return drawn


def drawn_files() -> Iterator[DrawnFile]:
    """Yield every kind once; accepted ones hold `picture`, upright or turned so that a reader must turn it back."""
    upright = Image.fromarray(picture())
    alpha = np.full((HEIGHT, WIDTH), 255, np.uint8)
    alpha[HOLE] = 0
    clear = Image.fromarray(np.dstack([picture(), alpha]))
    yield DrawnFile("palette.png", _saved(upright.quantize(64), "PNG"))
    yield DrawnFile("alpha in png.png", _saved(clear, "PNG"), has_hole=True)
    yield DrawnFile("grey 16.png", _saved(upright.convert("I;16"), "PNG"), is_coloured=False)
    yield DrawnFile("exif 6.png", _saved(upright.transpose(Image.Transpose.ROTATE_90), "PNG", exif=_exif(6)))
    yield DrawnFile("frames in png.png", _saved(upright, "PNG", save_all=True, append_images=[_other()]))
    yield DrawnFile("cmyk.jpg", _saved(upright.convert("CMYK"), "JPEG", quality=95))
    yield DrawnFile("grey progressive.jpg", _saved(upright.convert("L"), "JPEG", progressive=True), is_coloured=False)
    yield DrawnFile("without end.jpg", coarse_jpeg()[:-2] + b"\0\0\x01\x0aImage_UTC_Data1611111111111SEFHSEFT")
    yield DrawnFile("short jpeg.jpg", coarse_jpeg()[:-400], expected_error="decode-failed")
    yield DrawnFile("exif 5.jpg", _jpeg(upright.transpose(Image.Transpose.TRANSPOSE), exif=_exif(5)))
    yield DrawnFile("two pictures.jpg", _saved(upright, "MPO", quality=95, save_all=True, append_images=[_other()]))
    yield DrawnFile("exif 3.webp", _webp(upright.transpose(Image.Transpose.ROTATE_180), exif=_exif(3)))
    yield DrawnFile(
        "frames in webp.webp", _webp(clear, exact=True, save_all=True, append_images=[_other()]), has_hole=True
    )
    yield DrawnFile("alpha in avif.avif", _saved(clear, "AVIF", quality=95), has_hole=True)
    yield DrawnFile("turned in avif.avif", _saved(upright.transpose(Image.Transpose.ROTATE_90), "AVIF", exif=_exif(6)))
    yield DrawnFile("alpha in heic.heic", _heic(clear), has_hole=True)
    yield DrawnFile("turned in hif.hif", _heic(upright.transpose(Image.Transpose.ROTATE_90), exif=_exif(6)))
    yield DrawnFile("linear light.png", linear_png(picture()))
    yield DrawnFile("hdr in png.png", pq_png(picture()))
    yield DrawnFile("hdr in heic.heic", pq_heic(picture()))
    yield DrawnFile("hdr in avif.avif", pq_avif(picture()))
    yield DrawnFile("for iphone apps.png", CGBI, expected_error="unsupported-format")
    yield DrawnFile("really a jpeg.png", _jpeg(upright))
    yield DrawnFile("text.heic", b"This is no picture.\n", expected_error="unsupported-format")
    yield DrawnFile("short avif.avif", _saved(upright, "AVIF")[:200], expected_error="decode-failed")
    yield DrawnFile("short heic.heic", _heic(upright)[:-300], expected_error="decode-failed")


def coarse_jpeg() -> bytes:
    """Return `picture` as most cameras store it: colour at half the size, so that decoders may differ."""
    return _saved(Image.fromarray(picture()), "JPEG", quality=95, subsampling=2)


def assert_cutout_shows(file: DrawnFile, cutout: NDArray[np.uint8]) -> None:
    """Fail unless H x W x 4 shows what an accepted file holds: upright, opaque subject, no green, no hole filled."""
    assert cutout.shape == (HEIGHT, WIDTH, 4), file.name
    alpha = cutout[..., 3]
    mark = cutout[MARK][2:-2, 2:-2].astype(int)
    assert (mark[..., 3] == 255).all(), file.name
    assert (alpha[HOLE][2:-2, 2:-2] == (0 if file.has_hole else 255)).all(), file.name
    if file.is_coloured:
        colour = mark[..., :3].mean((0, 1))
        assert (np.abs(colour - (230, 20, 20)) < 12).all(), f"{file.name}: {colour}"
        assert (alpha[:10] == 0).all(), f"{file.name}: the green above the subject is gone"


def _other() -> Image.Image:
    return Image.new("RGB", (WIDTH, HEIGHT), (0, 0, 255))


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return exif


def _saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, file_format, **options)
    return data.getvalue()


def _jpeg(image: Image.Image, **options: object) -> bytes:
    return _saved(image, "JPEG", quality=95, subsampling=0, **options)


def _webp(image: Image.Image, **options: object) -> bytes:
    return _saved(image, "WEBP", lossless=True, **options)


def _heic(image: Image.Image, exif: Image.Exif | None = None) -> bytes:
    data = io.BytesIO()
    options = {} if exif is None else {"exif": exif.tobytes()}
    pillow_heif.from_pillow(image).save(data, quality=95, chroma=444, **options)
    return data.getvalue()
