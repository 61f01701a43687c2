"""The whole pipeline with a fake network: order of stages, size, and what must not change.

The export formats are test_exports.py's.
"""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from cutout.errors import (
    DecodeFailedError,
    EncodeVerificationFailedError,
    InferenceFailedError,
)
from cutout.formats.png import record
from cutout.matte.subject import network_doubt, result_doubt
from cutout.options import Options
from cutout.pictures import Doubt
from cutout.stages import STAGES
from tests.cutout.drawing import colours, drawn_heic, exif, rgba_profile, saved, smooth
from tests.cutout.profiles import gamma, matrix
from tests.cutout.whole_job import SPEC, disc, make, pixels

WIDE = matrix(gamma(2.2))


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
    plain = pixels(make(saved(picture, "PNG"), Options(clean_edges=False, edges="plain")))
    cleaned = pixels(make(saved(picture, "PNG"), Options(clean_edges=True, edges="plain")))
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
    plain, refined = (pixels(make(source, Options(edges=choice)))[..., 3] / 255 for choice in ("plain", "fine"))
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
    cutout = make(saved(with_a_square(), "PNG"), Options(edges="plain"), output, spec=spec)
    assert is_doubt_of(expected, cutout.doubt)
    if expected is not None:
        assert abs(cutout.details["subject_fraction"] - output.mean()) <= 0.5 / 65535
        np.testing.assert_allclose(pixels(cutout)[..., 3], 255 * output[0, 0], atol=0.51)


def is_doubt_of(reason, doubt):
    """Without a reason the score is below one half, the higher the softer the matte is."""
    return doubt.reasons == () and doubt.score < 0.5 if reason is None else doubt == Doubt(1.0, (reason,))


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
    assert is_doubt_of(expected, make(saved(picture, "PNG")).doubt)


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
