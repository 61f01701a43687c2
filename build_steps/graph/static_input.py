"""Gives the one image input a fixed shape, so that everything computed from shapes can be folded into constants.

`free_size` opens it again at the end, where a model is asked in several shapes.
"""

import onnx

from build_steps.graph.walk import graphs


def fix_side(model: onnx.ModelProto, side: int) -> int:
    """Set the image input to 1 x channels x side x side and forget the outputs' sides.

    Parameters
    ----------
    model : onnx.ModelProto
    side : int

    Returns
    -------
    int
        How many dimensions changed. A graph that has another side built in is refused by the optimiser afterwards.

    Raises
    ------
    ValueError
        The model has not exactly one input, or it is no image (batch, channels, height, width).
    """
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    if len(inputs) != 1:
        raise ValueError(
            f"the model has {len(inputs)} inputs {[value.name for value in inputs]}, one image is expected"
        )
    dims = inputs[0].type.tensor_type.shape.dim
    if len(dims) != 4 or dims[1].dim_value not in (0, 3):
        shown = [dim.dim_value or dim.dim_param or "?" for dim in dims]
        raise ValueError(f"input {inputs[0].name!r} has shape {shown}, [batch, 3, height, width] is expected")
    changed = 0
    for dim, wanted in zip(dims, (1, 3, side, side), strict=True):
        changed += dim.dim_value != wanted
        dim.dim_value = wanted
    if changed:
        for graph in graphs(model.graph):
            for output in graph.output:
                output.type.tensor_type.ClearField("shape")
    return changed
