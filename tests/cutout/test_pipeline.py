"""The whole pipeline with a fake network: order of stages, size, and what must not change."""

import asyncio
import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from cutout.colour.icc import to_srgb
from cutout.errors import (
    DecodeFailedError,
    EncodeFailedError,
    EncodeVerificationFailedError,
    InferenceFailedError,
    PhotoTooLargeError,
)
from cutout.formats.encode import check_export_size
from cutout.formats.png import record
from cutout.matte.subject import network_doubt, result_doubt
from cutout.model_spec import ModelSpec
from cutout.options import Options
from cutout.pipeline import find_matte, finish
from cutout.stages import STAGES, StageClock
from tests.cutout.codecs_player import CPythonCodecs
from tests.cutout.drawing import chunk, colours, drawn_heic, exif, png, rgba_profile, saved, smooth
from tests.cutout.profiles import gamma, matrix

WIDE = matrix(gamma(2.2))
SPEC = ModelSpec("fake", "in", 64, (128.0,) * 3, (256.0,) * 3, "out", "none", "none", (0.0, 1.0), "stretch")


def disc(side=64):
    y, x = (np.mgrid[:side, :side] + 0.5) / side
    return np.clip((0.35 - np.hypot(x - 0.5, y - 0.5)) * 8 + 0.5, 0, 1).astype(np.float32).reshape(1, 1, side, side)


def make(data, options=None, output=None, report=lambda _stage, _fraction: None, spec=SPEC, **limits):
    async def infer(tensor):
        assert tensor.shape == (1, 3, 64, 64) and tensor.dtype == np.float32 and tensor.flags.c_contiguous
        return disc() if output is None else output

    async def cut():
        chosen, codecs, clock = options or Options(), CPythonCodecs(), StageClock(report)
        photo, matte = await find_matte(data, spec, "1", chosen, infer, codecs, clock, **limits)
        return await finish(photo, matte, chosen, codecs, clock)

    return asyncio.run(cut())


def pixels(cutout):
    with Image.open(io.BytesIO(cutout.data)) as image:
        return np.asarray(image.convert("RGBA"))


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
    plain = pixels(make(saved(picture, "PNG"), Options(clean_edges=False, refine_edges=False)))
    cleaned = pixels(make(saved(picture, "PNG"), Options(clean_edges=True, refine_edges=False)))
    np.testing.assert_array_equal(plain[..., :3], picture)
    np.testing.assert_array_equal(plain[..., 3], cleaned[..., 3])
    middle = (plain[..., 3] > 90) & (plain[..., 3] < 165)
    assert middle.sum() > 50
    distance = [np.abs(rgba[middle][:, :3].astype(int) - (220, 40, 40)).mean() for rgba in (plain, cleaned)]
    assert distance[1] < 0.5 * distance[0]


def test_edges_are_refined_only_when_asked():
    """The network's disc is soft; the photo's is sharp, and alpha follows it."""
    picture = np.full((300, 300, 3), (30, 200, 60), np.uint8)
    y, x = (np.mgrid[:300, :300] + 0.5) / 300
    sharp = np.hypot(x - 0.5, y - 0.5) < 0.35
    picture[sharp] = (220, 40, 40)
    source = saved(picture, "PNG")
    plain, refined = (pixels(make(source, Options(refine_edges=choice)))[..., 3] / 255 for choice in (False, True))
    assert np.abs(refined - sharp).mean() < 0.2 * np.abs(plain - sharp).mean()


@pytest.mark.parametrize(
    ("choice", "expected"), [("keep", (30, 200, 60)), ("clear", (0, 0, 0)), ("extend", (220, 40, 40))]
)
def test_hidden_colours_are_what_was_asked_for(choice, expected):
    picture = np.full((120, 120, 3), (30, 200, 60), np.uint8)
    y, x = (np.mgrid[:120, :120] + 0.5) / 120
    picture[np.hypot(x - 0.5, y - 0.5) < 0.43] = (220, 40, 40)
    rgba = pixels(make(saved(picture, "PNG"), Options(hidden_colours=choice)))
    np.testing.assert_array_equal(rgba[0, 0], (*expected, 0))


