"""Makes native ONNX Runtime round as float16 arithmetic does, and tells how large the numbers become.

Its processor provider runs a float16 network in float32 and leaves out the roundings in between, so that neither they
nor an overflow would be seen. This file changes a graph for looking at it; it is never what is served.
"""

import onnx
from onnx import TensorProto, helper

from build_steps.graph.tensor_types import tensor_types
from build_steps.graph.walk import Fresh, replace_nodes


def rounding_copy(half: onnx.ModelProto) -> tuple[onnx.ModelProto, list[str]]:
    """Return a float16 graph that rounds after every node, also where the processor computes in float32.

    Parameters
    ----------
    half : onnx.ModelProto
        As `half_compute.to_half_compute` makes it; not changed.

    Returns
    -------
    tuple
        The graph, to be run without optimisation, which would take out the nodes that make it round. And the names of
        its further outputs, one for each float16 tensor: its largest absolute value, infinite after an overflow.
    """
    copied = onnx.ModelProto()
    copied.CopyFrom(half)
    types = tensor_types(half)
    fresh = Fresh(copied.graph)
    nodes: list[onnx.NodeProto] = []
    largest: list[str] = []
    for node in copied.graph.node:
        nodes.append(node)
        for at, name in enumerate(node.output):
            if name not in types or types[name].element != TensorProto.FLOAT16:
                continue
            exact, wide, size, most = (fresh(f"{name}.{part}") for part in ("exact", "wide", "size", "most"))
            node.output[at] = exact
            nodes += [
                # Identity knows float16 itself, so what it gets has been rounded.
                helper.make_node("Identity", [exact], [name]),
                helper.make_node("Cast", [name], [wide], to=TensorProto.FLOAT),
                helper.make_node("Abs", [wide], [size]),
                helper.make_node("ReduceMax", [size], [most], keepdims=0),
            ]
            largest.append(most)
    replace_nodes(copied.graph, nodes)
    copied.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, []) for name in largest)
    return copied, largest
