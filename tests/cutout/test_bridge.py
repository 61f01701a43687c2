"""The bridge returns tagged dicts and never raises, with Python objects standing in for JavaScript's."""

import asyncio
import io
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cutout import bridge, pipeline
from cutout.formats.png import record as png_record
from cutout.formats.webp import record as webp_record
from cutout.pictures import Photo
from cutout.stages import STAGES
from tests.cutout.drawing import colours, saved, smooth
from tests.cutout.found_facts import what_is_wrong
from tests.cutout.page_codecs import PageCodecs
from tests.cutout.test_settings import SPEC

SMALL = {**SPEC, "input_side": 32}
GOOD = saved(smooth(40, 50), "PNG")
AVIF = saved(smooth(40, 50), "AVIF")


class Proxy:
    """Stands in for a JavaScript object: it says nothing about itself until it is converted."""

    def __init__(self, value):
        self.value = value

    def to_py(self):
        return self.value


class BytesProxy(Proxy):
    def to_bytes(self):
        return self.value


LIMITS = {"max_pixels": 100_000_000}


async def infer(flat, shape):
    values = np.asarray(flat)
    assert values.dtype == np.float32 and values.shape == (3 * 32 * 32,) and list(shape) == [1, 3, 32, 32]
    return SimpleNamespace(data=np.full(32 * 32, 0.75, np.float32), dims=[1, 1, 32, 32])


def run(
    data=GOOD,
    spec=SMALL,
    options=None,
    infer=infer,
    report=lambda _stage, _fraction: None,
    found=lambda _file: None,
    limits=LIMITS,
    codecs=None,
    **job,
):
    options = {} if options is None else options
    fields = {"work": "cut", "version": "1", "data": data, "spec": spec, "options": options, "limits": limits, **job}
    return asyncio.run(bridge.run(fields, infer, report, found, codecs or PageCodecs()))


async def half_open(_flat, _shape):
    """Opaque on the left, then a ramp, then nothing: what is not symmetrical is found mirrored."""
    row = np.clip(np.linspace(2, -1, 32, dtype=np.float32), 0, 1)
    return SimpleNamespace(data=np.tile(row, 32), dims=[1, 1, 32, 32])


def check_failure(result, code, stage):
    assert set(result) == {"ok", "code", "stage", "found", "detail"}
    assert result["ok"] is False and (result["code"], result["stage"]) == (code, stage)
    assert what_is_wrong(result["found"]) == "" and isinstance(result["detail"], str)


def test_a_finished_job():
    answer = run()
    assert set(answer) == {"ok", "files", "result"} and answer["ok"] is True
    files, result = answer["files"], answer["result"]
    assert set(files) == {"cutout", "thumbnail", "original"}
    assert all(isinstance(file, bytes) for file in files.values()) and files["original"] == b""
    names = ["bytes", "width", "height", "extension", "media_type", "facts", "details", "timings"]
    assert list(result) == names
    assert (result["bytes"], result["width"], result["height"]) == (len(files["cutout"]), 50, 40)
    assert (result["media_type"], result["extension"]) == ("image/png", ".png")
    assert tuple(result["timings"]) == STAGES
    assert result["facts"] == {"subject": "plain"}


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


def swapped(rgba):
    return np.ascontiguousarray(rgba[..., [2, 1, 0, 3]])


def without_alpha(rgba):
    return np.dstack([rgba[..., :3], np.full(rgba.shape[:2], 255, np.uint8)])


def one_bit(rgba):
    changed = rgba.copy()
    changed[20, 25, 1] ^= 1
    return changed


def mirrored(rgba):
    return np.ascontiguousarray(rgba[:, ::-1])


def narrower(rgba):
    return np.ascontiguousarray(rgba[:, :-1])


BROKEN = [
    *[("png", True, change) for change in (swapped, without_alpha, one_bit, mirrored)],
    *[("webp", True, change) for change in (swapped, without_alpha, one_bit, mirrored, narrower)],
    *[("webp", False, change) for change in (without_alpha, mirrored, narrower)],
    *[("avif", False, change) for change in (without_alpha, narrower)],
]


