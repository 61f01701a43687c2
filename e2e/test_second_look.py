"""More looks than one at a photo: when the network is asked again, which answer is kept, what a reload leaves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import FilePayload, expect

from e2e.drawn import GREEN, encode
from e2e.drawn_looks import LOOKS, write_doubting
from e2e.kept_files import kept_files, wait_kept, wait_nothing_kept
from e2e.page import JOB_LIMIT_MS, CutroomPage
from e2e.preview import open_preview
from e2e.site import serving

FIRST, SECOND = LOOKS
# `window.jobs` has one entry a job: its work, and which looks it said it makes. `window.cancelAt` is a look at whose
# beginning the photo is cancelled, before the page has heard of it.
WATCH_LOOKS = """
window.jobs = [];
window.cancelAt = null;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    if (given[1]?.name !== "cutroom-job") return;
    this.addEventListener("message", ({ data }) => {
      if (data.type !== "progress" || data.look === undefined) return;
      this.job.looks.push(data.look);
      if (data.look !== window.cancelAt) return;
      window.cancelAt = null;
      [...document.querySelectorAll("[data-item] button")].find(({ textContent }) => textContent === "Cancel").click();
    });
  }
  postMessage(message, ...more) {
    if (message?.type === "run") {
      this.job = { work: message.work, looks: [] };
      window.jobs.push(this.job);
    }
    super.postMessage(message, ...more);
  }
};
"""


def subject(colour: tuple[int, int, int], seed: int) -> NDArray[np.uint8]:
    """A grainy box of that colour before a green screen, of an aspect that no look shares."""
    picture = np.full((80, 120, 3), GREEN, np.uint8)
    grain = np.random.default_rng(seed).integers(-20, 20, (48, 64, 1))
    picture[16:64, 28:92] = np.clip(np.array(colour) + grain, 0, 255)
    return picture


def file(name: str, colour: tuple[int, int, int], seed: int) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": encode(subject(colour, seed), "PNG")}


CLEAR = file("clear.png", (200, 90, 60), 1)
DOUBTFUL = file("doubtful.png", (60, 90, 220), 2)


@pytest.fixture(scope="module")
def doubting_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the network that doubts, and with the same one for each look alone."""
    models = tmp_path_factory.mktemp("models")
    write_doubting(models)
    write_doubting(models, "first", [FIRST])
    write_doubting(models, "second", [SECOND])
    with serving(models, "doubting") as origin:
        yield origin


@pytest.fixture
def site(doubting_site: str) -> str:
    return doubting_site


@pytest.fixture
def looks(page: CutroomPage) -> CutroomPage:
    page.page.add_init_script(WATCH_LOOKS)
    return page


def jobs(page: CutroomPage) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = page.page.evaluate("() => window.jobs")
    return made


def cutout(page: CutroomPage, name: str, folder: Path) -> bytes:
    return page.download(page.item_button(name, "Download"), folder).read_bytes()


def choose(page: CutroomPage, setting: str) -> None:
    page.page.get_by_label("Looks", exact=True).select_option(setting)


def run_again(page: CutroomPage, count: int) -> None:
    """Press the button and wait until so many jobs have run."""
    page.button("Run again with these settings").click()
    page.page.wait_for_function("(count) => window.jobs.length === count", arg=count, timeout=JOB_LIMIT_MS)
    page.wait_all_ended(len(page.items()))


def alone(looks: CutroomPage, model: str, folder: Path) -> bytes:
    """The doubtful photo's cutout by the network in one look."""
    looks.open(f"?model={model}").add([DOUBTFUL])
    looks.wait_status("doubtful.png", "done")
    made = cutout(looks, "doubtful.png", folder)
    looks.button("Clear").click()
    wait_nothing_kept(looks)
    return made


