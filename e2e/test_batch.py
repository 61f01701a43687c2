"""The main job: drop photos, watch them run, download one ZIP; its bytes are checked against what was drawn."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

WIDTH, HEIGHT = 320, 240
TURNED = "phone.png"
NOTE_STAGES = """() => {
  window.seen = {};
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const { name, stage } = target.dataset ?? {};
      if (stage === undefined) continue;
      const stages = (window.seen[name] ??= []);
      if (stages.at(-1) !== stage) stages.push(stage);
    }
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-stage"] });
}"""
THUMBNAILS = """() => Object.fromEntries([...document.querySelectorAll("[data-item]")].map((row) => {
  const { naturalWidth, naturalHeight } = row.querySelector("img");
  return [row.dataset.name, [naturalWidth, naturalHeight]];
}))"""
THUMBNAILS_DRAWN = """() => [...document.querySelectorAll("[data-item] img")].every(
  ({ complete, naturalWidth }) => complete && naturalWidth > 0
)"""


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def rgba(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")
        return np.asarray(image)


def source_pixels(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


@dataclass(frozen=True)
class Batch:
    """Five photos that went through the real worker, and what came of them."""

    sources: dict[str, bytes]
    providers: set[str | None]
    entries: dict[str, bytes]
    stages: dict[str, list[str]]
    """Those that the page showed, by photo."""
    thumbnails: dict[str, list[int]]
    """Width and height, by photo."""


@pytest.fixture(scope="module")
def batch(browser: Browser, real_site: str, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """One batch for all that is asked of real cutouts here."""
    upright = green_screen(WIDTH, HEIGHT, 4)
    upright[100:140, 100:140] = (255, 0, 0)  # off centre, so that a wrong turn shows
    sources = {
        "big.png": encode(green_screen(1600, 1200), "PNG"),
        "cap ü 写真.webp": encode(green_screen(WIDTH, HEIGHT, 3), "WEBP"),
        TURNED: encode(upright, "PNG", orientation=6),
        "shirt.png": encode(green_screen(WIDTH, HEIGHT, 1), "PNG"),
        "shoe.jpg": encode(green_screen(WIDTH, HEIGHT, 2), "JPEG"),
    }
    folder = tmp_path_factory.mktemp("batch")
    context = browser.new_context(accept_downloads=True, service_workers="block")
    page = CutroomPage(context, real_site).open()
    page.page.evaluate(NOTE_STAGES)
    page.add([write(folder, name, data) for name, data in sources.items()])
    page.wait_all_ended(len(sources))
    assert set(page.statuses().values()) == {"done"}
    page.page.wait_for_function(THUMBNAILS_DRAWN)
    seen = Batch(
        sources,
        {item.provider for item in page.items()},
        page.download_cutouts(folder),
        page.page.evaluate("() => window.seen"),
        page.page.evaluate(THUMBNAILS),
    )
    context.close()
    page.assert_private()
    assert page.problems == []
    return seen


def test_three_formats_become_cutouts_that_match_what_was_drawn(batch: Batch) -> None:
    assert batch.providers == {"wasm"}
    assert sorted(batch.entries) == sorted(f"{Path(name).stem}.png" for name in batch.sources)
    for name in ("cap ü 写真.webp", "shirt.png", "shoe.jpg"):
        cutout = rgba(batch.entries[f"{Path(name).stem}.png"])
        pixels = source_pixels(batch.sources[name])
        assert cutout.shape == (HEIGHT, WIDTH, 4)
        alpha = cutout[..., 3]
        assert (alpha[:40] == 0).all(), "the green above the subject is gone"
        assert (alpha[90:150, 110:210] == 255).all(), "the middle of the subject is opaque"
        np.testing.assert_array_equal(cutout[alpha == 255, :3], pixels[alpha == 255])
        np.testing.assert_array_equal(cutout[alpha == 0, :3], pixels[alpha == 0])


def test_a_photo_on_its_side_comes_out_upright_once(batch: Batch) -> None:
    data = batch.entries[TURNED]
    cutout = rgba(data)
    np.testing.assert_array_equal(cutout[105:135, 105:135], np.broadcast_to([255, 0, 0, 255], (30, 30, 4)))
    assert cutout.shape == (HEIGHT, WIDTH, 4)
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif(), "no EXIF: a viewer must not turn it again"


def test_every_stage_is_shown_while_it_runs(batch: Batch) -> None:
    expected = ["start", "decode", "prepare", "inference", "alpha", "foreground", "encode", "verify", "preview"]
    assert [stage for stage in batch.stages["big.png"] if stage != "model"] == expected


def test_each_row_shows_its_thumbnail(batch: Batch) -> None:
    assert batch.thumbnails == {name: [256, 192] for name in batch.sources}


@pytest.mark.stub_worker
def test_the_zip_and_the_single_download_hold_the_same_bytes(page: CutroomPage, tmp_path: Path) -> None:
    page.open().add([write(tmp_path, "a.b.c.png", encode(green_screen(64, 64), "PNG"))])
    page.wait_status("a.b.c.png", "done")
    single = page.download(page.item_button("a.b.c.png", "Download"), tmp_path / "single")
    assert single.name == "a.b.c.png"
    assert page.download_cutouts(tmp_path) == {"a.b.c.png": single.read_bytes()}


@pytest.mark.stub_worker
def test_sources_with_one_name_never_overwrite_each_other(page: CutroomPage, tmp_path: Path) -> None:
    red, blue = green_screen(64, 64), green_screen(64, 64)
    red[24:40, 24:40], blue[24:40, 24:40] = (255, 0, 0), (0, 0, 255)
    page.open().add([write(tmp_path, "x.png", encode(red, "PNG")), write(tmp_path, "x.webp", encode(blue, "WEBP"))])
    page.wait_all_ended(2)
    entries = page.download_cutouts(tmp_path)
    assert sorted(entries) == ["x (2).png", "x.png"]
    middles = {tuple(int(value) for value in rgba(data)[32, 32]) for data in entries.values()}
    assert middles == {(255, 0, 0, 255), (0, 0, 255, 255)}


@pytest.mark.stub_worker
def test_a_folder_keeps_its_subfolders(page: CutroomPage, tmp_path: Path) -> None:
    folder = tmp_path / "shoot"
    write(folder, "front/1.png", encode(green_screen(48, 48), "PNG"))
    write(folder, "back/1.png", encode(green_screen(48, 48), "PNG"))
    write(folder, ".DS_Store", b"junk")
    page.open().page.set_input_files("input[webkitdirectory]", folder)
    page.wait_all_ended(2)
    assert sorted(page.download_cutouts(tmp_path)) == ["shoot/back/1.png", "shoot/front/1.png"]
