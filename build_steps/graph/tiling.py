"""Writes the cutting of a picture into tiles, two rounds of Split and one Concat, as a Transpose between two Reshapes.

An exporter writes a loop over columns and rows as one node per tile, 1024 of them for 32 x 32 tiles. The values are
moved, not computed: the result is the same bit for bit.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

from build_steps.graph.tensor_types import TensorType, tensor_types
from build_steps.graph.walk import Fresh, attribute, drop_unused, producers, replace_nodes


@dataclass(frozen=True)
class _Tiles:
    source: str
    """Channels x height x width."""
    dims: tuple[int, int, int]
    tile: tuple[int, int]
    columns_first: bool
    """The order of the tiles: down the first column, then down the next, or along the rows."""


def tiles_to_transposes(model: onnx.ModelProto) -> int:
    """Rewrite every Concat of tiles, in order, that were cut out of one tensor of three dimensions.

    Parameters
    ----------
    model : onnx.ModelProto
        With static shapes; changed in place.

    Returns
    -------
    int
        How many were rewritten.
    """
    graph = model.graph
    types, made, fresh = tensor_types(model), producers(graph), Fresh(graph)
    nodes, count = list[onnx.NodeProto](), 0
    for node in graph.node:
        tiles = _read(node, made, types)
        if tiles is None:
            nodes.append(node)
            continue
        count += 1
        nodes.extend(_write(graph, fresh, node.output[0], tiles))
    replace_nodes(graph, nodes)
    drop_unused(graph)
    return count


def _read(node: onnx.NodeProto, made: dict[str, onnx.NodeProto], types: dict[str, TensorType]) -> _Tiles | None:
    """Recognise the Concat (axis 1) of tiles of shape 1 x channels x tile height x tile width."""
    if node.op_type != "Concat" or attribute(node, "axis") != 1 or len(node.input) < 4:
        return None
    inner: list[tuple[str, int]] = []
    for name in node.input:
        lifted = made.get(name)
        dims = _dims(types, name) or ()
        place = _place(lifted.input[0], made) if lifted is not None and lifted.op_type == "Unsqueeze" else None
        if lifted is None or place is None or len(dims) != 4 or (1, *(_dims(types, lifted.input[0]) or ())) != dims:
            return None
        inner.append(place)
    return _grid(inner, node, made, types)


def _place(name: str, made: dict[str, onnx.NodeProto]) -> tuple[str, int] | None:
    """Return which Split made a tile, by its first output, and which of its outputs it is."""
    split = made.get(name)
    if split is None or split.op_type != "Split":
        return None
    return split.output[0], list(split.output).index(name)


def _grid(
    inner: list[tuple[str, int]], node: onnx.NodeProto, made: dict[str, onnx.NodeProto], types: dict[str, TensorType]
) -> _Tiles | None:
    strips = list(dict.fromkeys(split for split, _ in inner))
    parts = len(made[strips[0]].output)
    if inner != [(strip, at) for strip in strips for at in range(parts)]:
        return None
    places = [_place(made[strip].input[0], made) for strip in strips]
    outer = made[places[0][0]] if places[0] else None
    if outer is None or [place and place[1] for place in places] != list(range(len(outer.output))):
        return None
    if any(place is None or place[0] != outer.output[0] for place in places):
        return None
    dims, tile = _dims(types, outer.input[0]), _dims(types, node.input[0])
    axes = attribute(outer, "axis", 0) % 3, attribute(made[strips[0]], "axis", 0) % 3
    if dims is None or tile is None or len(dims) != 3 or axes not in ((2, 1), (1, 2)):
        return None
    if any(attribute(made[strip], "axis", 0) % 3 != axes[1] for strip in strips):
        return None
    whole = all(_dims(types, name) == tile for name in node.input)
    if not whole or tile[1] != dims[0] or (dims[1] % tile[2], dims[2] % tile[3]) != (0, 0):
        return None
    return _Tiles(outer.input[0], (dims[0], dims[1], dims[2]), (tile[2], tile[3]), axes == (2, 1))


def _write(graph: onnx.GraphProto, fresh: Fresh, output: str, tiles: _Tiles) -> list[onnx.NodeProto]:
    channels, height, width = tiles.dims
    tall, wide = tiles.tile
    cut = [channels, height // tall, tall, width // wide, wide]
    order = [3, 1, 0, 2, 4] if tiles.columns_first else [1, 3, 0, 2, 4]
    joined = [1, channels * cut[1] * cut[3], tall, wide]
    names = [fresh(f"{output}.{each}") for each in ("cut", "ordered", "cut.shape", "joined.shape")]
    for name, shape in zip(names[2:], (cut, joined), strict=True):
        graph.initializer.append(numpy_helper.from_array(np.array(shape, np.int64), name))
    return [
        helper.make_node("Reshape", [tiles.source, names[2]], [names[0]], name=names[0]),
        helper.make_node("Transpose", [names[0]], [names[1]], name=names[1], perm=order),
        helper.make_node("Reshape", [names[1], names[3]], [output], name=f"{output}.joined"),
    ]


def _dims(types: dict[str, TensorType], name: str) -> tuple[int, ...] | None:
    known = types.get(name)
    return known.dims if known else None
