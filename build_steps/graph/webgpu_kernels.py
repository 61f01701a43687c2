"""Which operators onnxruntime-web 1.30 computes on the GPU. What is missing here runs on the processor, with a copy of
its inputs and outputs each time. `build.py bench networks --kernels` asks the runtime again."""

import onnx

NAMES = """
    Abs Add And ArgMax AveragePool BatchNormalization Cast Ceil Clip Concat Conv ConvTranspose CumSum DepthToSpace
    Div Einsum Elu Equal Erf Exp Expand Flatten Floor Gather GatherElements GatherND Gemm GlobalAveragePool
    GlobalMaxPool Greater GridSample HardSigmoid HardSwish Identity InstanceNormalization LayerNormalization
    LeakyRelu Less Log MatMul Max MaxPool Min Mul Neg Not PRelu Pad Pow Reciprocal ReduceMax ReduceMean ReduceMin
    ReduceSum Relu Reshape Resize ScatterElements ScatterND Sigmoid Sin Slice Softmax Softplus Split Sqrt Squeeze
    Sub Tanh Tile TopK Transpose Unsqueeze Where
"""
KERNELS = frozenset(NAMES.split())
NO_WORK = frozenset({"Constant", "Shape"})
"""Folded, or answered without touching the tensor."""


def without_kernel(model: onnx.ModelProto) -> dict[str, int]:
    """Count the nodes of the main graph that WebGPU has no kernel for, by operator."""
    found: dict[str, int] = {}
    for node in model.graph.node:
        if node.domain or node.op_type not in KERNELS | NO_WORK:
            name = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
            found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items()))
