"""Hair and fur from the photo's own colours, against drawn strands whose truth is known.

Bounds are regression bounds: the value found when they were set stands beside each.
"""

import numpy as np
import pytest
from PIL import Image

from cutout.arrays.tiles import Window, tiles
from cutout.colour.quantise import quantise
from cutout.edges import finish as edge_finish
from cutout.edges import finish_edges_inplace, strand_analysis, working_copy
from cutout.edges.strand_alpha import StrandReader
from cutout.edges.strand_analysis import StrandAnalysis
from cutout.edges.sure_places import sure_places
from cutout.edges.upsampling import upsample_alpha
from cutout.matte.alpha import enlarge_alpha
from tests.cutout.edge_drawing import as_float
from tests.cutout.strand_drawing import DARK, PALE, disc, photo_of, strands, vague_matte

SIZE = (400, 480)


def finished(photo, matte, alpha=None, **choices):
    photo = photo.copy()
    alpha = enlarge_alpha(matte, *photo.shape[:2]) if alpha is None else alpha.copy()
    details = finish_edges_inplace(photo, alpha, matte=matte, **choices)
    return photo, alpha, details


def squared(guess, truth):
    return float(((guess - truth) ** 2).mean())


@pytest.fixture(scope="module")
def hair():
    """Pale strands before dark leaves."""
    truth = strands(*SIZE)
    return truth, photo_of(truth), vague_matte(truth)


@pytest.mark.parametrize(
    ("front", "back", "most"),
    [(PALE, DARK, 0.6), (DARK, PALE, 0.5)],  # found: 0.44, 0.37
    ids=["pale on dark", "dark on pale"],
)
def test_strands_come_back_thin(front, back, most):
    """Against refining alone, which knows no other colours than those of the matte's own sides."""
    truth = strands(*SIZE)
    photo, matte = photo_of(truth, front=front, back=back), vague_matte(truth)
    refined, fine = upsample_alpha(matte, photo), finished(photo, matte)[1]
    assert squared(fine, truth) < most * squared(refined, truth)
    assert squared(fine, truth) < 0.02 * squared(enlarge_alpha(matte, *SIZE), truth)


def test_new_composites_come_closer_to_the_true_ones(hair):
    """Over magenta, colours cleaned: the alpha that is nearer the truth leaves less of the background to explain."""
    truth, photo, matte = hair
    pale = photo_of(np.ones_like(truth))
    magenta = np.array([1, 0, 1], np.float32)

    def composite(rgb, alpha):
        return alpha[..., np.newaxis] * as_float(rgb) + (1 - alpha[..., np.newaxis]) * magenta

    plain, fine = (finished(photo, matte, edges=edges)[:2] for edges in ("plain", "fine"))
    error = [np.abs(composite(*cutout) - composite(pale, truth)).mean() for cutout in (plain, fine)]
    assert error[1] < 0.5 * error[0]


def test_a_slight_change_where_the_network_was_sure_is_not_believed():
    """Red from 0 to 1 is the background's to the foreground's colour, without any doubt."""
    planes = np.zeros((17, 4, 4), np.float32)
    for first in (0, 5, 10):
        planes[first] = planes[first + 4] = 1e6
    planes[15] = 1
    photo = np.zeros((8, 8, 3), np.uint8)
    photo[:4, :, 0], photo[4:, :, 0] = 20, 128
    found = StrandReader(StrandAnalysis(planes, 2))
    for given, expected in (
        (0, (0, 128 / 255 - 0.1)),
        (0.1, (20 / 255, 128 / 255)),
        (1, (20 / 255 + 0.03, 128 / 255 + 0.03)),
    ):
        alpha = found.alpha(photo, np.full((8, 8), given, np.float32), Window(0, 8, 0, 8))
        assert alpha is not None and alpha.where.all()
        np.testing.assert_allclose(alpha.alpha.reshape(8, 8)[[0, 7]].mean(axis=1), expected, atol=1e-3)
    photo[:, :, 0] = 250  # 0.98
    alpha = found.alpha(photo, np.ones((8, 8), np.float32), Window(0, 8, 0, 8))
    assert alpha is not None and (alpha.alpha == 1).all()


