"""The whole pipeline with a fake network: order of stages, size, and what must not change."""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from cutout import pipeline
from cutout.errors import DecodeFailedError, EncodeVerificationFailedError, InferenceFailedError
from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.pipeline import make_cutout
from cutout.stages import STAGES
from tests.cutout.drawing import colours, exif, rgba_profile, saved, smooth

SPEC = ModelSpec("fake", "in", 64, (128.0,) * 3, (256.0,) * 3, "out", "none", (0.0, 1.0), "stretch")


def disc(side=64):
    y, x = (np.mgrid[:side, :side] + 0.5) / side
    return np.clip((0.35 - np.hypot(x - 0.5, y - 0.5)) * 8 + 0.5, 0, 1).astype(np.float32).reshape(1, 1, side, side)


def make(data, options=None, output=None, report=lambda _stage, _fraction: None):
    async def infer(tensor):
        assert tensor.shape == (1, 3, 64, 64) and tensor.dtype == np.float32 and tensor.flags.c_contiguous
        return disc() if output is None else output

    return asyncio.run(make_cutout(data, SPEC, options or Options(), infer, report))


def pixels(cutout):
    with Image.open(io.BytesIO(cutout.data)) as image:
        assert image.mode == "RGBA"
        return np.asarray(image)


def test_every_stage_is_reported_once_in_order_and_timed():
    seen = []
    cutout = make(saved(smooth(90, 120), "PNG"), report=lambda stage, fraction: seen.append((stage, fraction)))
    assert seen == [(stage, None) for stage in STAGES]
    assert tuple(cutout.timings) == STAGES and all(seconds >= 0 for seconds in cutout.timings.values())


@pytest.mark.parametrize("clean_edges", [True, False])
@pytest.mark.parametrize("draw", [colours, smooth])
def test_pixels_with_alpha_1_keep_the_sources_colour_bit_for_bit(clean_edges, draw):
    picture = draw(150, 200)
    rgba = pixels(make(saved(picture, "PNG"), Options(clean_edges=clean_edges)))
    opaque, clear = rgba[..., 3] == 255, rgba[..., 3] == 0
    assert 0.1 < opaque.mean() < 0.9 and 0.1 < clear.mean() < 0.9
    np.testing.assert_array_equal(rgba[opaque][:, :3], picture[opaque])
    np.testing.assert_array_equal(rgba[clear][:, :3], picture[clear])


def test_edges_are_cleaned_only_when_asked():
    picture = np.full((120, 120, 3), (30, 200, 60), np.uint8)
    y, x = (np.mgrid[:120, :120] + 0.5) / 120
    alpha = np.clip((0.35 - np.hypot(x - 0.5, y - 0.5)) * 8 + 0.5, 0, 1)[..., np.newaxis]
    picture = np.rint(alpha * (220, 40, 40) + (1 - alpha) * picture).astype(np.uint8)
    plain = pixels(make(saved(picture, "PNG"), Options(clean_edges=False)))
    cleaned = pixels(make(saved(picture, "PNG"), Options(clean_edges=True)))
    np.testing.assert_array_equal(plain[..., :3], picture)
    np.testing.assert_array_equal(plain[..., 3], cleaned[..., 3])
    middle = (plain[..., 3] > 90) & (plain[..., 3] < 165)
    assert middle.sum() > 50
    distance = [np.abs(rgba[middle][:, :3].astype(int) - (220, 40, 40)).mean() for rgba in (plain, cleaned)]
    assert distance[1] < 0.5 * distance[0]


def test_the_cutout_has_the_upright_size():
    cutout = make(saved(smooth(60, 100), "JPEG", exif=exif(6)))
    assert (cutout.width, cutout.height) == (60, 100)
    assert pixels(cutout).shape == (100, 60, 4)


def test_nothing_becomes_more_opaque_than_the_source():
    rgba = colours(80, 90, 4)
    rgba[:40, :, 3] = 0
    result = pixels(make(saved(rgba, "PNG"), output=np.ones((1, 1, 64, 64), np.float32)))
    np.testing.assert_array_equal(result[..., 3], rgba[..., 3])


def test_the_sources_profile_is_in_the_export():
    data = saved(smooth(20, 20), "PNG", icc_profile=rgba_profile())
    with Image.open(io.BytesIO(make(data).data)) as image:
        assert image.info["icc_profile"] == rgba_profile()


def test_details_are_flat_and_tell_what_was_found():
    details = make(saved(smooth(20, 30), "WEBP")).details
    assert all(isinstance(value, str | int | float | bool) for value in details.values())
    assert details["source_format"] == "WebP" and (details["source_width"], details["source_height"]) == (30, 20)
    assert 0.3 < details["subject_fraction"] < 0.5


def test_the_thumbnail_is_a_small_png_of_the_cutout():
    with Image.open(io.BytesIO(make(saved(smooth(600, 300), "PNG")).thumbnail)) as image:
        assert image.size == (128, 256) and image.mode == "RGBA"
        assert image.getpixel((64, 128))[3] == 255 and image.getpixel((2, 2))[3] == 0


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (2, 3)])
def test_tiny_photos_pass_through(size):
    cutout = make(saved(colours(*size), "PNG"))
    assert (cutout.height, cutout.width) == size


def test_an_output_that_is_no_alpha_stops_the_job():
    with pytest.raises(InferenceFailedError):
        make(saved(smooth(20, 20), "PNG"), output=np.full((1, 1, 64, 64), np.nan, np.float32))


def test_a_file_that_cannot_be_decoded_never_reaches_the_network():
    with pytest.raises(DecodeFailedError):
        make(saved(colours(30, 30), "PNG")[:300], output="not used")


def test_a_damaged_export_is_not_handed_out(monkeypatch):
    encode = pipeline.encode_png_strips
    monkeypatch.setattr(pipeline, "encode_png_strips", lambda *args, **kwargs: encode(*args, **kwargs)[:-1])
    with pytest.raises(EncodeVerificationFailedError):
        make(saved(smooth(20, 20), "PNG"))
