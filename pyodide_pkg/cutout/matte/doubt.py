"""How little a matte and a cutout can be trusted, and why. It changes neither; the rules it asks are in `subject`."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cutout.matte.subject import network_doubt, plain_doubt, result_doubt, source_doubt
from cutout.model_spec import ModelSpec
from cutout.pictures import Doubt, Reason


def matte_doubt(alpha: NDArray[np.float32], spec: ModelSpec, tensor: NDArray[np.float32]) -> Doubt:
    """Return the doubt of one answer of the network.

    Parameters
    ----------
    alpha : ndarray, (h, w) float32 in [0, 1]
        The answer, as `output.alpha_from_output` made it.
    spec : ModelSpec
    tensor : ndarray, [1, 3, h, w] float32
        What the network was given.
    """
    return with_reason(Doubt(), plain_doubt(tensor, spec) or network_doubt(alpha))


def of_source(source_alpha: NDArray[np.float32] | None, matte: Doubt) -> Doubt:
    """Return the doubt of a matte together with that of its photo's own opacity.

    Parameters
    ----------
    source_alpha : ndarray, HxW float32 in [0, 1], or None
        None for an opaque source.
    matte : Doubt
        It does not count where there is hardly anything to be seen.
    """
    reason = source_doubt(source_alpha)
    return matte if reason is None else with_reason(Doubt(), reason)


def of_cutout(alpha: NDArray[np.float32], before: Doubt) -> Doubt:
    """Return the doubt of a cutout.

    Parameters
    ----------
    alpha : ndarray, HxW float32 in [0, 1]
        The finished one.
    before : Doubt
        Of its photo and its matte.
    """
    return before if before.reasons else with_reason(before, result_doubt(alpha))


def with_reason(doubt: Doubt, reason: Reason | None) -> Doubt:
    """Return the doubt with a certain reason in front; the same without one."""
    return doubt if reason is None else replace(doubt, score=1.0, reasons=(reason, *doubt.reasons))
