"""Removes shape annotations. onnxruntime-web refuses a graph whose annotations contradict what it infers; native
onnxruntime only warns, so exporters get away with them. Shapes of inputs and outputs stay."""

import onnx

from build_steps.graph.walk import graphs


def drop_value_info(model: onnx.ModelProto) -> int:
    """Remove every ``value_info``, in subgraphs and functions too; return how many there were."""
    holders = [*graphs(model.graph), *model.functions]
    count = sum(len(holder.value_info) for holder in holders)
    for holder in holders:
        del holder.value_info[:]
    return count
