"""The network's output → alpha at the network's size. Bringing it to the photo's size is `alpha`'s work."""

import numpy as np
from numpy.typing import NDArray

from cutout.errors import InferenceFailedError
from cutout.matte.subject import is_clear
from cutout.model_spec import ModelSpec


def alpha_from_output(output: NDArray[np.float32], spec: ModelSpec, height: int, width: int) -> NDArray[np.float32]:
    """Check what the network returned and make an alpha of it.

    Parameters
    ----------
    output : ndarray, [1, 1, h, w] float32
        Logits or saliency, as `spec.activation` says. Leading ones may be missing.
    spec : ModelSpec
    height, width : int
        h and w of what the network was given.

    Returns
    -------
    ndarray, hxw float32 in [0, 1]
        Where a map that is to be stretched has no clear subject (`subject.is_clear`), it is the saliency itself, which
        is flat: stretching it, or applying levels meant for stretched values, would make a subject of noise.

    Raises
    ------
    InferenceFailedError
        Wrong shape, or values that are not finite; the detail has the numbers.
    """
    shape = tuple(output.shape)
    if shape not in ((1, 1, height, width), (1, height, width), (height, width)):
        wanted = [1, 1, height, width]
        raise InferenceFailedError(
            "no-alpha",
            detail=f"output {spec.output_name!r} of {spec.id!r} has shape {list(shape)}, expected {wanted}",
        )
    values = output.reshape(height, width).astype(np.float32)  # always a copy: the argument stays as it is
    wrong = values.size - int(np.count_nonzero(np.isfinite(values)))
    if wrong:
        raise InferenceFailedError(
            "no-numbers",
            detail=f"{wrong} of {values.size} values of {spec.output_name!r} of {spec.id!r} are not finite",
        )
    if spec.activation == "sigmoid":
        values = sigmoid(values)
    if spec.normalise == "min-max":
        if not is_clear(values):
            return np.clip(values, 0.0, 1.0, out=values)
        values = stretched_to_0_and_1(values)
    low, high = spec.levels
    if (low, high) != (0, 1):
        values -= np.float32(low)
        values /= np.float32(high - low)
    return np.clip(values, 0.0, 1.0, out=values)


def stretched_to_0_and_1(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (x - lowest) / (highest - lowest).

    Parameters
    ----------
    values : ndarray, float32, finite, not all the same

    Returns
    -------
    ndarray, float32, same shape
    """
    lowest, highest = values.min(), values.max()
    return np.asarray((values - lowest) / (highest - lowest), np.float32)


def sigmoid(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 1 / (1 + e⁻ˣ) without overflow: only e to a negative power is ever computed.

    Parameters
    ----------
    x : ndarray, float32, finite

    Returns
    -------
    ndarray, float32 in [0, 1], same shape
    """
    small = np.exp(-np.abs(x))
    return np.asarray(np.where(x >= 0, np.float32(1), small) / (1 + small), np.float32)
