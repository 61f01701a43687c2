"""The bridge and what encodes and decodes: a codec or an encoder that fails or lies never hands out a cutout."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from cutout import pipeline
from cutout.formats.png import record as png_record
from cutout.formats.webp import record as webp_record
from cutout.pictures import Photo
from tests.cutout.bridge_run import AVIF, GOOD, Proxy, check_failure, half_open, run
from tests.cutout.drawing import colours, saved, smooth
from tests.cutout.page_codecs import PageCodecs


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
