"""A drawn alpha in place of a network's: a true one made small, a little soft, wrong and too sure of itself.

No network is asked, so the errors are known and the same on every machine. They are not those of a real network, which
is wrong by far more at edges: `mattes` measures with one.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter

from bench.quality.pixels import in_8_bit

# The network's 1024 pixels against the 2,400 of a usual photo: what the cases show is a part of such a photo.
REDUCTION = 2400 / 1024
# In pixels of the network's map: its blur, and the size of the patches in which it errs the same way.
_BLUR = 0.7
_PATCH = 3.0
# Standard deviation of its error where alpha is 0.5, and how far it pushes alpha away from 0.5.
_ERROR = 0.06
_OVERCONFIDENCE = 0.5


def exact_small_alpha(alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Reduce a true alpha (H, W) to the network's resolution by averaging areas; float32 in [0, 1], nothing wrong."""
    height, width = (max(8, round(side / REDUCTION)) for side in alpha.shape)
    return np.asarray(Image.fromarray(alpha).resize((width, height), Image.Resampling.BOX))


def drawn_small_alpha(alpha: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Draw a map that stands in for a network's, from a true alpha.

    Parameters
    ----------
    alpha : ndarray, (H, W) float32 in [0, 1]
    seed : int
        Of the smooth error in the soft zone.

    Returns
    -------
    ndarray, float32 in [0, 1], multiples of 1 / 255
        At the network's resolution: both sides are smaller by REDUCTION.
    """
    seen = gaussian_filter(exact_small_alpha(alpha), _BLUR, mode="nearest")
    softness = 4 * seen * (1 - seen)
    error = gaussian_filter(np.random.default_rng(seed).normal(size=seen.shape), _PATCH)
    error *= _ERROR / max(float(error.std()), 1e-6)
    # The polynomial leaves 0, 0.5 and 1 where they are.
    sure = seen + _OVERCONFIDENCE * seen * (1 - seen) * (2 * seen - 1)
    return in_8_bit(sure + softness * error)


def enlarged(
    small: NDArray[np.float32], height: int, width: int, resampling: Image.Resampling = Image.Resampling.BILINEAR
) -> NDArray[np.float32]:
    """Enlarge a map (h, w) with one of Pillow's filters; (height, width) float32, clipped to [0, 1]."""
    picture = np.asarray(Image.fromarray(small).resize((width, height), resampling))
    return picture.clip(0, 1)
