"""Every reason to doubt a matte is raised by a matte drawn to have it, and by none that is right."""

from collections.abc import Callable

import numpy as np
import pytest

from cutout.matte.cells import matte_cells, softness_of
from cutout.matte.doubt import CHECK_FROM, matte_doubt, wants_another
from cutout.model_spec import ModelSpec
from cutout.pictures import Doubt
from tests.cutout.matte_drawing import Alpha, box, disc, grid, hairy, spotted, veiled
from tests.cutout.specs import model_spec

SIDE = 512
LIMIT = 0.15
SQUARE_TURNS: list[Callable[[Alpha], Alpha]] = [
    lambda alpha: alpha,
    np.flipud,
    np.fliplr,
    np.transpose,
    np.rot90,
]


def spec(side: int = SIDE, limit: float = LIMIT) -> ModelSpec:
    """A network whose mattes are doubtful from a softness on."""
    return model_spec(side, softness_limit=limit)


def tensor_of(height: int, width: int) -> Alpha:
    """A photo in which something stands out."""
    return np.random.default_rng(3).random((1, 3, height, width), np.float32) * 255


def asked(alpha: Alpha, limit: float = LIMIT) -> Doubt:
    """The doubt of a matte of a photo that is not plain."""
    return matte_doubt(np.ascontiguousarray(alpha), spec(limit=limit), PHOTO)


PHOTO = np.repeat(np.repeat(tensor_of(64, 64), SIDE // 64, 2), SIDE // 64, 3)

CLEAN: dict[str, Alpha] = {
    "a subject in the middle": disc(SIDE),
    "a small subject": disc(SIDE, radius=0.08),
    "a portrait, down to the lower border": box(SIDE, 0.2, 0.3, 1.1, 0.7),
    "a subject on three borders": box(SIDE, 0.4, -0.1, 1.1, 1.1),
    "thin hair all around": hairy(SIDE),
    "five people": np.maximum.reduce([disc(SIDE, across=0.1 + 0.2 * i, radius=0.07) for i in range(5)]),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clear_matte_has_no_reason(name: str) -> None:
    doubt = asked(CLEAN[name])
    assert doubt.reasons == ()
    assert doubt.score < 0.1
    assert not wants_another(doubt)


def test_a_veil_is_soft() -> None:
    doubt = asked(veiled(SIDE))
    assert doubt.reasons == ("soft",)
    assert doubt.score > 0.9
    assert wants_another(doubt)


def test_half_a_body_is_soft() -> None:
    faint_half = np.where(grid(SIDE)[1] < 0.5, np.float32(0.6), np.float32(1)) * disc(SIDE, radius=0.35)
    assert asked(faint_half).reasons == ("soft",)


def test_a_rest_of_a_subject_is_little() -> None:
    doubt = asked(disc(SIDE, radius=0.05))
    assert doubt.reasons == ("little",)
    assert doubt.score > CHECK_FROM


def test_nothing_has_a_reason_of_its_own() -> None:
    assert asked(disc(SIDE, radius=0.02)).reasons == ("none",)


def test_everything_has_a_reason_of_its_own() -> None:
    assert asked(np.ones((SIDE, SIDE), np.float32)).reasons == ("everything",)


def test_nothing_is_asked_again_of_a_plain_photo() -> None:
    doubt = matte_doubt(veiled(SIDE), spec(), np.full((1, 3, SIDE, SIDE), 200, np.float32))
    assert doubt.reasons == ("plain",)
    assert not wants_another(doubt)


def softened(alpha: Alpha, softness: float) -> Alpha:
    """The matte with less of everything, until it is as soft as wanted."""
    low, high = 0.5, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if softness_of(matte_cells(alpha * np.float32(middle))) < softness else (middle, high)
    return alpha * np.float32(low)


@pytest.mark.parametrize(
    ("alpha", "reason"),
    [(box(SIDE, 0.4, -0.1, 1.1, 1.1), "borders"), (spotted(SIDE), "pieces")],
    ids=["borders", "pieces"],
)
def test_borders_and_pieces_count_where_a_matte_is_soft_as_well(alpha: Alpha, reason: str) -> None:
    nearly = softened(alpha, 0.95 * LIMIT)
    assert asked(nearly).reasons == (reason,)
    assert asked(softened(alpha, 1.5 * LIMIT)).reasons == ("soft", reason)
    assert asked(softened(disc(SIDE, radius=0.35), 0.95 * LIMIT)).reasons == ()


def test_the_score_is_even_at_the_limit_and_grows_with_softness() -> None:
    alphas = [softened(disc(SIDE, radius=0.35), share * LIMIT) for share in (0.3, 0.6, 1, 2, 4)]
    scores = [asked(alpha).score for alpha in alphas]
    assert scores == sorted(scores)
    assert scores[2] == pytest.approx(CHECK_FROM, abs=0.01)
    assert [bool(asked(alpha, 0.99 * LIMIT).reasons) for alpha in alphas] == [False, False, True, True, True]


def test_the_limit_is_the_model_s() -> None:
    alpha = softened(disc(SIDE, radius=0.35), 0.3)
    assert asked(alpha, 0.2).reasons == ("soft",)
    assert asked(alpha, 0.4).reasons == ()


@pytest.mark.parametrize("turn", SQUARE_TURNS[1:])
@pytest.mark.parametrize("alpha", [veiled(SIDE), hairy(SIDE), spotted(SIDE), disc(SIDE, 0.3, 0.8)])
def test_a_turned_matte_has_the_same_doubt(alpha: Alpha, turn: Callable[[Alpha], Alpha]) -> None:
    straight, turned = asked(alpha), asked(turn(alpha))
    assert turned.reasons == straight.reasons
    assert turned.score == pytest.approx(straight.score, rel=1e-5)


@pytest.mark.parametrize("draw", [veiled, hairy, disc])
def test_size_changes_a_score_little(draw: Callable[[int], Alpha]) -> None:
    small, large = (softness_of(matte_cells(draw(side))) for side in (512, 1024))
    assert small == pytest.approx(large, rel=0.05, abs=0.005)


def test_a_matte_that_is_not_square_has_square_cells() -> None:
    wide = np.tile(veiled(256), (1, 3))
    cells = matte_cells(wide)
    assert cells.cover.shape == (74, 222)
    assert softness_of(cells) == pytest.approx(softness_of(matte_cells(veiled(256))), rel=0.05)


def test_a_matte_smaller_than_its_cells_is_taken_as_it_is() -> None:
    alpha = np.array([[0, 1], [1, 0.5]], np.float32)
    cells = matte_cells(alpha)
    np.testing.assert_array_equal(cells.cover, alpha)
    np.testing.assert_allclose(cells.softness, [[0, 0], [0, 1]], atol=1e-6)


def test_no_matte_is_no_division_by_zero() -> None:
    assert softness_of(matte_cells(np.zeros((64, 64), np.float32))) == 0