def test_only_a_doubtful_photo_is_looked_at_again_and_the_surer_answer_is_kept(
    looks: CutroomPage, tmp_path: Path
) -> None:
    first, second = (alone(looks, model, tmp_path / model) for model in ("first", "second"))
    assert first != second
    looks.open().add([CLEAR, DOUBTFUL])
    looks.wait_all_ended(2)
    assert looks.statuses() == {"clear.png": "done", "doubtful.png": "done"}
    assert jobs(looks) == [{"work": "cut", "looks": [1]}, {"work": "cut", "looks": [1, 2]}]
    assert cutout(looks, "doubtful.png", tmp_path) == second
    wait_kept(looks, mattes=3, results=2)
    details = {name: looks.row(name).locator(".details-list") for name in ("clear.png", "doubtful.png")}
    for name, shown in details.items():
        looks.row(name).get_by_text("Details").click()
        expect(shown).to_contain_text(FIRST)
        expect(shown).to_contain_text("0% (0% is sure" if name == "clear.png" else SECOND)
    expect(details["clear.png"]).not_to_contain_text(SECOND)

    # Once: the doubtful answer is what there is, and the page says so beforehand that the network runs for it.
    choose(looks, "one")
    offer = looks.page.locator("#rerun")
    expect(offer).to_contain_text("1 cutout was made with other settings. The network runs again")
    run_again(looks, 3)
    assert jobs(looks)[2] == {"work": "cut", "looks": [1]}
    assert cutout(looks, "doubtful.png", tmp_path) == first
    expect(looks.row("doubtful.png")).to_have_attribute("data-check", "true")
    wait_kept(looks, mattes=2)

    # Always twice: the clear photo too, whose first answer stays the best.
    choose(looks, "all")
    expect(offer).to_contain_text("2 cutouts were made with other settings. The network runs again")
    run_again(looks, 5)
    assert jobs(looks)[3:] == [{"work": "cut", "looks": [1, 2]}] * 2
    assert cutout(looks, "doubtful.png", tmp_path) == second
    wait_kept(looks, mattes=4)


def test_all_looks_are_there_after_a_reload_and_gone_after_clear(looks: CutroomPage, tmp_path: Path) -> None:
    looks.open().add([DOUBTFUL])
    looks.wait_status("doubtful.png", "done")
    wait_kept(looks, mattes=2, results=1, sources=1)
    mattes = {path: size for path, size in kept_files(looks).items() if "/mattes/" in path}
    looks.page.reload()
    looks.page.wait_for_selector("html[data-ready=true]")
    looks.button("Resume batch").click()
    looks.wait_status("doubtful.png", "done")
    looks.page.get_by_label("Format").select_option("webp")
    run_again(looks, 1)
    assert jobs(looks) == [{"work": "finish", "looks": []}], "the network does not run"
    assert cutout(looks, "doubtful.png", tmp_path).startswith(b"RIFF")
    wait_kept(looks, mattes=2, results=1)
    assert {path: size for path, size in kept_files(looks).items() if "/mattes/" in path} == mattes
    looks.button("Clear").click()
    wait_nothing_kept(looks)


def test_a_cancel_in_the_second_look_leaves_what_was_there_and_nothing_half(looks: CutroomPage, tmp_path: Path) -> None:
    looks.open()
    looks.page.evaluate("() => { window.cancelAt = 2; }")
    looks.add([DOUBTFUL])
    looks.wait_status("doubtful.png", "cancelled")
    assert jobs(looks) == [{"work": "cut", "looks": [1, 2]}]
    wait_kept(looks, sources=1, mattes=0, results=0)
    choose(looks, "one")
    looks.item_button("doubtful.png", "Retry").click()
    looks.wait_status("doubtful.png", "done")
    wait_kept(looks, sources=1, mattes=1, results=1)
    before, kept = cutout(looks, "doubtful.png", tmp_path), kept_files(looks)

    choose(looks, "all")
    looks.page.evaluate("() => { window.cancelAt = 2; }")
    run_again(looks, 3)
    assert jobs(looks)[2] == {"work": "cut", "looks": [1, 2]}
    looks.wait_status("doubtful.png", "done")
    assert cutout(looks, "doubtful.png", tmp_path) == before
    after = kept_files(looks)
    for kind in ("mattes", "results", "sources"):
        same = [{path: size for path, size in files.items() if f"/{kind}/" in path} for files in (kept, after)]
        assert same[0] == same[1], kind


def test_another_look_is_finished_without_the_network_and_is_the_cut_with_that_look_alone(
    looks: CutroomPage, tmp_path: Path
) -> None:
    first = alone(looks, "first", tmp_path / "first")
    looks.open().add([DOUBTFUL])
    looks.wait_status("doubtful.png", "done")
    second = cutout(looks, "doubtful.png", tmp_path)
    assert first != second
    dialog = open_preview(looks, "doubtful.png")
    dialog.get_by_role("button", name="Another look").click()
    dialog.get_by_role("list", name="Answers").get_by_role("button", name="First look").click()
    expect(dialog.locator(".looks-words")).to_contain_text("Your choice is kept.", timeout=JOB_LIMIT_MS)
    looks.page.keyboard.press("Escape")
    looks.wait_status("doubtful.png", "done")
    assert jobs(looks) == [{"work": "cut", "looks": [1, 2]}, {"work": "finish", "looks": []}]
    assert cutout(looks, "doubtful.png", tmp_path) == first
    wait_kept(looks, mattes=2, results=1)
    expect(looks.page.locator("#rerun")).to_be_hidden()
