"""Answers are computed once, kept under what was asked, and the same when they are read again."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.quality.network_answers import KeptAnswers, NetworkAnswers, version_of
from bench.quality.testdata import MissingDataError


class Counted:
    """A network that says how bright a place is, from -1 to 3, and how often it was asked."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        self.runs += 1
        return tensor.mean(axis=1, keepdims=True) * 4 - 1


def question(seed: int, height: int = 64, width: int = 128) -> NDArray[np.float32]:
    return np.random.default_rng(seed).random((1, 3, height, width), np.float32)


def test_an_answer_is_computed_once_and_is_the_network_s(tmp_path: Path) -> None:
    network = Counted()
    answers = KeptAnswers(tmp_path, network)
    first = answers(question(1))
    assert first.shape == (1, 1, 64, 128) and first.dtype == np.float32
    assert np.abs(first - network(question(1))).max() <= 4 / 65535 / 2 + 1e-6
    again = KeptAnswers(tmp_path, lambda _: pytest.fail("asked again"))(question(1))
    assert again.tobytes() == first.tobytes()


def test_another_photo_and_another_shape_of_the_same_numbers_are_other_questions(tmp_path: Path) -> None:
    network = Counted()
    answers = KeptAnswers(tmp_path, network)
    answers(question(1))
    answers(question(2))
    turned = answers(question(1).reshape(1, 3, 128, 64))
    assert network.runs == 3 and turned.shape == (1, 1, 128, 64)


def test_a_flat_answer_is_kept_as_it_is(tmp_path: Path) -> None:
    flat = np.full((1, 1, 64, 64), 0.3, np.float32)
    assert (KeptAnswers(tmp_path, lambda _: flat)(question(3, 64, 64)) == flat).all()


def test_an_answer_that_is_no_number_is_not_kept(tmp_path: Path) -> None:
    wrong = np.full((1, 1, 64, 64), np.nan, np.float32)
    with pytest.raises(ValueError, match="not finite"):
        KeptAnswers(tmp_path, lambda _: wrong)(question(4, 64, 64))
    assert not list(tmp_path.iterdir())


def test_another_file_of_a_model_is_another_version() -> None:
    graph, weights, better = (letter * 64 for letter in "abc")
    assert version_of([graph, weights]) == version_of([weights, graph])
    assert version_of([graph, weights]) != version_of([graph, better])


def test_a_model_that_is_not_prepared_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match=r"'nowhere' is not prepared.*build\.py model add nowhere"):
        NetworkAnswers("nowhere", tmp_path)
