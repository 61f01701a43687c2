"""Each filter against the formula of the PNG specification, and the choice between them."""

import numpy as np
import pytest

from cutout.formats.png.filters import AVERAGE, CANDIDATES, NONE, PAETH, SUB, UP, choose_filter, filter_rows
from tests.cutout.drawing import colours


def by_the_book(rows, above, kind):
    expected = []
    for r, row in enumerate(rows):
        up_row = above if r == 0 else rows[r - 1]
        line = [kind]
        for i, value in enumerate(row):
            left, corner = (int(row[i - 4]), int(up_row[i - 4])) if i >= 4 else (0, 0)
            up = int(up_row[i])
            estimate = left + up - corner
            paeth = min((left, up, corner), key=lambda neighbour: abs(estimate - neighbour))  # the first wins a draw
            predicted = {NONE: 0, SUB: left, UP: up, AVERAGE: (left + up) // 2, PAETH: paeth}[kind]
            line.append((int(value) - predicted) % 256)
        expected.append(line)
    return np.array(expected, np.uint8)


@pytest.mark.parametrize("kind", CANDIDATES)
def test_a_filter_is_the_one_of_the_specification(kind):
    rows = colours(5, 6, 4).reshape(5, 24)
    above = colours(1, 6, 4, seed=2).reshape(24)
    out = np.full((8, 25), 77, np.uint8)
    np.testing.assert_array_equal(filter_rows(rows, above, kind, out), by_the_book(rows, above, kind))
    assert (out[5:] == 77).all()


@pytest.mark.parametrize("kind", CANDIDATES)
def test_a_single_row_of_a_single_pixel(kind):
    row, above = np.array([[5, 250, 7, 255]], np.uint8), np.array([9, 9, 9, 9], np.uint8)
    out = np.empty((1, 5), np.uint8)
    np.testing.assert_array_equal(filter_rows(row, above, kind, out), by_the_book(row, above, kind))


def test_an_unknown_filter_is_refused():
    with pytest.raises(ValueError, match="filter 9"):
        filter_rows(np.zeros((1, 4), np.uint8), np.zeros(4, np.uint8), 9, np.zeros((1, 5), np.uint8))


def test_equal_rows_choose_up_ramps_choose_sub_and_a_few_flat_colours_none():
    noise_row = np.tile(colours(1, 300, 4).reshape(1, -1), (100, 1))
    slopes = colours(100, 1, 4) | 1  # every row climbs at its own rate, so neighbours to the left predict it best
    ramps = (slopes * np.arange(300, dtype=np.uint8)[:, np.newaxis]).reshape(100, -1)
    two_colours = np.where(colours(100, 300, 1) > 127, np.uint8(200), np.uint8(3)).repeat(4, 2).reshape(100, -1)
    nothing = np.zeros(1200, np.uint8)
    assert choose_filter(noise_row, noise_row[0]) == UP
    assert choose_filter(ramps, nothing) == SUB
    assert choose_filter(two_colours, nothing) == NONE