@pytest.mark.parametrize(("chosen", "lossless", "change"), BROKEN)
def test_an_encoder_that_writes_something_else_is_found_and_nothing_is_handed_out(
    monkeypatch, chosen, lossless, change
):
    if chosen == "png":
        write = png_record.encode_png_strips
        monkeypatch.setattr(
            png_record, "encode_png_strips", lambda strips, **kwargs: write(map(change, strips), **kwargs)
        )
    else:
        whole = Photo.whole
        monkeypatch.setattr(Photo, "whole", lambda picture: change(whole(picture)))

    result = run(saved(colours(40, 50), "PNG"), options={"format": chosen, "lossless": lossless}, infer=half_open)
    check_failure(result, "encode-verification-failed", "verify")


@pytest.mark.parametrize("chosen", ["png", "webp", "avif"])
@pytest.mark.parametrize("damage", [lambda data: data + b"x", lambda data: data[:-9], lambda data: b"", bytes.swapcase])
def test_a_damaged_export_is_found_and_nothing_is_handed_out(monkeypatch, chosen, damage):
    write = pipeline.encode

    async def damaged(*args):
        return damage(await write(*args))

    monkeypatch.setattr(pipeline, "encode", damaged)
    check_failure(run(options={"format": chosen}), "encode-verification-failed", "verify")


@pytest.mark.parametrize(("chosen", "extension"), [("png", ".png"), ("webp", ".webp"), ("avif", ".avif")])
def test_every_format(chosen, extension):
    result = run(options=Proxy({"format": chosen, "quality": 60, "lossless": False, "clean_edges": True}))
    assert (result["result"]["extension"], result["result"]["media_type"]) == (extension, f"image/{chosen}")
    with Image.open(io.BytesIO(result["files"]["cutout"])) as image:
        assert image.format == chosen.upper() and image.size == (50, 40)


def test_an_avif_source():
    result = run(saved(smooth(40, 50), "AVIF"))["result"]
    assert (result["width"], result["height"]) == (50, 40)


class FailingCodecs:
    def __init__(self, error):
        self.error = error

    async def decode(self, *_args):
        raise self.error

    async def encode(self, *_args):
        raise self.error


def test_an_encoder_that_throws_is_encode_failed_in_its_own_words():
    result = run(options={"format": "avif"}, codecs=FailingCodecs(RuntimeError("libavif made no file")))
    check_failure(result, "encode-failed", "encode")
    assert "libavif made no file" in result["detail"] and result["found"]["format"] == "AVIF"


def test_a_webp_encoder_that_throws_is_encode_failed(monkeypatch):
    def fail(*_args, **_options):
        raise ValueError("encoding error 5")

    monkeypatch.setattr(webp_record, "encode_webp", fail)
    check_failure(run(options={"format": "webp"}), "encode-failed", "encode")


@pytest.mark.parametrize(("stage", "options", "data"), [("encode", {"format": "avif"}, GOOD), ("decode", {}, AVIF)])
def test_a_codec_without_memory_is_out_of_memory(stage, options, data):
    check_failure(run(data, options=options, codecs=FailingCodecs(MemoryError())), "out-of-memory", stage)


def test_a_decoder_that_throws_is_decode_failed():
    check_failure(run(AVIF, codecs=FailingCodecs(RuntimeError("no"))), "decode-failed", "decode")


def test_an_export_that_its_own_decoder_refuses_is_not_handed_out():
    class CannotRead(PageCodecs):
        async def decode(self, *_args):
            raise RuntimeError("Invalid image grid")

    result = run(options={"format": "avif"}, codecs=CannotRead())
    check_failure(result, "encode-verification-failed", "verify")
    assert "Invalid image grid" in result["detail"]


def test_a_decoder_whose_answer_does_not_add_up_is_decode_failed():
    class Short(PageCodecs):
        async def decode(self, *args):
            answer = await super().decode(*args)
            return SimpleNamespace(data=answer.data[:-4], width=answer.width, height=answer.height, bits=answer.bits)

    result = run(AVIF, codecs=Short())
    check_failure(result, "decode-failed", "decode")


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
