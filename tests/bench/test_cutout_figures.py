"""The figures of cutouts that can be computed by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("scipy", reason="`build.py bench` installs what this needs")

from bench.quality.closed_form import automatic_trimap
from bench.quality.cutout_figures import figures_of, overlap

GREEN = np.tile(np.array([0.0, 1.0, 0.0], np.float32), (10, 10, 1))


def cutout(alpha: NDArray[np.uint8], colour: tuple[int, int, int] = (0, 255, 0)) -> NDArray[np.uint8]:
    return np.dstack([np.full((*alpha.shape, 3), colour, np.uint8), alpha])


def left_half(column: int = 0) -> NDArray[np.uint8]:
    """Opaque on the left; the sixth column has this value."""
    alpha = np.zeros((10, 10), np.uint8)
    alpha[:, :5] = 255
    alpha[:, 5] = column
    return alpha


def test_errors_over_the_photo_and_over_the_band() -> None:
    truth = left_half(51).astype(np.float32) / 255
    found = figures_of({"exact": cutout(left_half(51)), "off": cutout(left_half(102))}, truth, GREEN)
    exact, off = found["exact"], found["off"]
    assert (exact["mae"], exact["mse"], exact["band_mae"], exact["band_mse"], exact["de"]) == (0, 0, 0, 0, 0)
    assert off["band_mae"] == pytest.approx(51) and off["mae"] == pytest.approx(5.1)
    assert off["band_mse"] == pytest.approx(1000 * 0.2**2) and off["mse"] == pytest.approx(100 * 0.2**2)
    assert exact["iou"] == off["iou"] == 1
    assert exact["s"] > off["s"] and off["de"] > 1


def test_a_truth_without_soft_edges_has_no_figures_of_a_band() -> None:
    truth = left_half().astype(np.float32) / 255
    row = figures_of({"mask": cutout(left_half())}, truth, GREEN)["mask"]
    assert "band_mse" not in row and row["mae"] == 0 and row["iou"] == 1 and row["de"] == 0


def test_colours_count_where_any_of_the_cutouts_is_translucent() -> None:
    truth = left_half().astype(np.float32) / 255
    grey = cutout(left_half(128), (128, 128, 128))
    alone = figures_of({"green": cutout(left_half())}, truth, GREEN)["green"]
    beside = figures_of({"green": cutout(left_half()), "grey": grey}, truth, GREEN)
    assert alone["de"] == 0 and beside["green"]["de"] == 0 and beside["grey"]["de"] > 10


def test_the_overlap_is_of_areas() -> None:
    first, second = np.zeros((2, 4), np.bool_), np.zeros((2, 4), np.bool_)
    assert overlap(first, second) == 1
    first[:, :2], second[:, 1:3] = True, True
    assert overlap(first, second) == pytest.approx(1 / 3)


def test_the_trimap_is_unknown_around_what_the_matte_is_not_sure_of() -> None:
    alpha = np.zeros((4, 300), np.float32)
    alpha[:, 150:] = 1
    alpha[:, 149] = 0.5
    trimap = automatic_trimap(alpha)
    assert (trimap[:, :146] == 0).all() and (trimap[:, 146:153] == 0.5).all() and (trimap[:, 153:] == 1).all()
