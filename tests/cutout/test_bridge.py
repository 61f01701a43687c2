"""The bridge returns tagged dicts and never raises, with Python objects standing in for JavaScript's."""

from types import SimpleNamespace

import numpy as np
import pytest

from cutout import pipeline
from cutout.stages import STAGES
from tests.cutout.bridge_run import GOOD, SMALL, BytesProxy, Proxy, check_failure, infer, run
from tests.cutout.drawing import colours, saved


def test_a_finished_job():
    answer = run()
    assert set(answer) == {"ok", "files", "result"} and answer["ok"] is True
    files, result = answer["files"], answer["result"]
    assert set(files) == {"cutout", "thumbnail", "original"}
    assert all(isinstance(file, bytes) for file in files.values()) and files["original"] == b""
    names = ["bytes", "width", "height", "extension", "media_type", "facts", "details", "timings", "looks"]
    assert list(result) == names
    assert (result["bytes"], result["width"], result["height"]) == (len(files["cutout"]), 50, 40)
    assert (result["media_type"], result["extension"]) == ("image/png", ".png")
    assert tuple(result["timings"]) == STAGES
    assert result["facts"] == {"doubt": 1.0, "reasons": ["plain"]}


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


@pytest.mark.parametrize("limits", [{"max_pixels": 1999}, Proxy({"max_pixels": 1999})])
def test_too_large_photos(limits):
    result = run(limits=limits)
    check_failure(result, "photo-too-large", "decode")
    assert result["found"]["max_pixels"] == 1999
    assert run(limits={"max_pixels": 2000})["ok"]


def test_the_page_cannot_raise_the_limit(monkeypatch):
    monkeypatch.setattr("cutout.bridge.job.MAX_PIXELS", 1999)
    check_failure(run(limits={"max_pixels": 10**9}), "photo-too-large", "decode")


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
        (np.zeros(64, np.float32), [1, 1, 8, 8], "inference"),
        (np.full(1024, np.nan, np.float32), [1, 1, 32, 32], "inference"),
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
        ({"spec": {}}, "looks"),
        ({"spec": 3}, "spec"),
        ({"data": None}, "None"),
        ({"limits": {}}, "max_pixels"),
        ({"limits": {"max_pixels": 0}}, "max_pixels"),
        ({"limits": {"max_pixels": 10, "more": 1}}, "more"),
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
