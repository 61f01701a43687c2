"""Folds what is constant and removes what does nothing, through native onnxruntime at its BASIC level.

BASIC only: the levels above pick kernels for the processor this runs on, which is not the browser's.
"""

import tempfile
from pathlib import Path

import onnx
import onnxruntime


def optimise(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the optimised model; its weights must be inside.

    Raises
    ------
    ValueError
        onnxruntime refuses the graph.
    """
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "optimised.onnx"
        options.optimized_model_filepath = str(target)
        try:
            onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own classes differ from release to release
            raise ValueError(f"onnxruntime refuses the graph: {error}") from error
        optimised = onnx.load(target)
    used = {node.domain for node in optimised.graph.node}
    imports = [entry for entry in optimised.opset_import if entry.domain in used]
    del optimised.opset_import[:]
    optimised.opset_import.extend(imports)
    return optimised
