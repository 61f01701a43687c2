"""A subject with a soft, wavy edge before a background; its true alpha and its true colours are known."""

import numpy as np

from cutout.colour.quantise import quantise


def soft_disc(height, width, softness=24):
    y, x = np.mgrid[:height, :width]
    distance = np.hypot((y - height / 2) / height, (x - width / 2) / width) * min(height, width)
    # Waves on the outline, so that the band is not one smooth ring.
    waves = 6 * np.sin(np.arctan2(y - height / 2, x - width / 2) * 9)
    return np.clip((0.3 * min(height, width) - distance + waves) / softness + 0.5, 0, 1).astype(np.float32)


def smooth_colours(height, width, seed, low, high):
    """Slow waves of colour between two colours."""
    r = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / 60
    wave = 0.5 + 0.5 * np.sin(r.uniform(0.5, 1.5) * y + r.uniform(0.5, 1.5) * x + r.uniform(0, 6))
    texture = r.normal(0, 0.02, (height, width, 1))
    return np.clip(np.array(low) + wave[..., np.newaxis] * (np.array(high) - low) + texture, 0, 1).astype(np.float32)


def composite(height, width, seed=0, softness=24):
    """A sandy subject before green leaves: photo, alpha, true foreground; the photo in steps of 1 / 255."""
    alpha = soft_disc(height, width, softness)
    true = smooth_colours(height, width, seed, (0.45, 0.3, 0.2), (0.85, 0.7, 0.5))
    behind = smooth_colours(height, width, seed + 1, (0.1, 0.4, 0.1), (0.3, 0.8, 0.2))
    a = alpha[..., np.newaxis]
    photo = quantise(a * true + (1 - a) * behind)
    return photo, alpha, true


def as_float(photo):
    return photo.astype(np.float32) / 255
