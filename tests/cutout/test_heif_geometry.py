"""clap, irot and imir: folded into one rectangle and one orientation, in the order that HEIC and AVIF take them."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutout.formats.heif.geometry import CleanAperture, Geometry, Step, as_avif, combined, folded, mirror, turn
from cutout.formats.heif.header import read_header
from tests.cutout.drawing import stored_for
from tests.cutout.heif_drawing import clap, imir, irot, still

STORED = np.arange(30 * 40).reshape(30, 40)


def shown(geometry, stored=STORED):
    """What a picture looks like after cropping and turning."""
    left, top, right, bottom = geometry.rectangle
    part = stored[top:bottom, left:right]
    return next(turned for turned in variants(part) if np.array_equal(stored_for(turned, geometry.orientation), part))


def variants(part):
    return [np.rot90(view, turns) for view in (part, part[:, ::-1]) for turns in range(4)]


def by_hand(stored, steps):
    """The same one after the other on the pixels themselves; turns are anticlockwise, as in the file."""
    for kind, *values in steps:
        if kind == "turn":
            stored = np.rot90(stored, values[0])
        elif kind == "mirror":
            stored = stored[::-1] if values[0] == 0 else stored[:, ::-1]
        else:
            left, top, width, height = values
            stored = stored[top : top + height, left : left + width]
    return stored


def a_crop(width, height, left, top, whole):
    """The aperture whose upper left corner is there."""
    middles = Fraction(2 * left + width - whole[0], 2), Fraction(2 * top + height - whole[1], 2)
    return CleanAperture(Fraction(width), Fraction(height), *middles)


@given(st.data())
def test_any_steps_in_any_order_do_what_they_do_to_the_pixels(data):
    steps, meant = [], []
    for kind in data.draw(st.lists(st.sampled_from(["turn", "mirror", "crop"]), max_size=5)):
        if kind == "turn":
            turns = data.draw(st.integers(0, 3))
            steps.append(turn(turns))
            meant.append(("turn", turns))
        elif kind == "mirror":
            axis = data.draw(st.integers(0, 1))
            steps.append(mirror(axis))
            meant.append(("mirror", axis))
        else:
            height, width = by_hand(STORED, meant).shape
            left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
            w, h = data.draw(st.integers(1, width - left)), data.draw(st.integers(1, height - top))
            steps.append(Step(b"clap", a_crop(w, h, left, top, (width, height))))
            meant.append(("crop", left, top, w, h))
    geometry = folded(steps, 40, 30)
    np.testing.assert_array_equal(shown(geometry), by_hand(STORED, meant))
    assert geometry.upright_size == by_hand(STORED, meant).shape[::-1] and not geometry.ignored_clap


@given(st.integers(1, 8), st.integers(1, 8))
def test_two_orientations_after_each_other(first, second):
    picture = np.arange(6).reshape(2, 3)
    once = stored_for(stored_for(picture, second), first)
    np.testing.assert_array_equal(stored_for(picture, combined(first, second)), once)


@pytest.mark.parametrize("order", [*itertools.permutations([clap(20, 10, -5, 3), irot(1), imir(0)])])
def test_avif_is_cropped_then_turned_then_mirrored_however_that_is_listed(order):
    geometry = read_header(still(*order)).geometry
    np.testing.assert_array_equal(shown(geometry), np.rot90(STORED[13:23, 5:25], 1)[::-1])


def test_heic_is_cropped_turned_and_mirrored_in_the_order_that_is_listed():
    listed = [imir(1), irot(1), clap(10, 20, 3, -5)]
    geometry = read_header(still(*listed, brand=b"heic", kind=b"hvc1")).geometry
    turned = np.rot90(STORED[:, ::-1], 1)  # 30 wide and 40 high
    np.testing.assert_array_equal(shown(geometry), turned[5:25, 13:23])


def test_of_two_turns_avif_takes_the_first():
    assert as_avif([turn(1), turn(1), mirror(0), mirror(1)]) == [turn(1), mirror(0)]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (clap(20, 10, -5, 3), (5, 13, 25, 23)),
        (clap(42, 21, -10, 6, below=2), (4, 13, 25, 24)),  # half pixels
        (clap(160, 118, 0, 1, below=4), (0, 1, 40, 30)),  # inside, but rounding moves its end outside
        (clap(160, 118, 0, 2, below=4), None),  # reaches outside by a quarter of a pixel
        (clap(20, 10, 15, 0), None),  # reaches outside
        (clap(60, 50, 0, 0), None),
        (clap(20, 10, -500, 3), None),  # lies outside
        (clap(0, 10, 0, 0), None),
        (clap(20, 10, 0, 0, below=0), None),
    ],
)
@pytest.mark.parametrize("kind", [b"av01", b"hvc1"])
def test_an_aperture_that_cannot_be_used_is_left_out_and_said_so(kind, listed, expected):
    geometry = read_header(still(listed, kind=kind)).geometry
    assert geometry == Geometry(expected or (0, 0, 40, 30), 1, ignored_clap=expected is None)


def test_numbers_of_any_size_are_only_numbers():
    for listed in (clap(0xFFFFFFFF, 0xFFFFFFFF, -0x80000000, 0x7FFFFFFF), clap(1, 1, 0, 0, below=0xFFFFFFFF)):
        for kind in (b"av01", b"hvc1"):
            left, top, right, bottom = read_header(still(listed, kind=kind)).geometry.rectangle
            assert 0 <= left < right <= 40 and 0 <= top < bottom <= 30
