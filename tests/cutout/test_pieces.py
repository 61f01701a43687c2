"""Pieces of a mask, against a flood that walks from pixel to pixel."""

import numpy as np
import pytest
from numpy.typing import NDArray

from cutout.matte.pieces import piece_sizes


def flooded(mask: NDArray[np.bool_]) -> list[int]:
    """The sizes, found the slow way."""
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(mask), strict=True)}
    sizes = []
    while left:
        todo, size = [left.pop()], 0
        while todo:
            y, x = todo.pop()
            size += 1
            around = {(y + down, x + across) for down in (-1, 0, 1) for across in (-1, 0, 1)} & left
            left -= around
            todo += around
        sizes.append(size)
    return sorted(sizes, reverse=True)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.4, 0.6, 0.95])
@pytest.mark.parametrize("shape", [(1, 40), (40, 1), (24, 31), (64, 64)])
def test_sizes_are_those_of_a_flood(shape: tuple[int, int], share: float) -> None:
    mask = np.random.default_rng(7).random(shape) < share
    assert piece_sizes(mask) == flooded(mask)


def test_arms_that_meet_below_are_one_piece() -> None:
    comb = np.zeros((5, 9), np.bool_)
    comb[:, ::2] = True
    assert piece_sizes(comb) == [5] * 5
    comb[4] = True
    assert piece_sizes(comb) == [29]


def test_nothing_has_no_piece() -> None:
    assert piece_sizes(np.zeros((3, 3), np.bool_)) == []
