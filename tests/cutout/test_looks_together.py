"""Which of several answers is kept, and what they say about each other. Answers are drawn, their doubts are given."""

from collections.abc import Callable

import numpy as np
import pytest

from cutout.matte.doubt import CHECK_FROM, agreement, matte_doubt, together, wants_another
from cutout.pictures import Doubt
from tests.cutout.matte_drawing import Alpha, box, disc, veiled
from tests.cutout.specs import model_spec

SIDE = 256
SUBJECT = disc(SIDE)
OTHER = disc(SIDE, down=0.7, across=0.7, radius=0.24)
PART = disc(SIDE, radius=0.15)
LARGER = disc(SIDE, radius=0.266)
"""It and the subject cover 0.88 of each other: alike, not close."""


def soft(score: float) -> Doubt:
    """A doubt of one answer."""
    return Doubt(score, ("soft",) if score >= CHECK_FROM else ())


def test_one_answer_is_kept_as_it_is() -> None:
    assert together([(SUBJECT, soft(0.7))]) == (0, soft(0.7))


def test_the_surest_is_kept_where_the_first_is_doubtful() -> None:
    looks = [(SUBJECT, soft(0.9)), (OTHER, soft(0.6)), (LARGER, soft(0.8))]
    assert together(looks)[0] == 1


def test_the_first_is_kept_where_nothing_is_to_be_checked() -> None:
    assert together([(SUBJECT, soft(0.3)), (SUBJECT, soft(0.01))])[0] == 0


def test_of_two_as_sure_the_earlier_is_kept() -> None:
    assert together([(SUBJECT, soft(0.7)), (OTHER, soft(0.7))])[0] == 0


def test_agreement_lowers_the_doubt() -> None:
    kept, doubt = together([(SUBJECT, soft(0.6)), (SUBJECT, soft(0.6))])
    assert kept == 0
    assert doubt.score < CHECK_FROM
    assert doubt.reasons == ()
    assert not wants_another(doubt)


def test_great_doubt_stays_where_all_agree() -> None:
    doubt = together([(SUBJECT, soft(0.95)), (SUBJECT, soft(0.95))])[1]
    assert CHECK_FROM < doubt.score < 0.95
    assert doubt.reasons == ("soft",)


def test_disagreement_raises_the_doubt_and_says_so() -> None:
    kept, doubt = together([(SUBJECT, soft(0.9)), (OTHER, soft(0.6))])
    assert kept == 1
    assert doubt.score > 0.6
    assert doubt.reasons == ("disagree", "soft")
    assert together([(SUBJECT, soft(0.9)), (OTHER, soft(0.8))])[1].reasons == ("soft", "disagree")


def test_an_answer_that_took_the_place_of_another_one_is_to_be_checked() -> None:
    kept, doubt = together([(SUBJECT, soft(0.9)), (OTHER, soft(0.02))])
    assert kept == 1
    assert doubt.reasons == ("disagree",)
    assert wants_another(doubt)
    again = together([(SUBJECT, soft(0.9)), (OTHER, soft(0.02)), (OTHER, soft(0.03))])
    assert again[0] == 1 and again[1].reasons == ("disagree",)


def test_others_that_disagree_with_a_clear_first_answer_raise_its_doubt_a_little() -> None:
    kept, doubt = together([(SUBJECT, soft(0.1)), (OTHER, soft(0.01))])
    assert kept == 0
    assert 0.1 < doubt.score < 0.2
    assert doubt.reasons == ()


def test_answers_that_are_alike_share_their_doubt() -> None:
    kept, doubt = together([(SUBJECT, soft(0.7)), (LARGER, soft(0.4))])
    assert kept == 1
    assert 0.4 < doubt.score < 0.7
    assert doubt.reasons == ("soft",)


def test_the_answer_that_agrees_best_is_the_one_that_counts() -> None:
    clear = [(SUBJECT, soft(0.1)), (SUBJECT, soft(0.1)), (OTHER, soft(0.9))]
    kept, doubt = together(clear)
    assert kept == 0
    assert doubt.score < 0.1


@pytest.mark.parametrize("backdrop", [box(SIDE, -0.1, -0.1, 1.1, 0.9), 1 - SUBJECT])
def test_a_look_that_is_sure_of_the_backdrop_is_not_kept(backdrop: Alpha) -> None:
    kept, doubt = together([(SUBJECT, soft(0.8)), (backdrop, soft(0.001))])
    assert kept == 0
    assert doubt.score > 0.8
    assert doubt.reasons == ("soft", "disagree")


def test_a_look_that_left_out_what_was_doubtful_is_kept_only_where_it_is_far_surer() -> None:
    assert together([(SUBJECT, soft(0.8)), (PART, soft(0.5))])[0] == 0
    assert together([(SUBJECT, soft(0.8)), (PART, soft(0.3))])[0] == 1
    assert together([(SUBJECT, soft(0.8)), (LARGER, soft(0.5))])[0] == 1


def test_a_subject_that_fills_the_frame_may_be_found_more_of() -> None:
    most = box(SIDE, -0.1, 0.2, 1.1, 1.1)
    assert together([(0.8 * most, soft(0.8)), (most, soft(0.1))])[0] == 1


def test_what_the_first_look_missed_a_later_one_may_find() -> None:
    nothing = Doubt(1.0, ("none",))
    kept, doubt = together([(np.zeros((SIDE, SIDE), np.float32), nothing), (SUBJECT, soft(0.05))])
    assert wants_another(nothing)
    assert kept == 1
    assert doubt.score > 0.05


def test_a_plain_photo_stays_plain() -> None:
    plain = Doubt(1.0, ("plain",))
    assert together([(SUBJECT, plain), (SUBJECT, plain)]) == (0, plain)


@pytest.mark.parametrize("turn", [np.flipud, np.fliplr, np.transpose])
def test_turned_answers_say_the_same(turn: Callable[[Alpha], Alpha]) -> None:
    photo = np.kron(np.random.default_rng(1).random((1, 3, 32, 32), np.float32) * 255, np.ones((8, 8), np.float32))
    alphas = [veiled(SIDE), disc(SIDE, 0.4, 0.45, 0.22), box(SIDE, 0.1, 0.2, 0.5, 0.9)]

    def asked(alpha: Alpha) -> tuple[Alpha, Doubt]:
        return alpha, matte_doubt(alpha, model_spec(SIDE, softness_limit=0.001), photo)

    straight = together([asked(alpha) for alpha in alphas])
    turned = together([asked(np.ascontiguousarray(turn(alpha))) for alpha in alphas])
    assert turned[0] == straight[0]
    assert turned[1].reasons == straight[1].reasons
    assert turned[1].score == pytest.approx(straight[1].score, rel=1e-4)


def test_answers_of_any_shape_are_compared() -> None:
    y, x = np.mgrid[:128, :384].astype(np.float32)
    wide = (np.hypot((y + 0.5) / 128 - 0.5, (x + 0.5) / 384 - 0.5) < 0.25).astype(np.float32)
    assert together([(SUBJECT, soft(0.6)), (wide, soft(0.6))])[1].reasons == ()


def test_agreement_is_what_both_cover_over_what_either_does() -> None:
    one, other = np.zeros((4, 4), np.float32), np.zeros((4, 4), np.float32)
    assert agreement(one, other) == 1
    one[0], other[:2] = 1, 0.5
    assert agreement(one, other) == pytest.approx(2 / 6)
    assert agreement(other, one) == agreement(one, other)
    assert agreement(one, one) == 1
