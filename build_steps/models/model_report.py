"""What preparing a model did, in figures: printed after the work and kept in its ``model.json``."""

from dataclasses import asdict, dataclass
from typing import Any

import onnxruntime

from build_steps.models.model_half import HalfVariant


@dataclass(frozen=True)
class PreparationReport:
    """The published model beside the prepared one.

    Attributes
    ----------
    steps : tuple of str
        What was done, in order.
    published_bytes, bytes : int
        Before and after; graph and weights together.
    published_nodes, nodes : int
        Of the graph, before and after.
    largest_difference : float
        Largest absolute difference of the alphas (after the activation) that native onnxruntime computes from both for
        the drawn reference input, in 0..1.
    half : HalfVariant or None
        The float16 variant; None where there is none.
    half_reason : str
        Why there is none.
    """

    steps: tuple[str, ...]
    published_bytes: int
    bytes: int
    published_nodes: int
    nodes: int
    largest_difference: float
    half: HalfVariant | None = None
    half_reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return plain values for the descriptor, with the version of onnxruntime that compared."""
        values = asdict(self) | {"steps": list(self.steps), "compared_with": f"onnxruntime {onnxruntime.__version__}"}
        del values["half"], values["half_reason"]
        return values | {"float16": self.half.as_json() if self.half else {"left_out": self.half_reason}}

    def lines(self) -> list[str]:
        """Return the report in words, one fact a line."""
        return [
            *self.steps,
            f"nodes: {self.published_nodes:,} -> {self.nodes:,}",
            f"size: {self.published_bytes / 1e6:.1f} -> {self.bytes / 1e6:.1f} MB",
            f"largest difference of the alpha against the published model: {self.largest_difference:.1e}",
            self.half.line() if self.half else f"no float16 variant: {self.half_reason}",
        ]
