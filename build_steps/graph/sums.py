"""Writes `Sum` as a chain of `Add`: WebGPU has no kernel for the first, and what falls back is copied to and fro."""

import itertools

import onnx
from onnx import helper

from build_steps.graph.walk import Fresh, graphs, replace_nodes


def sums_to_adds(model: onnx.ModelProto) -> int:
    """Replace every Sum, adding in the same order; return how many there were."""
    count = 0
    for graph in graphs(model.graph):
        fresh = Fresh(graph)
        nodes: list[onnx.NodeProto] = []
        for node in graph.node:
            if node.op_type != "Sum" or node.domain:
                nodes.append(node)
                continue
            count += 1
            nodes.extend(_chain(list(node.input), node.output[0], fresh))
        replace_nodes(graph, nodes)
    return count


def _chain(names: list[str], output: str, fresh: Fresh) -> list[onnx.NodeProto]:
    if len(names) == 1:
        return [helper.make_node("Identity", names, [output], name=fresh(f"{output}.sum"))]
    totals = [*(fresh(f"{output}.sum") for _ in names[2:]), output]
    pairs = itertools.pairwise([names[0], *totals])
    return [
        helper.make_node("Add", [before, each], [after], name=fresh(f"{after}.add"))
        for (before, after), each in zip(pairs, names[1:], strict=True)
    ]