def test_where_the_source_is_transparent_already_nothing_is_cleaned_or_made_thinner():
    """A cutout comes in, with straight colours over hidden black; its own soft edge is the tighter one."""
    y, x = (np.mgrid[:120, :120] + 0.5) / 120
    own = np.clip((0.33 - np.hypot(x - 0.5, y - 0.5)) * 20 + 0.5, 0, 1)
    rgba = np.dstack([np.full((120, 120, 3), (220, 40, 40)) * (own > 0)[..., np.newaxis], np.rint(own * 255)])
    rgba = rgba.astype(np.uint8)
    result = pixels(make(saved(rgba, "PNG")))
    settled = rgba[..., 3] < 255
    np.testing.assert_array_equal(result[settled][:, :3], rgba[settled][:, :3])
    inside = own > 0.99
    assert result[inside][:, 3].min() >= 252
    soft = (own > 0.1) & (own < 0.9) & (disc(120)[0, 0] > own)
    assert soft.sum() > 100
    assert np.abs(result[soft][:, 3].astype(int) - rgba[soft][:, 3]).max() <= 1


def test_a_preview_of_the_source_is_made_only_of_what_browsers_cannot_show():
    assert make(saved(smooth(60, 100), "JPEG")).original_preview == b""
    preview = make(drawn_heic(smooth(60, 100))).original_preview
    with Image.open(io.BytesIO(preview)) as image:
        assert image.format == "JPEG" and image.size == (100, 60)
        assert np.abs(np.asarray(image).astype(int) - smooth(60, 100)).mean() < 4


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


def with_a_square(alpha=None):
    """A gradient with something on it; `alpha` as a fourth channel."""
    picture = smooth(64, 64)
    picture[16:48, 16:48] = 255 - picture[16:48, 16:48]
    return picture if alpha is None else np.dstack([picture, alpha])


@pytest.mark.parametrize("normalise", ["none", "min-max"])
@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (disc(), None),
        (0.6 * disc() + 0.1, None),
        (0.2 * np.random.default_rng(2).random((1, 1, 64, 64), np.float32), "none"),
        (1 - 0.2 * np.random.default_rng(2).random((1, 1, 64, 64), np.float32), "everything"),
        (np.full((1, 1, 64, 64), 0.3, np.float32), "none"),
    ],
)
def test_a_photo_without_a_clear_subject_is_said_to_have_none(output, expected, normalise):
    """A map that is stretched for each photo is judged as the network gave it, and nothing is made of noise."""
    spec = dataclasses.replace(SPEC, normalise=normalise)
    cutout = make(saved(with_a_square(), "PNG"), Options(refine_edges=False), output, spec=spec)
    assert cutout.doubt == expected
    if expected is not None:
        assert abs(cutout.details["subject_fraction"] - output.mean()) <= 0.5 / 65535
        np.testing.assert_allclose(pixels(cutout)[..., 3], 255 * output[0, 0], atol=0.51)


def opacity(visible):
    """Opacity of a 64 x 64 source: its first `visible` pixels, counted by rows, are there."""
    return np.where(np.arange(64 * 64).reshape(64, 64) < visible, 255, 0).astype(np.uint8)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (np.full((64, 64, 3), 255, np.uint8), "plain"),
        (np.clip(np.random.default_rng(5).normal(128, 6, (256, 256, 3)), 0, 255).astype(np.uint8), "plain"),
        (smooth(64, 64), "plain"),
        (np.zeros((64, 64, 4), np.uint8), "transparent"),
        (with_a_square(opacity(20)), "transparent"),
        (with_a_square(opacity(64 * 64)), None),
        (with_a_square(opacity(640)), "none"),
        (with_a_square(opacity(40 * 64)), None),
    ],
)
def test_a_network_that_is_sure_is_not_believed_where_there_is_nothing(picture, expected):
    """It sees a disc in the middle of everything, as some do on a white wall. Ten rows from the top do not reach it."""
    assert make(saved(picture, "PNG")).doubt == expected


def test_a_finished_cutout_that_lost_nothing_says_so():
    almost = np.ones((1, 1, 64, 64), np.float32)
    almost[..., 0, :21] = 0  # just enough background for the network; a larger photo has less
    assert network_doubt(almost[0, 0]) is None
    assert result_doubt(np.ones((64, 64), np.float32)) == "everything"
    assert result_doubt(almost[0, 0]) is None


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
    write = record.encode_png_strips
    monkeypatch.setattr(record, "encode_png_strips", lambda *args, **kwargs: write(*args, **kwargs)[:-1])
    with pytest.raises(EncodeVerificationFailedError):
        make(saved(smooth(20, 20), "PNG"))


FORMATS = {
    "png": ("PNG", "image/png", ".png"),
    "webp": ("WEBP", "image/webp", ".webp"),
    "avif": ("AVIF", "image/avif", ".avif"),
}


