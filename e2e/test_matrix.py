"""The browser matrix: every proof in every cell of matrix.py. A cell is toured (tour.py) once for all of them."""

import csv
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Playwright

from e2e.browser_packages import PACKAGES, advice, installer
from e2e.colours import assert_colours_kept
from e2e.drawn import encode, portrait_scene
from e2e.drawn_formats import DrawnFile, assert_cutout_shows
from e2e.matrix import CELLS, HALF, PROOFS, REFERENCE, Cell
from e2e.matrix_files import GOOD, SOFT, mixed_batch
from e2e.matrix_report import MatrixReport
from e2e.matrix_visits import Visits
from e2e.tour import THREADS, Seen, take_tour

REAL_MODEL_LIMIT_S = 240
SCENE = "scene.jpg"
PNGS = [f"{Path(name).stem}.png" for name in (*GOOD, SOFT)]

Tours = Callable[[Cell], Seen]


class Scene(NamedTuple):
    """What came of the drawn scene with a real model."""

    threads: int
    item: dict[str, str]
    details: str
    png: bytes


Scenes = Callable[[Cell, str], Scene]


def every_cell(_: Cell) -> bool:
    return True


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every proof its cells; where a gap is known, the proof has to fail."""
    proof = metafunc.function.__name__
    is_asked: dict[str, Callable[[Cell], bool]] = {
        "test_the_default_model_finds_the_subject": lambda cell: cell.runs_default_model,
        # 8-bit weights are for WASM alone.
        "test_the_small_model_finds_the_subject": lambda cell: cell.provider == "wasm",
    }
    metafunc.parametrize(
        "cell",
        [
            pytest.param(cell, id=cell.id, marks=_marks(cell, proof))
            for cell in CELLS
            if is_asked.get(proof, every_cell)(cell)
        ],
        scope="session",
    )


def _marks(cell: Cell, proof: str) -> list[pytest.MarkDecorator]:
    assert proof in PROOFS, f"{proof} has no heading in matrix.PROOFS"
    return [pytest.mark.xfail(strict=True, reason=cell.gaps[proof])] if proof in cell.gaps else []


@pytest.fixture(autouse=True)
def installed(cell: Cell, visits: Visits) -> None:
    """Skip a cell whose browser is not there; on CI, where it could have been installed, that is a failure."""
    if lacking := visits.missing(cell):
        reason = f"not installed: {', '.join(lacking)} ({advice(lacking)})"
        is_installable = installer() is not None and all(need in PACKAGES for need in lacking)
        if os.environ.get("CI", "").lower() in ("true", "1") and is_installable:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def visits(playwright: Playwright, real_site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visits]:
    with ExitStack() as stack:
        yield Visits(playwright, real_site, tmp_path_factory.mktemp, stack)


@pytest.fixture(scope="session")
def tours(visits: Visits, matrix_report: MatrixReport, tmp_path_factory: pytest.TempPathFactory) -> Tours:
    @cache
    def tour(cell: Cell) -> Seen:
        with visits.visit(cell) as visit:
            matrix_report.note_version(cell, visit.version)
            files = mixed_batch(is_phone=cell.expects.is_phone)
            return take_tour(visit, cell, files, tmp_path_factory.mktemp(cell.id))

    return tour


@pytest.fixture
def seen(cell: Cell, tours: Tours) -> Seen:
    return tours(cell)


@pytest.fixture
def files(cell: Cell) -> list[DrawnFile]:
    return mixed_batch(is_phone=cell.expects.is_phone)


@pytest.fixture(scope="session")
def scene_file() -> bytes:
    return encode(portrait_scene()[0], "JPEG")


@pytest.fixture(scope="session")
def scenes(visits: Visits, scene_file: bytes, tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """The drawn scene by a real model, made once per cell and model."""

    @cache
    def scene(cell: Cell, model: str) -> Scene:
        with visits.visit(cell) as visit:
            visit.open(f"?model={model}")
            visit.add({SCENE: scene_file})
            visit.wait_status(SCENE, "done", REAL_MODEL_LIMIT_S)
            entries = visit.download_zip(tmp_path_factory.mktemp(cell.id))
            return Scene(visit.js(THREADS), visit.items()[SCENE], visit.details(SCENE), entries["scene.png"])

    return scene


def decoded(data: bytes, file_format: str) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode) == (file_format, "RGBA")
        return np.asarray(image)


def differences(one: bytes, other: bytes) -> NDArray[np.int16]:
    difference: NDArray[np.int16] = decoded(one, "PNG").astype(np.int16) - decoded(other, "PNG")
    return np.abs(difference)


def assert_outcomes(cell: Cell, items: dict[str, dict[str, str]], files: list[DrawnFile]) -> None:
    outcomes = {file.name: (items[file.name]["status"], items[file.name].get("errorCode")) for file in files}
    assert outcomes == {file.name: ("failed" if file.expected_error else "done", file.expected_error) for file in files}
    assert {item["provider"] for item in items.values() if item["status"] == "done"} == {cell.provider}


def test_the_cell_is_what_it_claims_to_be(cell: Cell, seen: Seen) -> None:
    assert seen.need("capabilities") == cell.expects
    many = cell.expects.isolated and cell.expects.shared_memory and seen.need("threads") > 1
    words = f"WASM, {seen.threads} threads" if many else "WASM, 1 thread"
    assert ("WebGPU" if cell.provider == "webgpu" else words) in seen.need("ran_on")
    assert (HALF in seen.need("ran_on")) is (cell.expects.gpu == "f16"), "where there is float16, it is used"
    assert seen.need("overflow") <= 0, "the page is wider than its window"
    assert seen.need("offline_line") == "Ready to work offline."


def test_the_page_says_nothing_to_the_console(cell: Cell, seen: Seen) -> None:
    assert set(seen.problems) == set(cell.noise), seen.problems


def test_nothing_leaves_the_origin(seen: Seen) -> None:
    assert seen.strangers == []


def test_every_file_of_a_mixed_batch_has_the_right_outcome(cell: Cell, seen: Seen, files: list[DrawnFile]) -> None:
    items = seen.need("items")
    assert_outcomes(cell, items, files)
    entries = seen.need("entries")
    for file in files:
        if file.name in GOOD:
            assert_cutout_shows(file, decoded(entries[f"{Path(file.name).stem}.png"], "PNG"))


def test_a_cancelled_photo_can_be_retried(seen: Seen, files: list[DrawnFile]) -> None:
    statuses = seen.need("cancelled")
    assert statuses[files[0].name] == "cancelled"
    assert statuses[files[1].name] == "done", "the batch went on with the next photo"
    assert "queued" in statuses.values(), "and was paused before its end"
    assert seen.need("items")[files[0].name]["status"] == "done"


def test_a_reload_resumes_or_the_page_said_that_it_cannot(cell: Cell, seen: Seen) -> None:
    kept, restored = seen.need("kept"), seen.need("restored")
    assert "done" in kept.values()
    if cell.expects.keeps_files:
        went_on = {name: "queued" if status == "processing" else status for name, status in restored.items()}
        assert went_on == kept
        assert "processing" in restored.values(), "a batch that is resumed is no longer paused"
        assert seen.would_ask is False, "nothing would be lost, so nobody is asked"
        assert seen.need("keeping_line").startswith("Kept on this device until you press Clear")
        assert seen.need("left") == {}, "after Clear nothing is kept any more"
    else:
        assert restored == {}
        assert seen.would_ask is True, "a cutout that is not kept and not downloaded is asked about"
        assert seen.need("keeping_line").startswith("This browser keeps no files for this page: download your cutouts")


def test_the_zip_is_named_after_the_photos(seen: Seen, files: list[DrawnFile]) -> None:
    entries = seen.need("entries")
    assert list(entries) == [*PNGS, "as webp.webp", "as avif.avif", "report.csv"]
    rows = list(csv.DictReader(io.StringIO(entries["report.csv"].decode("utf-8-sig"), newline="")))
    codes = {row["file"]: row["error code"] or None for row in rows}
    assert {name: codes.pop(name) for name in ("as webp.png", "as avif.png")} == dict.fromkeys(
        ("as webp.png", "as avif.png")
    )
    assert codes == {file.name: file.expected_error for file in files}
    assert [row["cutout"] for row in rows if row["cutout"]] == list(entries)[:-1]


def test_cutouts_are_the_same_as_elsewhere(cell: Cell, seen: Seen, tours: Tours, visits: Visits) -> None:
    if visits.missing(REFERENCE):
        pytest.skip("there is no Chromium to compare with")
    found, expected = seen.need("entries"), tours(REFERENCE).need("entries")
    if cell.png_bound == 0:
        assert [name for name in PNGS if found[name] != expected[name]] == [], "these differ, if only in a bit"
        assert found["as webp.webp"] == expected["as webp.webp"]
        assert found["as avif.avif"] == expected["as avif.avif"]
    for name in PNGS:
        assert differences(found[name], expected[name]).max() <= cell.png_bound, name


@pytest.mark.parametrize("file_format", ["WEBP", "AVIF"])
def test_webp_and_avif_are_valid(seen: Seen, file_format: str) -> None:
    name = file_format.lower()
    assert seen.need("items")[f"as {name}.png"]["status"] == "done"
    cutout = decoded(seen.need("entries")[f"as {name}.{name}"], file_format)
    # The same photo is in the batch: transparency is never lossy, colours are, a little.
    png = decoded(seen.need("entries")[f"{Path(SOFT).stem}.png"], "PNG")
    np.testing.assert_array_equal(cutout[..., 3], png[..., 3])
    assert set(np.unique(png[..., 3])) > {0, 255}, "with a soft edge"
    opaque = png[..., 3] == 255
    assert np.abs(cutout[opaque].astype(np.int16) - png[opaque]).mean() < 3


@pytest.mark.slow
def test_the_small_model_finds_the_subject(cell: Cell, scenes: Scenes, scene_file: bytes, visits: Visits) -> None:
    found = scenes(cell, "quick")
    assert found.item["provider"] == cell.provider
    assert "Quick" in found.details
    assert_subject_found(found.png, scene_file)
    if not visits.missing(REFERENCE):
        assert_as_elsewhere(found, scenes(REFERENCE, "quick"))


@pytest.mark.slow
def test_the_default_model_finds_the_subject(cell: Cell, scenes: Scenes, scene_file: bytes, visits: Visits) -> None:
    found = scenes(cell, "balanced")
    assert_subject_found(found.png, scene_file)
    if not visits.missing(REFERENCE):
        assert_as_elsewhere(found, scenes(REFERENCE, "balanced"))


def assert_subject_found(png: bytes, source: bytes) -> None:
    """Fail unless the drawn subject was cut out, with the photo's own colours where it is opaque."""
    cutout, (_, mask) = decoded(png, "PNG"), portrait_scene()
    assert cutout.shape == (*mask.shape, 4)
    found, opaque = cutout[..., 3] > 127, cutout[..., 3] == 255
    assert (found & mask).sum() / (found | mask).sum() > 0.9  # measured: 0.98
    assert opaque.sum() > mask.sum() * 0.5
    with Image.open(io.BytesIO(source)) as image:
        assert_colours_kept(cutout[opaque, :3], np.asarray(image.convert("RGB"))[opaque])


def assert_as_elsewhere(found: Scene, expected: Scene) -> None:
    """Fail unless it is the cutout of the first cell."""
    assert found.threads != expected.threads or found.png == expected.png, "the same bytes as in Chromium"
    # With more threads the network adds in another order: WebKit says that it has four cores where there are two, and
    # one value of four million is then another by one.
    difference = differences(found.png, expected.png)
    assert difference.max() <= 1
    assert (difference > 0).mean() < 1e-5