def test_it_says_how_much_it_did(hair):
    _, photo, matte = hair
    details = finished(photo, matte)[2]
    assert set(details) == {"edges_fine_share"} and 0.05 < details["edges_fine_share"] < 0.7
    assert finished(photo, matte, edges="plain")[2] == {}


def test_a_crisp_outline_is_left_to_the_refiner():
    truth = disc(*SIZE)
    photo, matte = photo_of(truth), vague_matte(truth, blur=0)
    np.testing.assert_array_equal(finished(photo, matte)[1], upsample_alpha(matte, photo))


def test_a_hard_outline_that_the_matte_has_softly_becomes_hard():
    truth = disc(*SIZE)
    photo, matte = photo_of(truth), vague_matte(truth, blur=1)
    fine, refined = finished(photo, matte)[1], upsample_alpha(matte, photo)
    assert np.abs(fine - refined).max() < 0.13  # found: 0.10
    assert squared(fine, truth) < 0.05 * squared(enlarge_alpha(matte, *SIZE), truth)  # found: 0.023


def test_where_the_matte_is_sure_and_far_from_doubt_nothing_changes(hair):
    _, photo, matte = hair
    enlarged = enlarge_alpha(matte, *SIZE)
    rgb, alpha, _ = finished(photo, matte)
    unsure = (matte > 0.02) & (matte < 0.98)
    near = np.asarray(Image.fromarray(unsure.astype(np.float32)).reduce(8)) > 0
    rows, columns = np.nonzero(near)
    far = np.ones(SIZE, bool)
    for row, column in zip(rows, columns, strict=True):  # 8 pixels of the matte are 16 of the photo
        far[max(16 * row - 32, 0) : 16 * row + 48, max(16 * column - 32, 0) : 16 * column + 48] = False
    assert 0.05 < far.mean() < 0.9
    np.testing.assert_array_equal(alpha[far], enlarged[far])
    np.testing.assert_array_equal(rgb[far], photo[far])


def test_what_is_opaque_in_the_end_has_the_photos_colour(hair):
    _, photo, matte = hair
    rgb, alpha, _ = finished(photo, matte)
    opaque = quantise(alpha) == 255
    assert opaque.mean() > 0.05
    np.testing.assert_array_equal(rgb[opaque], photo[opaque])


def test_a_body_that_the_network_is_not_sure_of_gets_no_holes():
    """Half transparent inside, and a flat patch there has the background's colour."""
    truth = strands(*SIZE)
    inside = disc(*SIZE)
    photo = photo_of(truth)
    photo[180:220, 220:260] = photo[:40, :40]
    matte = vague_matte(truth)
    patch = np.s_[80:120, 100:140]
    matte[patch] = 0.7
    given = enlarge_alpha(matte, *SIZE)
    alpha = finished(photo, matte)[1]
    deep = np.zeros(SIZE, bool)
    deep[170:230, 210:270] = True
    assert inside[deep].all()
    assert (alpha[deep] >= given[deep] - 1e-6).all()


def test_a_soft_body_of_its_own_colour_becomes_whole():
    truth = strands(*SIZE)
    matte = vague_matte(truth)
    matte[84:116, 104:136] = 0.75
    alpha = finished(photo_of(truth), matte)[1]
    given = enlarge_alpha(matte, *SIZE)
    assert alpha[180:220, 220:260].mean() > 0.93 > 0.8 > given[180:220, 220:260].mean()


def test_colours_that_say_nothing_leave_alpha_alone(hair):
    _, _, matte = hair
    enlarged = enlarge_alpha(matte, *SIZE)
    grey = np.full((*SIZE, 3), 128, np.uint8)
    assert np.abs(finished(grey, matte)[1] - enlarged).max() < 1e-3


def test_a_grey_photo_gains_as_well(hair):
    truth, photo, matte = hair
    grey = np.repeat(photo.mean(axis=2, keepdims=True).round().astype(np.uint8), 3, axis=2)
    assert squared(finished(grey, matte)[1], truth) < 0.75 * squared(upsample_alpha(matte, grey), truth)  # found: 0.64


