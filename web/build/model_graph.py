"""Makes a float32 graph fit for the browser: the one place where passes over the graph are called.

`model_preparation` calls it with the weights inside; how they are stored is decided there.
"""

import tempfile
from pathlib import Path

import onnx
import onnxruntime


def fit_graph(model: onnx.ModelProto, side: int | None) -> tuple[onnx.ModelProto, list[str]]:
    """Run the passes.

    Parameters
    ----------
    model : onnx.ModelProto
        Float32, weights inside; it may be changed, use what is returned.
    side : int or None
        Of the square input; None leaves the input's shape as it is.

    Returns
    -------
    tuple
        The model, and what was done, a line each.
    """
    steps = []
    if dropped := len(model.graph.value_info):
        del model.graph.value_info[:]
        steps.append(f"{dropped} shape annotations dropped")
    if side is not None and _fix_side(model, side):
        steps.append(f"input fixed at 1 x 3 x {side} x {side}")
    nodes = len(model.graph.node)
    model = _optimised(model)
    steps.append(f"graph optimised offline: {nodes} -> {len(model.graph.node)} nodes")
    return model, steps


def _fix_side(model: onnx.ModelProto, side: int) -> bool:
    weights = {tensor.name for tensor in model.graph.initializer}
    changed = False
    for value in model.graph.input:
        dims = value.type.tensor_type.shape.dim
        if value.name not in weights and len(dims) == 4:
            for dim, wanted in zip(dims, (1, 3, side, side), strict=True):
                changed |= dim.dim_value != wanted
                dim.dim_value = wanted
    if changed:
        for output in model.graph.output:
            output.type.tensor_type.ClearField("shape")
    return changed


def _optimised(model: onnx.ModelProto) -> onnx.ModelProto:
    # BASIC only: the levels above pick kernels for the processor this runs on, which is not the browser's.
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "optimised.onnx"
        options.optimized_model_filepath = str(target)
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        optimised = onnx.load(target)
    used = {node.domain for node in optimised.graph.node}
    imports = [entry for entry in optimised.opset_import if entry.domain in used]
    del optimised.opset_import[:]
    optimised.opset_import.extend(imports)
    return optimised
