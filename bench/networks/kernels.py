"""Asks onnxruntime-web which operators it has WebGPU kernels for: one graph with a node of each, and where they go.

    python3 build.py bench networks --kernels

It prints where `build_steps/graph/webgpu_kernels.py` is wrong.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bench.networks.browser_run import run_in_browser
from bench.networks.catalogue import Variant
from build_steps.graph.webgpu_kernels import KERNELS

OPSET = 19
SIDE = 16
LIMIT = 60.0
ONE_INPUT = """
    Abs Ceil Elu Erf Exp Flatten Floor GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish Identity LeakyRelu Log Neg
    Reciprocal Relu Round Selu Sigmoid Sign Sin Softmax Softplus Sqrt Tanh Transpose ReduceMax ReduceMean ReduceMin
    ReduceSum
"""
TWO_INPUTS = "Add Div Equal Greater Less MatMul Max Min Mul Pow PRelu Sub Sum"


def _nodes() -> dict[str, tuple[list[str], dict[str, Any]]]:
    """Return inputs and attributes of every operator that is asked about."""
    nodes: dict[str, tuple[list[str], dict[str, Any]]] = {
        **{kind: (["image"], {}) for kind in ONE_INPUT.split()},
        **{kind: (["image", "image"], {}) for kind in TWO_INPUTS.split()},
    }
    window = {"kernel_shape": [2, 2], "strides": [2, 2]}
    nodes |= {
        "Mod": (["image", "image"], {"fmod": 1}),
        "MaxPool": (["image"], window),
        "AveragePool": (["image"], window),
        "Conv": (["image", "filter"], {}),
        "ConvTranspose": (["image", "transposed"], {}),
        "DeformConv": (["image", "filter", "offset"], {}),
        "BatchNormalization": (["image", "ones", "ones", "ones", "ones"], {}),
        "InstanceNormalization": (["image", "ones", "ones"], {}),
        "LayerNormalization": (["image", "row"], {}),
        "Cast": (["image"], {"to": TensorProto.INT32}),
        "Clip": (["image", "low", "high"], {}),
        "Concat": (["image", "image"], {"axis": 1}),
        "Split": (["image", "thirds"], {"axis": 1}),
        "Slice": (["image", "from", "to", "axis"], {}),
        "Pad": (["image", "pads"], {}),
        "Tile": (["image", "twice"], {}),
        "Expand": (["image", "twice.batch"], {}),
        "Reshape": (["image", "flat"], {}),
        "Squeeze": (["image", "front"], {}),
        "Unsqueeze": (["image", "front"], {}),
        "Resize": (["image", "", "scales"], {"mode": "linear"}),
        "DepthToSpace": (["wide"], {"blocksize": 2}),
        "SpaceToDepth": (["image"], {"blocksize": 2}),
        "CumSum": (["image", "last"], {}),
        "Gather": (["image", "places"], {"axis": 1}),
        "GatherElements": (["image", "elements"], {"axis": 1}),
        "GatherND": (["image", "pairs"], {}),
        "ScatterND": (["image", "pairs", "updates"], {}),
        "ScatterElements": (["image", "elements", "image"], {"axis": 1}),
        "GridSample": (["image", "grid"], {}),
        "Gemm": (["matrix", "matrix"], {}),
        "Einsum": (["matrix", "matrix"], {"equation": "ij,jk->ik"}),
        "Where": (["truth", "image", "image"], {}),
        "Not": (["truth"], {}),
        "And": (["truth", "truth"], {}),
        "ArgMax": (["image"], {}),
        "TopK": (["image", "one"], {}),
        "NonZero": (["image"], {}),
    }
    return nodes


def _constants() -> dict[str, np.ndarray[Any, Any]]:
    random = np.random.default_rng(0)
    whole = {
        "thirds": [1, 1, 1],
        "from": [1],
        "to": [9],
        "axis": [2],
        "pads": [0, 0, 1, 1, 0, 0, 1, 1],
        "twice": [1, 2, 1, 1],
        "twice.batch": [2, 3, SIDE, SIDE],
        "flat": [-1],
        "front": [0],
        "places": [2, 0],
        "pairs": [[0, 1], [0, 2]],
        "one": [1],
    }
    broken = {
        "filter": random.random((3, 3, 1, 1)),
        "transposed": random.random((3, 2, 2, 2)),
        "offset": random.random((1, 2, SIDE, SIDE)),
        "ones": np.ones(3),
        "row": np.ones(SIDE),
        "low": np.array(0.0),
        "high": np.array(1.0),
        "scales": np.array([1.0, 1.0, 2.0, 2.0]),
        "updates": random.random((2, SIDE, SIDE)),
        "grid": random.random((1, SIDE, SIDE, 2)),
    }
    return (
        {name: np.array(values, np.int64) for name, values in whole.items()}
        | {name: values.astype(np.float32) for name, values in broken.items()}
        | {"elements": random.integers(0, 3, (1, 3, SIDE, SIDE)), "last": np.array(3, np.int64)}
    )


def kernel_graph() -> onnx.ModelProto:
    """Return the graph; every operator's node is an output of its own."""
    helpers = [
        helper.make_node("Concat", ["image"] * 4, ["wide"], axis=1),
        helper.make_node("Gather", ["image", "plane"], ["planes"], axis=0),
        helper.make_node("Gather", ["planes", "plane"], ["matrix"], axis=0),
        helper.make_node("Greater", ["image", "low"], ["truth"]),
    ]
    nodes = []
    for kind, (inputs, attributes) in _nodes().items():
        count = {"Split": 3, "TopK": 2}.get(kind, 1)
        outputs = [f"{kind}.{k}" for k in range(count)]
        nodes.append(helper.make_node(kind, inputs, outputs, name=kind, **attributes))
    tensors = [numpy_helper.from_array(values, name) for name, values in _constants().items()]
    tensors.append(numpy_helper.from_array(np.array(0, np.int64), "plane"))
    results = [onnx.ValueInfoProto(name=name) for node in nodes for name in node.output]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, SIDE, SIDE])
    graph = helper.make_graph([*helpers, *nodes], "kernels", [image], results, tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)


def compare_kernels() -> bool:
    """Print where the list differs from the runtime; return whether it is right."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(kernel_graph().SerializeToString())
        found = run_in_browser(Variant("kernels", path, None, None), "webgpu", SIDE, "image", LIMIT)
    if found["session"] is None:
        print(f"no session: {found['error']}")
        return False
    absent = set(found["on_processor"])
    asked = set(_nodes())
    print(f"{len(asked)} operators, without a kernel: {', '.join(sorted(absent & asked))}")
    wrong = {"listed, but not there": KERNELS & absent, "there, but not listed": asked - absent - KERNELS}
    for words, kinds in wrong.items():
        if kinds:
            print(f"{words}: {', '.join(sorted(kinds))}")
    not_asked = KERNELS - asked
    if not_asked:
        print(f"listed, but not asked about: {', '.join(sorted(not_asked))}")
    return not any(wrong.values())
