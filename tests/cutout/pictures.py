"""Finished cutouts for the tests of encoders and checks. No test is in here."""

import numpy as np

from cutout.picture import Picture
from tests.cutout.drawing import colours, smooth


def every_alpha(channels=3):
    """All 256 alphas over unrelated colours; `channels=1` makes the colours grey."""
    rgb = np.broadcast_to(colours(256, 48, channels), (256, 48, 3)).copy()
    alpha = np.repeat(np.arange(256, dtype=np.float32)[:, np.newaxis] / np.float32(255), 48, axis=1)
    return Picture(rgb, alpha)


def soft(height=150, width=200, **beside):
    """A soft disc over smooth colours, which lossy codecs keep almost as they are."""
    y, x = (np.mgrid[:height, :width] + 0.5) / np.array([height, width]).reshape(2, 1, 1)
    alpha = np.clip((0.35 - np.hypot(x - 0.5, y - 0.5)) * 8 + 0.5, 0, 1).astype(np.float32)
    return Picture(smooth(height, width), alpha, **beside)


def noise(height, width, **beside):
    """Unrelated pixels, alpha included."""
    rgba = colours(height, width, 4, seed=3)
    return Picture(rgba[..., :3].copy(), rgba[..., 3].astype(np.float32) / np.float32(255), **beside)


def opaque(height=40, width=50):
    """No transparency at all."""
    return Picture(smooth(height, width), np.ones((height, width), np.float32))


def replaced(data, old, new):
    """Change one place in a file, which must be there."""
    assert data.count(old) >= 1 and len(old) == len(new)
    return data.replace(old, new, 1)
