"""What preparing a model did, in figures: printed after the work and kept in its ``model.json``."""

from dataclasses import asdict, dataclass
from typing import Any

import onnxruntime


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
    """

    steps: tuple[str, ...]
    published_bytes: int
    bytes: int
    published_nodes: int
    nodes: int
    largest_difference: float

    def as_json(self) -> dict[str, Any]:
        """Return plain values for the descriptor, with the version of onnxruntime that compared."""
        return {**asdict(self), "steps": list(self.steps), "compared_with": f"onnxruntime {onnxruntime.__version__}"}

    def lines(self) -> list[str]:
        """Return the report in words, one fact a line."""
        return [
            *self.steps,
            f"nodes: {self.published_nodes:,} -> {self.nodes:,}",
            f"size: {self.published_bytes / 1e6:.1f} -> {self.bytes / 1e6:.1f} MB",
            f"largest difference of the alpha against the published model: {self.largest_difference:.1e}",
        ]
