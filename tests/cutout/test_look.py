"""A look: how it is written, what is none, and the size in which the network is asked for a photo."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutout.matte.look import look_size
from cutout.model_spec import MAX_INPUT_SIDE, Look


@pytest.mark.parametrize("look", [Look("square", 1024), Look("aspect", 768), Look("square", 1), Look("aspect", 8192)])
def test_its_text_is_read_as_it_was_written(look):
    assert Look.parse(str(look)) == look


def test_how_it_is_written():
    assert (str(Look("square", 1024)), str(Look("aspect", 768))) == ("square 1024", "aspect 768")


NO_LOOKS = (
    *("", "square", "1024", "square  1024", "Square 1024", "letterbox 64", "square 0", "square 01", "square 9000"),
    *("square -64", "square 10.5", "square \u0663", " square 64", "square 64 ", "square 64\n", None, 64, ["square 64"]),
)


@pytest.mark.parametrize("text", NO_LOOKS)
def test_what_is_no_look_is_refused_with_what_was_found(text):
    with pytest.raises(ValueError) as caught:
        Look.parse(text)
    assert repr(text) in str(caught.value) and '"square 1024"' in str(caught.value)


@pytest.mark.parametrize("photo", [(1, 1), (4000, 3000), (10, 9000)])
def test_a_square_is_the_square_whatever_the_photo(photo):
    assert look_size(Look("square", 1024), *photo, 64) == (1024, 1024)


@pytest.mark.parametrize(
    ("photo", "size"),
    [
        ((4000, 3000), (640, 896)),
        ((3000, 4000), (896, 640)),
        ((3000, 2000), (640, 960)),
        ((500, 500), (768, 768)),
        ((1920, 1080), (576, 1024)),
        ((9000, 90), (64, 7680)),
    ],
)
def test_an_aspect_has_both_sides_at_the_nearest_multiples(photo, size):
    assert look_size(Look("aspect", 768), *photo, 64) == size


def test_a_thread_of_a_photo_is_pressed_together_and_takes_no_more_memory():
    assert look_size(Look("aspect", 768), 90_000, 10, 64) == (64, 8192)
    assert look_size(Look("aspect", 512), 10, 90_000, 64) == (4096, 64)


@given(st.integers(64, 2048), st.integers(1, 30_000), st.integers(1, 30_000), st.sampled_from([1, 14, 32, 64]))
def test_sides_are_multiples_near_the_aspect_and_the_area(side, width, height, multiple):
    tall, wide = look_size(Look("aspect", side), width, height, multiple)
    assert tall % multiple == wide % multiple == 0
    assert multiple <= min(tall, wide) and max(tall, wide) <= MAX_INPUT_SIDE
    scale = side / math.sqrt(width * height)
    longest = min(MAX_INPUT_SIDE, side * side / multiple)
    if min(width, height) * scale >= multiple and max(width, height) * scale <= longest - multiple:
        assert abs(tall - height * scale) <= multiple / 2 + 1e-6 and abs(wide - width * scale) <= multiple / 2 + 1e-6
    assert tall * wide <= (side * 1.5) ** 2 + multiple * multiple
