"""Tables and bars of whole cutouts, from rows that are written down here; and the contact sheet's window."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="`build.py bench` installs what this needs")

from bench.quality.matte_bars import bar_lines
from bench.quality.matte_sheet import HEADINGS, draw_sheet, softest_window, strip_of
from bench.quality.matte_tables import (
    BEFORE,
    NOW,
    PLAIN,
    difference_table,
    found_photos,
    pairs_of,
    ratio_table,
    set_table,
    worst,
)
from bench.quality.tables import Row, chosen


def row(photo: str, method: str, iou: float, error: float, reasons: tuple[str, ...] = (), hard: bool = False) -> Row:
    figures = {"mae": error, "mse": error, "iou": iou, "s": iou, "wf": iou, "de": error}
    band = {} if hard else {"band_mae": error, "band_mse": error, "gradient": error, "connectivity": error}
    group = "davis" if hard else "p3m"
    identity = {"photo": photo, "set": group, "family": photo, "half": "development", "hard": hard}
    return {**identity, "method": method, **figures, **band, "reasons": list(reasons), "looks": 1}


ROWS = [
    *(row("cat", method, 0.95, error) for method, error in ((PLAIN, 8.0), (BEFORE, 4.0), (NOW, 2.0))),
    *(row("dog", method, 0.92, error) for method, error in ((PLAIN, 8.0), (BEFORE, 4.0), (NOW, 8.0))),
    *(row("car", method, 0.92, error, hard=True) for method, error in ((PLAIN, 5.0), (BEFORE, 4.0), (NOW, 4.0))),
    row("veil", PLAIN, 0.5, 50.0, ("soft",)),
    row("veil", BEFORE, 0.5, 50.0),
    row("veil", NOW, 0.5, 50.0, ("soft",)),
    row("poster", PLAIN, 0.6, 50.0),
    row("poster", BEFORE, 0.8, 20.0),
    row("poster", NOW, 0.6, 50.0),
]


def test_only_photos_that_every_method_finds_have_edges_to_compare() -> None:
    assert found_photos(ROWS) == {"cat", "dog", "car"}


def test_ratios_are_by_group_and_name_the_worst() -> None:
    pairs = [pair for pair in pairs_of(ROWS, BEFORE) if pair[0]["photo"] in ("cat", "dog", "car")]
    lines = ratio_table(pairs).splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["all", "published mattes", "hard edges"]
    assert "1.00 [0.50, 2.00]" in lines[3] and lines[3].rstrip(" |").endswith("2.00 dog")
    assert "1.00 [1.00, 1.00]" in lines[4] and lines[4].rstrip(" |").endswith("1.00 car")


def test_differences_count_what_was_lost() -> None:
    last = difference_table(pairs_of(ROWS, BEFORE)).splitlines()[2]
    assert [cell.strip() for cell in last.split("|")[-3:-1]] == ["0", "1"]
    assert "-0.040" in last


def test_a_model_is_good_at_some_sets() -> None:
    lines = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in set_table(chosen(ROWS, method=NOW)).splitlines()
    ]
    assert lines[2] == ["p3m", "4", "2", "0.74", "0.74", "0.74", "27.5", "27.5", "1"]
    assert lines[3] == ["davis", "1", "1", "0.92", "0.92", "0.92", "4.00", "", "0"]


def test_the_worst_are_named_with_what_is_said_of_them() -> None:
    own = chosen(ROWS, method=NOW)
    assert worst(own, "iou").startswith("veil 0.50 (soft); poster 0.60 (not flagged); dog 0.92")
    assert worst(own, "band_mse").endswith("dog 8.00 (not flagged); cat 2.00 (not flagged)")


def test_what_is_made_is_of_two_kinds() -> None:
    rows = [{**row("x", NOW, 0.9, 1.0), "set": "made", "photo": f"made/{name}"} for name in ("small1_a", "crop2_b")]
    lines = set_table(rows).splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["small subjects", "tall and wide crops"]


def test_bars_say_what_is_reached() -> None:
    lines = {line[0]: line[1:] for line in bar_lines(ROWS, NOW, BEFORE, PLAIN, found_photos(ROWS))}
    assert lines["failures (IoU < 0.7) flagged"] == ["1 of 2", ">= 85 %", "no"]
    assert lines["flags where IoU > 0.9"] == ["0 of 3", "<= 5 %", "yes"]
    assert lines["looked at again where IoU > 0.9"] == ["0 of 3", "none", "-"]
    assert lines["mean IoU, real photos"] == ["0.778", ">= 0.875", "no"]
    assert lines["ΔE00 / before, photos found, soft edges"][0].startswith("1.000 [")
    assert lines["ΔE00 / before, all photos"][1:] == ["none", "-"]
    assert lines["lost more than 0.05 of IoU, not flagged"] == ["poster", "none", "no"]
    assert lines["band MSE / plain"][0].startswith("0.500 [") and lines["band MSE / plain"][2] == "yes"
    assert lines["band MSE / plain, worst photo"] == ["1.000 dog", "<= 1.05", "yes"]
    assert lines["hard edges: MSE / before"][2] == "yes"


def test_without_another_commit_nothing_is_said_against_it() -> None:
    rows = [row for row in ROWS if row["method"] != BEFORE]
    titles = [line[0] for line in bar_lines(rows, NOW, BEFORE, PLAIN, found_photos(rows))]
    assert titles and not any("before" in title or "lost" in title for title in titles)


def test_the_sheet_shows_the_same_place_in_every_picture(tmp_path) -> None:
    truth = np.zeros((200, 300), np.float32)
    truth[:, :40] = 1
    truth[100:, 40:60] = 0.5
    rows, columns = softest_window(truth)
    assert (rows.stop - rows.start, columns.stop - columns.start) == (160, 160) and columns.start == 0
    rgb = np.zeros((200, 300, 3), np.uint8)
    clear, opaque = np.zeros((200, 300, 4), np.uint8), np.full((200, 300, 4), 255, np.uint8)
    strip = strip_of("veil", rgb, truth, clear, opaque)
    assert len(strip.pictures) == len(HEADINGS)
    assert (strip.pictures[2] == (255, 0, 255)).all() and (strip.pictures[3] == 255).all()
    draw_sheet([strip], tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").stat().st_size > 100
