"""Which networks there are and in which variants each is measured; writes a variant's files. It runs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import onnx

from bench.networks.birefnet import birefnet
from bench.networks.isnet import isnet
from bench.networks.swin import LARGE, TINY
from build_steps.graph.half_compute import to_half_compute
from build_steps.graph.passes import prepare_graph
from build_steps.graph.report import GraphReport
from build_steps.graph.stale_shapes import drop_value_info
from build_steps.graph.static_input import fix_side
from build_steps.models.model_preparation import prepare_model
from build_steps.models.model_weights import WEIGHTS_NAME

GRAPH_NAME = "model.onnx"
SIDES = (512, 768, 1024)
VARIANTS = ("exported", "exported-half", "unannotated", "prepared", "prepared-half")
"""As published, in float32 and in float16 arithmetic; the first without its shape annotations, nothing else
changed; as our build prepares it, both arithmetics over one file of float16 weights."""


@dataclass(frozen=True)
class Network:
    """A network; `build` takes the side and returns it in float32."""

    like: str
    output: str
    build: Callable[[int], onnx.ModelProto]


NETWORKS = {
    "isnet": Network("RMBG-1.4 (IS-Net)", "output", isnet),
    "birefnet-tiny": Network("BiRefNet-lite (Swin-T)", "alphas", lambda side: birefnet(TINY, side, sigmoid=False)),
    "birefnet-large": Network("RMBG-2.0 (BiRefNet, Swin-L)", "alphas", lambda side: birefnet(LARGE, side)),
}


@dataclass(frozen=True)
class Variant:
    """Files of one variant.

    Attributes
    ----------
    name : str
    graph : Path
    weights : Path or None
    report : GraphReport or None
        Of the prepared ones.
    """

    name: str
    graph: Path
    weights: Path | None
    report: GraphReport | None

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(path.stat().st_size for path in (self.graph, self.weights) if path)


def write_variants(network: Network, side: int, wanted: tuple[str, ...], folder: Path) -> list[Variant]:
    """Write the wanted variants of a network below `folder`."""
    model = network.build(side)
    raw: bytes = model.SerializeToString()
    written: list[Variant] = []
    if "exported" in wanted:
        written.append(_write(folder, "exported", raw, b"", None))
    if "unannotated" in wanted:
        written.append(_write(folder, "unannotated", _without_annotations(raw), b"", None))
    if "exported-half" in wanted:
        written.append(_write(folder, "exported-half", _as_published_in_half(model, side), b"", None))
    del model
    if {"prepared", "prepared-half"} & set(wanted):
        fitted, report = prepare_graph(onnx.load_from_string(raw), side=side)
        prepared = prepare_model(fitted.SerializeToString(), network.output)
        half, _ = to_half_compute(onnx.load_from_string(prepared.graph))
        graphs = {"prepared": prepared.graph, "prepared-half": half.SerializeToString()}
        written += [
            _write(folder, name, graph, prepared.weights, report) for name, graph in graphs.items() if name in wanted
        ]
    return written


def _without_annotations(raw: bytes) -> bytes:
    model = onnx.load_from_string(raw)
    drop_value_info(model)
    data: bytes = model.SerializeToString()
    return data


def _as_published_in_half(model: onnx.ModelProto, side: int) -> bytes:
    """Convert to float16 arithmetic as converters do: weights inside the file, input, output and Resize in float32."""
    fixed = onnx.ModelProto()
    fixed.CopyFrom(model)
    drop_value_info(fixed)
    fix_side(fixed, side)
    half, _ = to_half_compute(fixed)
    data: bytes = half.SerializeToString()
    return data


def _write(folder: Path, name: str, graph: bytes, weights: bytes, report: GraphReport | None) -> Variant:
    below = folder / name
    below.mkdir(parents=True)
    graph_path, weights_path = below / GRAPH_NAME, below / WEIGHTS_NAME
    graph_path.write_bytes(graph)
    if weights:
        weights_path.write_bytes(weights)
    return Variant(name, graph_path, weights_path if weights else None, report)
