"""Ways to break WebGPU from outside: scripts put before the program of the network's worker."""

from playwright.sync_api import BrowserContext, Route

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