@pytest.mark.parametrize("chosen", FORMATS)
def test_the_export_is_of_the_chosen_format_and_named_so(chosen):
    cutout = make(saved(smooth(90, 120), "PNG"), Options(chosen))
    with Image.open(io.BytesIO(cutout.data)) as image:
        assert (image.format, cutout.media_type, cutout.extension) == FORMATS[chosen]
        assert image.size == (120, 90) == (cutout.width, cutout.height)
    rgba = pixels(cutout)
    assert rgba[45, 60, 3] == 255 and rgba[0, 0, 3] <= 1
    assert np.abs(rgba[45, 60, :3].astype(int) - smooth(90, 120)[45, 60]).max() <= 6
    assert cutout.thumbnail.startswith(b"\x89PNG")


@pytest.mark.parametrize("chosen", ["png", "webp"])
def test_lossless_exports_hold_the_very_same_pixels(chosen):
    source = saved(colours(90, 120), "PNG")
    found = pixels(make(source, Options(chosen, lossless=True)))
    np.testing.assert_array_equal(found, pixels(make(source)))
    assert (found[found[..., 3] == 0][:, :3] == colours(90, 120)[found[..., 3] == 0]).all()


def test_lossy_exports_are_smaller():
    source = saved(smooth(300, 300), "PNG")
    size = {chosen: len(make(source, Options(chosen)).data) for chosen in FORMATS}
    assert size["webp"] < 0.5 * size["png"] and size["avif"] < 0.5 * size["png"]


def test_a_profile_goes_into_a_webp_and_is_converted_away_for_an_avif():
    with Image.open(io.BytesIO(saved(smooth(60, 60), "PNG"))) as image:
        picture = np.asarray(image)
    source = saved(picture, "PNG", icc_profile=WIDE)
    with Image.open(io.BytesIO(make(source, Options("webp")).data)) as image:
        assert image.info["icc_profile"] == WIDE
    cutout = make(source, Options("avif", quality=100))
    with Image.open(io.BytesIO(cutout.data)) as image:
        assert "icc_profile" not in image.info
    assert "converted to sRGB" in cutout.details["icc_profile"]
    middle = pixels(cutout)[20:40, 20:40, :3].astype(int)
    expected = to_srgb(picture, WIDE)[20:40, 20:40].astype(int)
    assert np.abs(expected - picture[20:40, 20:40]).max() > 8
    assert np.abs(middle - expected).max() <= 7


def test_a_profile_that_cannot_be_read_is_dropped_for_an_avif_and_said_to_be():
    cutout = make(saved(smooth(60, 60), "PNG", icc_profile=rgba_profile()), Options("avif"))
    assert cutout.details["icc_profile"].startswith("dropped")
    assert np.abs(pixels(cutout)[30, 30, :3].astype(int) - smooth(60, 60)[30, 30]).max() <= 6


def test_the_sources_resolution_is_in_a_png():
    resolution = chunk(b"pHYs", (2835).to_bytes(4, "big") + (2835).to_bytes(4, "big") + b"\x01")
    source = png(smooth(20, 30), 8, 2, before_pixels=[resolution])
    assert resolution in make(source).data


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (51, 1), (3, 5)])
@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("chosen", ["webp", "avif"])
def test_tiny_and_odd_photos_pass_through_in_every_format(chosen, lossless, size):
    if chosen == "avif" and lossless:
        source = saved(np.full((*size, 3), 77, np.uint8), "PNG")  # grey: the stand-in's lossless is not for colours
    else:
        source = saved(colours(*size), "PNG")
    cutout = make(source, Options(chosen, lossless=lossless), output=np.ones((1, 1, 64, 64), np.float32))
    assert pixels(cutout).shape == (*size, 4)


def test_a_photo_too_wide_for_webp_is_refused_before_the_network_runs():
    source = saved(np.zeros((1, 16_384, 3), np.uint8), "PNG")
    with pytest.raises(EncodeFailedError) as caught:
        make(source, Options("webp"), output="not used")
    numbers = {"width": 16_384, "height": 1, "max_side": 16_383}
    assert caught.value.found == {"case": "side", "format": "WebP", **numbers}
    assert make(source, Options("png")).width == 16_384


def test_a_photo_too_large_for_avif_is_refused_with_the_numbers():
    check_export_size("avif", 8000, 5000)
    with pytest.raises(EncodeFailedError, match=r"pixels.*AVIF.*width=8000, height=5010, max_pixels=40000000"):
        check_export_size("avif", 8000, 5010)
    check_export_size("png", 8000, 5010)


def test_the_callers_limit_is_heeded():
    with pytest.raises(PhotoTooLargeError):
        make(saved(smooth(20, 20), "PNG"), output="not used", max_pixels=399)
