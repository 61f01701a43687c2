"""Hidden colours kept, extended or cleared: what changes, what must not, and what a careless resampler sees."""

import tracemalloc

import numpy as np
import pytest

from cutout.colour.hidden import apply_hidden_colours_inplace
from cutout.colour.quantise import quantise

SUBJECT, BACKDROP = (200, 60, 40), (20, 220, 90)


def scene(height, width, softness=4.0):
    """A round subject whose own colour is known at every pixel that can be seen, the backdrop everywhere else."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot(y - height / 2, x - width / 2)
    alpha = np.clip((0.3 * min(height, width) - distance) / softness + 0.5, 0, 1).astype(np.float32)
    hidden = quantise(alpha) == 0
    rgb = np.where(hidden[..., np.newaxis], BACKDROP, SUBJECT).astype(np.uint8)
    return rgb, alpha, hidden


def applied(rgb, alpha, choice):
    changed = rgb.copy()
    apply_hidden_colours_inplace(changed, alpha, choice)
    return changed


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (1, 600), (300, 7), (257, 255), (600, 530)])
@pytest.mark.parametrize("choice", ["keep", "extend", "clear"])
def test_only_hidden_pixels_change(size, choice):
    random = np.random.default_rng(2)
    rgb = random.integers(0, 256, (*size, 3), np.uint8)
    alpha = np.where(random.random(size) > 0.6, random.random(size), 0).astype(np.float32)
    alpha[: size[0] // 2] = 0
    changed = applied(rgb, alpha, choice)
    visible = quantise(alpha) > 0
    np.testing.assert_array_equal(changed[visible], rgb[visible])
    if choice == "keep":
        np.testing.assert_array_equal(changed, rgb)
    if choice == "clear":
        assert not changed[~visible].any()
    if choice == "extend" and visible.any():
        lowest, highest = rgb[visible].min(axis=0), rgb[visible].max(axis=0)
        assert ((changed[~visible] >= lowest) & (changed[~visible] <= highest)).all()


@pytest.mark.parametrize("choice", ["extend", "clear"])
def test_alpha_may_be_that_of_the_export(choice):
    random = np.random.default_rng(5)
    rgb = random.integers(0, 256, (90, 300, 3), np.uint8)
    levels = np.clip(random.integers(-500, 256, (90, 300)), 0, 255).astype(np.uint8)
    alpha = levels / np.float32(255)
    rgba = np.dstack([rgb, levels])
    apply_hidden_colours_inplace(rgba[..., :3], rgba[..., 3], choice)
    assert np.abs(rgba[..., :3].astype(int) - applied(rgb, alpha, choice)).max() <= 1
    np.testing.assert_array_equal(rgba[..., 3], levels)


def test_the_subject_goes_on_everywhere():
    rgb, alpha, hidden = scene(530, 410)
    assert hidden.mean() > 0.5
    np.testing.assert_array_equal(applied(rgb, alpha, "extend"), np.full_like(rgb, SUBJECT))


def test_each_side_goes_on_with_its_own_colour():
    rgb = np.zeros((64, 400, 3), np.uint8)
    rgb[:, 100:200], rgb[:, 200:300] = (250, 0, 0), (0, 0, 250)
    alpha = np.zeros((64, 400), np.float32)
    alpha[:, 100:300] = 1
    extended = applied(rgb, alpha, "extend")
    np.testing.assert_array_equal(extended[:, 96:100], np.full((64, 4, 3), (250, 0, 0)))
    np.testing.assert_array_equal(extended[:, 300:304], np.full((64, 4, 3), (0, 0, 250)))


def test_beside_the_edge_are_the_edges_own_colours():
    """A subject whose colour turns along its outline: two pixels outside, it is still that of the pixels beside."""
    height, width = 240, 240
    y, x = np.mgrid[:height, :width] - 119.5
    angle = np.arctan2(y, x)
    own = np.dstack([120 + 100 * np.sin(angle), 120 + 100 * np.cos(angle), 0 * x + 80])
    alpha = np.clip(80 - np.hypot(y, x), 0, 1).astype(np.float32)
    rgb = np.where(quantise(alpha)[..., np.newaxis] > 0, own, 255).astype(np.uint8)
    extended = applied(rgb, alpha, "extend").astype(float)
    distance = np.hypot(y, x) - 80
    for ring, bound in (((0, 2), 4), ((2, 6), 12), ((30, 38), 45)):  # found: 1.7, 6.5 and 22
        near = (distance > ring[0]) & (distance <= ring[1])
        assert np.abs(extended - own)[near].mean() < bound


def test_faint_pixels_count_for_little():
    rgb, alpha = np.zeros((16, 16, 3), np.uint8), np.zeros((16, 16), np.float32)
    rgb[4, 4], alpha[4, 4] = (200, 100, 50), 1
    rgb[4, 5], alpha[4, 5] = (0, 0, 255), 0.01
    np.testing.assert_allclose(applied(rgb, alpha, "extend")[5, 5], (198, 99, 52), atol=1)


@pytest.mark.parametrize("factor", [2, 3])
def test_an_editor_that_averages_straight_colours_finds_no_backdrop(factor):
    """Colour and alpha reduced apart, as programs do that forget to premultiply."""

    def seen(choice):
        rgb, alpha, _ = scene(480, 480)
        straight = applied(rgb, alpha, choice).astype(float)
        small = straight.reshape(480 // factor, factor, 480 // factor, factor, 3).mean(axis=(1, 3))
        opacity = alpha.reshape(480 // factor, factor, 480 // factor, factor).mean(axis=(1, 3))
        return np.abs(small - SUBJECT)[opacity > 0.02].max()

    assert seen("keep") > 20
    assert seen("extend") == 0


def test_without_a_subject_there_is_nothing_to_extend():
    rgb = np.full((40, 50, 3), 77, np.uint8)
    assert not applied(rgb, np.zeros((40, 50), np.float32), "extend").any()


def test_memory_stays_far_below_a_copy_of_the_photo_in_floats():
    rgb, alpha, _ = scene(2000, 2000)
    tracemalloc.start()
    try:
        apply_hidden_colours_inplace(rgb, alpha, "extend")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6e6  # found: 4.1e6; the copy would be 48e6
