"""Ways to break WebGPU from outside: scripts put before the program of the network's worker, and a network."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from playwright.sync_api import BrowserContext, Route

from e2e.chroma_key import SIDE, WEIGHTS

NO_ADAPTER = "navigator.gpu.requestAdapter = async () => null;"
DEVICE_REFUSED = """
GPUAdapter.prototype.requestDevice = async () => { throw new DOMException("refused by the test", "OperationError"); };
"""
_AFTER_RUN = """
let isRunning = false;
self.addEventListener("message", ({ data }) => { isRunning ||= data.type === "run"; });
"""
_DEVICE = """
let device;
const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (...given) {
  device = await requestDevice.apply(this, given);
  return device;
};
"""
_ON_SUBMIT = """
const submit = GPUQueue.prototype.submit;
GPUQueue.prototype.submit = function (...given) {
  submit.apply(this, given);
  if (!isRunning) return;
  isRunning = false;
  %s
};
"""
LOST_WHILE_RUNNING = _AFTER_RUN + _DEVICE + _ON_SUBMIT % "device.destroy();"
INVALID = (
    _AFTER_RUN
    + _DEVICE
    + _ON_SUBMIT
    % """device.dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror",
       { cancelable: true, error: new GPUValidationError("wrong binding") }));"""
)
NEVER_SETTLES = (
    """
const mapAsync = GPUBuffer.prototype.mapAsync;
"""
    + _AFTER_RUN
    + """
GPUBuffer.prototype.mapAsync = function (...given) {
  return isRunning ? new Promise(() => {}) : mapAsync.apply(this, given);
};
"""
)


def put_before_worker(context: BrowserContext, script: str) -> None:
    """Run a script in every network worker before its own program."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=script + response.text())

    # Its first script is fetched where no route sees it; what that imports is not.
    context.route("**/worker/network.js", answer)


def half_precision_onnx() -> bytes:
    """Return the chroma key with its arithmetic in 16 bits, which SwiftShader does not have."""
    shape = [1, 3, SIDE, SIDE]
    half = np.float16
    initializers = [
        numpy_helper.from_array(WEIGHTS.reshape(1, 3, 1, 1).astype(half), "weight"),
        numpy_helper.from_array(np.array([1.0], half), "bias"),
        numpy_helper.from_array(np.array(0.0, half), "low"),
        numpy_helper.from_array(np.array(1.0, half), "high"),
    ]
    nodes = [
        helper.make_node("Cast", ["photo"], ["half"], to=TensorProto.FLOAT16),
        helper.make_node("Conv", ["half", "weight", "bias"], ["key"]),
        helper.make_node("Clip", ["key", "low", "high"], ["clipped"]),
        helper.make_node("Cast", ["clipped"], ["alpha"], to=TensorProto.FLOAT),
    ]
    graph = helper.make_graph(
        nodes,
        "chroma_key_half",
        [helper.make_tensor_value_info("photo", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("alpha", TensorProto.FLOAT, [1, 1, SIDE, SIDE])],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()
