"""JavaScript's network as the pipeline calls it: flat data and a shape go out, data and dims come back."""

from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.bridge.values import to_javascript, to_python
from cutout.errors import CutoutError, InferenceFailedError
from cutout.pipeline import Infer

JsInfer = Callable[[Any, Any], Awaitable[Any]]
"""`infer(data, shape)`: float32 1-D and a list of int; the answer has `.data` (float32 1-D) and `.dims`."""


def pipeline_infer(infer: JsInfer) -> Infer:
    """Wrap the JavaScript callable. What it throws becomes an `InferenceFailedError`, memory excepted."""

    async def run_network(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        try:
            answer = await infer(to_javascript(tensor.reshape(-1).data), to_javascript(list(tensor.shape)))
        except (CutoutError, MemoryError):
            raise
        except Exception as error:  # in Pyodide a JsException; JavaScript keeps the original with its code
            raise InferenceFailedError("not-run", detail=f"{type(error).__name__}: {error}") from error
        flat = np.asarray(to_python(answer.data), np.float32).reshape(-1)
        dims = [int(side) for side in to_python(answer.dims)]
        if int(np.prod(dims, dtype=np.int64)) != flat.size:
            raise InferenceFailedError("incomplete", detail=f"{flat.size} values for dims {dims}")
        return flat.reshape(dims)

    return run_network
