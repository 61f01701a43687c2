"""The bridge returns tagged dicts and never raises, with Python objects standing in for JavaScript's."""

import asyncio
from types import SimpleNamespace

import numpy as np
import pytest

from cutout import bridge, pipeline
from cutout.stages import STAGES
from tests.cutout.drawing import colours, saved, smooth
from tests.cutout.test_settings import SPEC

SMALL = {**SPEC, "input_side": 32}
GOOD = saved(smooth(40, 50), "PNG")


class Proxy:
    """Stands in for a JavaScript object: it says nothing about itself until it is converted."""

    def __init__(self, value):
        self.value = value

    def to_py(self):
        return self.value


class BytesProxy(Proxy):
    def to_bytes(self):
        return self.value


async def infer(flat, shape):
    values = np.asarray(flat)
    assert values.dtype == np.float32 and values.shape == (3 * 32 * 32,) and list(shape) == [1, 3, 32, 32]
    return SimpleNamespace(data=np.full(32 * 32, 0.75, np.float32), dims=[1, 1, 32, 32])


def run(data=GOOD, spec=SMALL, options=None, infer=infer, report=lambda _stage, _fraction: None):
    return asyncio.run(bridge.run(data, spec, {} if options is None else options, infer, report))


def check_failure(result, code, stage):
    assert set(result) == {"ok", "code", "stage", "message", "detail"}
    assert result["ok"] is False and (result["code"], result["stage"]) == (code, stage)
    assert result["message"] and all(isinstance(result[key], str) for key in ("message", "detail"))


def test_a_finished_job():
    result = run()
    assert set(result) == {
        "ok",
        "data",
        "media_type",
        "extension",
        "width",
        "height",
        "thumbnail",
        "details",
        "timings",
    }
    assert result["ok"] is True and (result["width"], result["height"]) == (50, 40)
    assert (result["media_type"], result["extension"]) == ("image/png", ".png")
    assert isinstance(result["data"], bytes) and isinstance(result["thumbnail"], bytes)
    assert tuple(result["timings"]) == STAGES


@pytest.mark.parametrize("data", [GOOD, bytearray(GOOD), memoryview(GOOD), BytesProxy(GOOD)])
def test_any_bytes_like_source_is_taken(data):
    assert run(data)["ok"] is True


def test_javascript_objects_are_converted():
    async def javascript_infer(flat, shape):
        answer = await infer(flat, shape)
        return SimpleNamespace(data=Proxy(memoryview(answer.data)), dims=Proxy(answer.dims))

    assert run(BytesProxy(GOOD), Proxy(SMALL), Proxy({"clean_edges": False}), javascript_infer)["ok"] is True


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"GIF89a", "unsupported-format"),
        (bytes(40), "unrecognised-file"),
        (GOOD[:60], "decode-failed"),
        (saved(colours(40, 50), "JPEG")[:900], "decode-failed"),
    ],
)
def test_a_bad_source_fails_in_decode(data, code):
    check_failure(run(data), code, "decode")


def test_too_large_photos(monkeypatch):
    monkeypatch.setattr("cutout.limits.MAX_PIXELS", 100)
    check_failure(run(), "photo-too-large", "decode")


def test_an_error_from_the_network_is_inference_failed_and_says_what_happened():
    async def broken(_flat, _shape):
        raise RuntimeError("device lost")

    result = run(infer=broken)
    check_failure(result, "inference-failed", "inference")
    assert "RuntimeError: device lost" in result["detail"]


@pytest.mark.parametrize(
    ("data", "dims", "stage"),
    [
        (np.zeros(7, np.float32), [1, 1, 32, 32], "inference"),
        (np.zeros(64, np.float32), [1, 1, 8, 8], "alpha"),
        (np.full(1024, np.nan, np.float32), [1, 1, 32, 32], "alpha"),
    ],
)
def test_an_answer_that_is_no_alpha(data, dims, stage):
    async def odd(_flat, _shape):
        return SimpleNamespace(data=data, dims=dims)

    check_failure(run(infer=odd), "inference-failed", stage)


@pytest.mark.parametrize("stage", STAGES)
def test_running_out_of_memory_in_any_stage_is_called_that(stage):
    def report(name, _fraction):
        if name == stage:
            raise MemoryError("no more")

    check_failure(run(report=report), "out-of-memory", stage)


def test_running_out_of_memory_inside_the_network():
    async def hungry(_flat, _shape):
        raise MemoryError

    check_failure(run(infer=hungry), "out-of-memory", "inference")


def test_a_damaged_export(monkeypatch):
    encode = pipeline.encode_png_strips
    monkeypatch.setattr(pipeline, "encode_png_strips", lambda *args, **kwargs: encode(*args, **kwargs) + b"x")
    check_failure(run(), "encode-verification-failed", "verify")


def test_a_defect_is_an_internal_error_with_its_type_and_message(monkeypatch):
    def defect(*_args):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(pipeline, "thumbnail_png", defect)
    result = run()
    check_failure(result, "internal-error", "preview")
    assert result["detail"] == "ZeroDivisionError: oh"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"options": {"colour": 1}}, "colour"),
        ({"spec": {}}, "input_side"),
        ({"spec": 3}, "spec"),
        ({"data": None}, "None"),
    ],
)
def test_wrong_arguments_are_an_internal_error_that_names_them(arguments, named):
    result = run(**arguments)
    check_failure(result, "internal-error", "decode")
    assert named in result["detail"]


def test_an_interrupt_is_not_swallowed():
    async def interrupted(_flat, _shape):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(infer=interrupted)
