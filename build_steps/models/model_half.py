"""The float16 variant of a prepared model: made, run natively beside the float32 one, and left out where it is no good.

It is a graph over the same weights file. What of it is computed in float16 and what is not, `half_precision` says.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto

from build_steps.graph.half_compute import to_half_compute
from build_steps.graph.half_rounding import rounding_copy
from build_steps.models.model_preparation import PreparedModel
from build_steps.models.model_weights import WEIGHTS_NAME, is_quantised
from build_steps.models.self_check import reference_input

LARGEST_HALF = float(np.finfo(np.float16).max)
# Of the reference run; what a photo makes of it may be larger, and so may the sums within a node.
LARGEST_VALUE = LARGEST_HALF / 8


@dataclass(frozen=True)
class HalfVariant:
    """A float16 graph beside its float32 one, compared on the drawn reference input of each look.

    Attributes
    ----------
    graph : bytes
        The ONNX file; it refers to the prepared model's weights file.
    nodes, nodes_in_float32 : int
        Of the graph.
    largest_difference, mean_difference : float
        Of the alphas (after the activation), absolute, in 0..1, with a rounding to float16 after every node; of the
        size in which each is largest.
    largest_value : float
        The largest number that is float16 there; the format ends at 65,504.
    """

    graph: bytes
    nodes: int
    nodes_in_float32: int
    largest_difference: float
    mean_difference: float
    largest_value: float

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {name: value for name, value in asdict(self).items() if name != "graph"} | {"bytes": len(self.graph)}

    def line(self) -> str:
        """Return the figures in words."""
        size = (
            f"{len(self.graph) / 1e6:.1f} MB more, {self.nodes:,} nodes, {self.nodes_in_float32:,} of them in float32"
        )
        off = f"alpha differs by {self.largest_difference:.1e} at most, {self.mean_difference:.1e} on average"
        return f"float16 variant: {size}; {off}; largest number {self.largest_value:,.0f} of {LARGEST_HALF:,.0f}"


class NoHalfVariantError(Exception):
    """A model has no float16 variant; the message says why."""


def half_variant(
    prepared: PreparedModel,
    spec: Mapping[str, Any],
    variant: Mapping[str, Any],
    references: Sequence[NDArray[np.float32]],
    limit: float,
) -> HalfVariant:
    """Return the float16 variant of a model.

    Parameters
    ----------
    prepared : PreparedModel
    spec, variant : mapping
        Of the model's entry.
    references : sequence of ndarray
        What the prepared model makes of `self_check.reference_input` in each size, [1, 1, h, w] float32.
    limit : float
        How far the alpha may be off at one pixel, in 0..1.

    Raises
    ------
    NoHalfVariantError
        It would be of no use, or its result is not good enough.
    """
    model = onnx.load_from_string(prepared.graph)
    if variant["precision"] != "float32" or is_quantised(model):
        raise NoHalfVariantError("the weights have 8 bits")
    if "webgpu" not in variant["providers"]:
        raise NoHalfVariantError("only WebGPU computes in float16")
    if any(tensor.external_data and tensor.data_type != TensorProto.FLOAT16 for tensor in model.graph.initializer):
        raise NoHalfVariantError("the weights are kept in float32")
    try:
        half, kept = to_half_compute(model)
        session, names = rounding_session(half, prepared.weights)
        wanted = [spec["output_name"], *names]
        runs = [session.run(wanted, {spec["input_name"]: reference_input(*each.shape[2:])}) for each in references]
    except Exception as error:  # onnx and onnxruntime have classes of their own; the float32 variant is good without it
        raise NoHalfVariantError(f"it cannot be made: {error}") from error
    largest = max((float(size) for _, *sizes in runs for size in sizes), default=0.0)
    pairs = zip(runs, references, strict=True)
    differences = [np.abs(alpha_of(output, spec) - alpha_of(each, spec)) for (output, *_), each in pairs]
    made = HalfVariant(
        half.SerializeToString(),
        len(half.graph.node),
        kept,
        max(float(each.max()) for each in differences),
        max(float(each.mean()) for each in differences),
        largest,
    )
    if not largest <= LARGEST_VALUE:
        raise NoHalfVariantError(
            f"numbers up to {largest:,.0f} are too near to the end of the format, {LARGEST_HALF:,.0f}"
        )
    if not made.largest_difference <= limit:
        raise NoHalfVariantError(f"the alpha would be off by {made.largest_difference:.1e}, over {limit:.0e}")
    return made


def alpha_of(output: NDArray[np.float32], spec: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return a network's output after the activation that is left to do, in its own shape."""
    values = output.astype(np.float64)
    return 1 / (1 + np.exp(-values.clip(-80, 80))) if spec["activation"] == "sigmoid" else values


def rounding_session(half: onnx.ModelProto, weights: bytes) -> tuple[onnxruntime.InferenceSession, list[str]]:
    """Return a session that rounds as float16 does, see `rounding_copy`, and the names of its further outputs."""
    rounding, names = rounding_copy(half)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(rounding.SerializeToString())
        (Path(folder) / WEIGHTS_NAME).write_bytes(weights)
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]), names
