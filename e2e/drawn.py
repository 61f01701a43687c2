"""Photos drawn by code: green-screen pictures with a known cutout for the tiny model, a scene for the real one."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

GREEN = (0, 255, 0)
ORIENTATION_TAG = 0x0112


def green_screen(width: int, height: int, seed: int = 0) -> NDArray[np.uint8]:
    """Return H x W x 3: a textured grey-red rectangle in the middle of pure green, a quarter of each side away."""
    random = np.random.default_rng(seed)
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = GREEN
    top, left = height // 4, width // 4
    subject = picture[top : height - top, left : width - left]
    level = random.integers(40, 215, subject.shape[:2], np.uint8)
    subject[..., 0], subject[..., 1], subject[..., 2] = level + 40, level, level
    return picture


def soft_green_screen(width: int, height: int) -> NDArray[np.uint8]:
    """Return H x W x 3: a grey disc in the middle of pure green, with an edge a tenth of the height wide."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.hypot(x - width / 2, y - height / 2) / height
    alpha = np.clip((0.35 - distance) * 10, 0, 1)[..., None]
    picture: NDArray[np.float64] = alpha * 128 + (1 - alpha) * np.array(GREEN)
    return picture.astype(np.uint8)


def encode(picture: NDArray[np.uint8], file_format: str, orientation: int | None = None) -> bytes:
    """Return the picture as a file; with an orientation, stored so that a reader has to turn it back."""
    image = Image.fromarray(picture)
    exif = Image.Exif()
    if orientation == 6:  # stored on its side: the reader turns it 90 degrees clockwise
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[ORIENTATION_TAG] = 6
    data = io.BytesIO()
    options = {"quality": 95, "subsampling": 0} if file_format == "JPEG" else {"lossless": True}
    image.save(data, file_format, exif=exif, **options)
    return data.getvalue()


def portrait_scene(width: int = 1280, height: int = 960) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return a picture with one obvious subject and the subject's mask: a shaded figure before a soft backdrop."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = x / width - 0.5, y / height - 0.5
    backdrop = np.stack([150 + 60 * v, 170 + 50 * v, 190 - 40 * v], -1)
    head = (u / 0.11) ** 2 + ((v + 0.18) / 0.16) ** 2
    body = (u / 0.24) ** 2 + ((v - 0.42) / 0.42) ** 2
    mask = (head < 1) | (body < 1)
    light = 0.55 + 0.45 * np.clip(0.6 - 2 * u - v, 0, 1)
    skin, coat = np.array([214, 160, 130]), np.array([120, 30, 42])
    subject = np.where((head < 1)[..., None], skin, coat) * light[..., None]
    picture = np.where(mask[..., None], subject, backdrop) + np.random.default_rng(3).normal(0, 3, (height, width, 1))
    return np.clip(picture, 0, 255).astype(np.uint8), mask