def test_a_backdrop_of_one_colour_gains_as_well():
    truth = strands(*SIZE)
    matte = vague_matte(truth)
    for colour in ((0.1, 0.6, 0.2), (0, 0, 0), (1, 1, 1)):
        photo = photo_of(truth, front=((0.5, 0.3, 0.2), (0.6, 0.35, 0.25)), back=(colour, colour))
        fine = squared(finished(photo, matte)[1], truth)
        assert fine < 0.04 * squared(enlarge_alpha(matte, *SIZE), truth), colour
        assert fine < 1.05 * squared(upsample_alpha(matte, photo), truth), colour


def test_a_matte_of_another_shape_than_the_photo(hair):
    truth, photo, _ = hair
    square = np.asarray(Image.fromarray(vague_matte(truth)).resize((256, 256), Image.Resampling.BILINEAR))
    square = np.clip(square, 0, 1)
    assert squared(finished(photo, square)[1], truth) < 0.5 * squared(
        upsample_alpha(square, photo), truth
    )  # found: 0.41


def test_settled_pixels_are_left_alone(hair):
    _, photo, matte = hair
    enlarged = enlarge_alpha(matte, *SIZE)
    settled = np.zeros(SIZE, bool)
    settled[:, :240] = True
    rgb, alpha, details = finished(photo, matte, settled=settled)
    np.testing.assert_array_equal(rgb[settled], photo[settled])
    np.testing.assert_array_equal(alpha[settled], enlarged[settled])
    assert (alpha[~settled] != enlarged[~settled]).any()
    assert details["edges_fine_share"] < finished(photo, matte)[2]["edges_fine_share"]


def test_the_order_of_the_tiles_does_not_matter(hair, monkeypatch):
    _, photo, matte = hair
    first = finished(photo, matte)
    monkeypatch.setattr(edge_finish, "tiles", lambda *size: reversed(list(tiles(*size))))
    second = finished(photo, matte)
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert first[2] == second[2]


def test_the_size_of_the_tiles_hardly_matters(hair, monkeypatch):
    _, photo, matte = hair
    whole = finished(photo, matte)[1]
    monkeypatch.setattr(edge_finish, "TILE", 64)
    np.testing.assert_allclose(finished(photo, matte)[1], whole, atol=2e-3)


def test_large_photos_are_read_at_a_small_size(hair, monkeypatch):
    """As for one of 12 megapixels: colours are compared at a sixteenth, strands come back at full size."""
    truth, photo, matte = hair
    monkeypatch.setattr(working_copy, "_LONGEST_SIDE", 130)
    monkeypatch.setattr(strand_analysis, "_LONGEST_SIDE", 60)
    assert squared(finished(photo, matte)[1], truth) < 0.4 * squared(upsample_alpha(matte, photo), truth)


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (90, 1), (2, 3), (33, 65), (3, 700), (700, 3), (130, 257)])
@pytest.mark.parametrize("shape", [(64, 64), (64, 192), (1, 1), (3, 5)])
def test_any_size_of_photo_and_matte(size, shape):
    r = np.random.default_rng(5)
    photo = quantise(r.random((*size, 3), np.float32))
    ramp = np.linspace(-0.5, 1.5, shape[1], dtype=np.float32)
    matte = np.clip(np.broadcast_to(ramp, shape), 0, 1).copy()
    for given in (matte, np.zeros(shape, np.float32), np.ones(shape, np.float32), np.full(shape, 0.5, np.float32)):
        _, alpha, _ = finished(photo, given)
        assert alpha.dtype == np.float32 and alpha.shape == size
        assert np.isfinite(alpha).all() and alpha.min() >= 0 and alpha.max() <= 1


def test_sure_places_keep_their_distance_from_doubt():
    matte = np.zeros((40, 60), np.float32)
    matte[:, 30:] = 1
    matte[20, 30] = 0.5
    places = sure_places(matte)
    assert not (places.foreground & places.background).any()
    assert places.foreground[:, 35:].all() and not places.foreground[16:25, :35].any()
    assert places.background[:, :26].all() and not places.background[:, 26:].any()
    assert (places.vagueness[places.foreground | places.background] == 0).all()


def test_a_wrong_matte_is_named():
    photo, alpha = np.zeros((4, 6, 3), np.uint8), np.zeros((4, 6), np.float32)
    with pytest.raises(ValueError, match=r"matte must be .* found float64 of shape \(3, 3\)"):
        finish_edges_inplace(photo, alpha, matte=np.zeros((3, 3)))
