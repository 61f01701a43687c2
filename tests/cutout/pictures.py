"""Finished cutouts for the tests of encoders and checks. No test is in here."""

import numpy as np
from PIL import Image, ImageFilter

from cutout.colour.quantise import quantise
from cutout.pictures import Photo
from tests.cutout.drawing import colours, smooth


def every_alpha(channels=3):
    """All 256 alphas over unrelated colours; `channels=1` makes the colours grey."""
    rgb = np.broadcast_to(colours(256, 48, channels), (256, 48, 3)).copy()
    alpha = np.repeat(np.arange(256, dtype=np.float32)[:, np.newaxis] / np.float32(255), 48, axis=1)
    return Photo(rgb, alpha)


def soft(height=150, width=200, **beside):
    """A soft disc over smooth colours, which lossy codecs keep almost as they are."""
    y, x = (np.mgrid[:height, :width] + 0.5) / np.array([height, width]).reshape(2, 1, 1)
    alpha = np.clip((0.35 - np.hypot(x - 0.5, y - 0.5)) * 8 + 0.5, 0, 1).astype(np.float32)
    return Photo(smooth(height, width), alpha, **beside)


def on_green():
    """A red subject with lobes and a soft edge, its own colour wherever it can be seen, over hidden green."""
    y, x = np.mgrid[:400, :400] - 199.5
    radius = 110 + 14 * np.sin(9 * np.arctan2(y, x))
    alpha = np.clip((radius - np.hypot(y, x)) / 6 + 0.5, 0, 1).astype(np.float32)
    rgb = np.where(quantise(alpha)[..., np.newaxis] > 0, (205, 45, 40), (30, 200, 60)).astype(np.uint8)
    return Photo(rgb, alpha)


def edge_error(found, picture):
    """How far the colours at the edge are from what was meant, as seen: mean over 6 pixels, times alpha, of 255."""
    visible = quantise(picture.alpha) > 0
    inner = np.asarray(Image.fromarray(visible).convert("L").filter(ImageFilter.MinFilter(13))) > 0
    difference = np.abs(found[..., :3].astype(float) - picture.rgb) * picture.alpha[..., np.newaxis]
    return difference[visible & ~inner].mean()


def noise(height, width, **beside):
    """Unrelated pixels, alpha included."""
    rgba = colours(height, width, 4, seed=3)
    return Photo(rgba[..., :3].copy(), rgba[..., 3].astype(np.float32) / np.float32(255), **beside)


def opaque(height=40, width=50):
    """No transparency at all."""
    return Photo(smooth(height, width), np.ones((height, width), np.float32))


def replaced(data, old, new):
    """Change one place in a file, which must be there."""
    assert data.count(old) >= 1 and len(old) == len(new)
    return data.replace(old, new, 1)
