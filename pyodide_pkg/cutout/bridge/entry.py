"""Where JavaScript meets this package: one call in, some callbacks out, a tagged dict back. It knows no pixels.

With `codecs` and `values` it is all that touches JavaScript objects, and the only place that catches everything.
In CPython the same functions accept plain Python objects, so tests need no browser.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cutout.bridge.codecs import JsCodecs
from cutout.bridge.values import to_bytes, to_javascript, to_python
from cutout.errors import CutoutError, InferenceFailedError, InternalError, OutOfMemoryError
from cutout.limits import MAX_PIXELS
from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.pipeline import Infer, make_cutout
from cutout.stages import STAGES

JsInfer = Callable[[Any, Any], Awaitable[Any]]
"""`infer(data, shape)`: float32 1-D and a list of int; the answer has `.data` (float32 1-D) and `.dims`."""


async def run(
    data: object,
    spec: object,
    options: object,
    limits: object,
    infer: JsInfer,
    report: Callable[[str, float | None], object],
    codecs: object,
) -> dict[str, object]:
    """Run one job.

    Parameters
    ----------
    data : Uint8Array proxy or bytes-like
        The source file.
    spec, options : mapping or JavaScript object
        See `ModelSpec.from_mapping` and `Options.from_mapping`.
    limits : mapping or JavaScript object
        `{"max_pixels": int}`, what this device may decode; more than `limits.MAX_PIXELS` is taken as that.
    infer : callable
        Runs the network.
    report : callable
        `(stage, fraction or None)`.
    codecs : object
        `decode(kind, data, deep)`, whose answer has `.data`, `.width`, `.height` and `.bits` (see `JsCodecs`), and
        `encode(kind, rgba, width, height, {"quality", "lossless"})`, whose answer is bytes; both awaitable.

    Returns
    -------
    dict
        `{"ok": True, "data", "media_type", "extension", "width", "height", "thumbnail", "original_preview", "details",
        "timings"}` or `{"ok": False, "code", "stage", "message", "detail"}`. Never raises, except for an interrupt.
    """
    stage: str = STAGES[0]

    def remember_and_report(name: str, fraction: float | None) -> None:
        nonlocal stage
        stage = name
        report(name, fraction)

    try:
        cutout = await make_cutout(
            to_bytes(data),
            ModelSpec.from_mapping(_mapping(spec, "spec")),
            Options.from_mapping(_mapping(options, "options")),
            _pipeline_infer(infer),
            remember_and_report,
            JsCodecs(codecs),
            max_pixels=_max_pixels(_mapping(limits, "limits")),
        )
    except CutoutError as error:
        return _failure(error, stage)
    except MemoryError as error:
        return _failure(
            OutOfMemoryError(
                "There was not enough memory for this photo. Close other tabs or make the photo smaller, then retry.",
                detail=f"{type(error).__name__}: {error}",
            ),
            stage,
        )
    except Exception as error:
        return _failure(
            InternalError(
                "Something went wrong inside this program. Please report it together with the detail.",
                detail=f"{type(error).__name__}: {error}",
            ),
            stage,
        )
    return {
        "ok": True,
        "data": cutout.data,
        "media_type": cutout.media_type,
        "extension": cutout.extension,
        "width": cutout.width,
        "height": cutout.height,
        "thumbnail": cutout.thumbnail,
        "original_preview": cutout.original_preview,
        "details": cutout.details,
        "timings": cutout.timings,
    }


def _failure(error: CutoutError, stage: str) -> dict[str, object]:
    return {"ok": False, "code": error.code, "stage": stage, "message": error.message, "detail": error.detail}


def _mapping(value: object, name: str) -> Mapping[str, object]:
    converted = to_python(value)
    if not isinstance(converted, Mapping):
        raise ValueError(f"{name} must be an object with named fields, not {type(converted).__name__}")
    return converted


def _max_pixels(limits: Mapping[str, object]) -> int:
    value = limits.get("max_pixels")
    if set(limits) != {"max_pixels"} or isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"limits must be {{'max_pixels': a positive whole number}}, not {dict(limits)!r}")
    return min(value, MAX_PIXELS)


def _pipeline_infer(infer: JsInfer) -> Infer:
    """Wrap the JavaScript callable: flat data and a shape go out, data and dims come back."""

    async def run_network(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        try:
            answer = await infer(to_javascript(tensor.reshape(-1).data), to_javascript(list(tensor.shape)))
        except (CutoutError, MemoryError):
            raise
        except Exception as error:  # in Pyodide a JsException; JavaScript keeps the original with its code
            raise InferenceFailedError(
                "The model could not be run. Try again; if it fails again, choose another model or provider.",
                detail=f"{type(error).__name__}: {error}",
            ) from error
        flat = np.asarray(to_python(answer.data), np.float32).reshape(-1)
        dims = [int(side) for side in to_python(answer.dims)]
        if int(np.prod(dims, dtype=np.int64)) != flat.size:
            raise InferenceFailedError(
                "The model returned incomplete data. Try again; if it fails again, choose another model or provider.",
                detail=f"{flat.size} values for dims {dims}",
            )
        return flat.reshape(dims)

    return run_network
