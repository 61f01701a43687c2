"""The settings of the batch: what they change in the files, when they apply, and that they are remembered."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FilePayload, Locator, expect

from e2e.drawn import encode, green_screen, soft_green_screen
from e2e.page import JOB_LIMIT_MS, CutroomPage

PICTURES = {name: green_screen(160, 120, seed) for seed, name in enumerate(("a.png", "b.png"))}


def photo(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": encode(PICTURES[name], "PNG")}


def choose(page: CutroomPage, file_format: str, *, lossless: bool | None = None, quality: int | None = None) -> None:
    page.page.get_by_label("Format").select_option(label=file_format)
    if lossless is not None:
        page.page.get_by_label("Lossless").set_checked(lossless)
    if quality is not None:
        page.page.get_by_label("Quality", exact=True).fill(str(quality))


def decoded(data: bytes, file_format: str) -> NDArray[np.int16]:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == file_format
        assert image.mode == "RGBA"
        return np.asarray(image).astype(np.int16)


def assert_cut_out(cutout: NDArray[np.int16], picture: NDArray[np.uint8], *, colour: int, alpha: int) -> None:
    """Compare with what was drawn; ``colour`` and ``alpha`` are the largest differences allowed."""
    height, width = picture.shape[:2]
    assert cutout.shape == (height, width, 4)
    inside = (slice(height // 4 + 8, -height // 4 - 8), slice(width // 4 + 8, -width // 4 - 8))
    assert (cutout[inside][..., 3] >= 255 - alpha).all()
    assert (cutout[: height // 4 - 8, :, 3] <= alpha).all()
    assert np.abs(cutout[inside][..., :3] - picture[inside]).mean() <= colour


def test_webp_then_avif_out_of_the_same_photos(page: CutroomPage, tmp_path: Path) -> None:
    page.open()
    choose(page, "WebP", lossless=True)
    page.add([photo(name) for name in PICTURES])
    page.wait_all_ended(2)
    entries = page.download_cutouts(tmp_path)
    assert sorted(entries) == ["a.webp", "b.webp"]
    for name, picture in PICTURES.items():
        cutout = decoded(entries[f"{Path(name).stem}.webp"], "WEBP")
        assert_cut_out(cutout, picture, colour=0, alpha=0)
        clear = cutout[..., 3] == 0
        np.testing.assert_array_equal(cutout[clear, :3], picture[clear], "the colour under alpha 0 is kept")
    expect(page.row("a.png")).to_contain_text("WebP")

    choose(page, "AVIF", lossless=False, quality=90)
    expect(page.page.get_by_text("2 cutouts were made with other settings.")).to_be_visible()
    page.button("Run again with these settings").click()
    page.page.wait_for_selector('[data-name="a.png"]:not([data-status="done"])')
    page.wait_all_ended(2)
    assert set(page.statuses().values()) == {"done"}
    expect(page.button("Run again with these settings")).to_be_hidden()
    entries = page.download_cutouts(tmp_path)
    assert sorted(entries) == ["a.avif", "b.avif"]
    for name, picture in PICTURES.items():
        assert_cut_out(decoded(entries[f"{Path(name).stem}.avif"], "AVIF"), picture, colour=8, alpha=0)


@pytest.mark.stub_worker
def test_a_change_is_for_the_photos_that_start_after_it(page: CutroomPage, tmp_path: Path) -> None:
    page.open().add([photo("a.png")])
    page.wait_status("a.png", "done")
    choose(page, "WebP", lossless=False, quality=60)
    page.add([photo("b.png")])
    page.wait_status("b.png", "done")
    expect(page.page.get_by_text("1 cutout was made with other settings.")).to_be_visible()
    entries = page.download_cutouts(tmp_path)
    assert sorted(entries) == ["a.png", "b.webp"]
    assert_cut_out(decoded(entries["a.png"], "PNG"), PICTURES["a.png"], colour=0, alpha=0)
    # WebP halves the resolution of colour, and the subject's grain is as fine as it gets.
    assert_cut_out(decoded(entries["b.webp"], "WEBP"), PICTURES["b.png"], colour=20, alpha=0)
    choose(page, "PNG")
    expect(page.page.get_by_text("1 cutout was made with other settings.")).to_be_visible()
    page.button("Run again with these settings").click()
    page.wait_status("b.png", "done")
    assert sorted(page.download_cutouts(tmp_path)) == ["a.png", "b.png"]


def rerun(page: CutroomPage, name: str, folder: Path) -> NDArray[np.int16]:
    """Make the one finished cutout anew with the settings as they are, and return it."""
    before = page.row(name).locator("img").get_attribute("src")
    page.button("Run again with these settings").click()
    expect(page.row(name).locator("img")).not_to_have_attribute("src", before or "", timeout=JOB_LIMIT_MS)
    page.wait_status(name, "done")
    return finished(page, name, folder)


def finished(page: CutroomPage, name: str, folder: Path) -> NDArray[np.int16]:
    return decoded(page.download(page.item_button(name, "Download"), folder).read_bytes(), "PNG")


def test_hidden_colours_are_kept_extended_or_cleared(page: CutroomPage, tmp_path: Path) -> None:
    page.open().add([photo("a.png")])
    page.wait_status("a.png", "done")
    choice = page.page.get_by_label("Hidden colours")
    kept = finished(page, "a.png", tmp_path)
    hidden = kept[..., 3] == 0
    assert hidden.mean() > 0.5
    np.testing.assert_array_equal(kept[hidden, :3], PICTURES["a.png"][hidden])

    choice.select_option(label="Extend the subject")
    expect(page.page.get_by_text("nothing bleeds in when an editor resamples")).to_be_visible()
    extended = rerun(page, "a.png", tmp_path)
    np.testing.assert_array_equal(extended[~hidden], kept[~hidden])
    np.testing.assert_array_equal(extended[..., 3], kept[..., 3])
    red, green, blue = np.moveaxis(extended[hidden, :3], -1, 0)
    assert (green - (red + blue) / 2).max() < 20, "no green is left, and the subject has none"
    assert extended[hidden, :3].min() > 20, "it is the subject's colours that go on, not black"

    choice.select_option(label="Clear")
    expect(page.page.get_by_text("can show dark rims")).to_be_visible()
    cleared = rerun(page, "a.png", tmp_path)
    np.testing.assert_array_equal(cleared[~hidden], kept[~hidden])
    assert (cleared[hidden] == 0).all()


def test_edge_settings_reach_the_file_and_are_told_of_the_job_that_made_it(page: CutroomPage, tmp_path: Path) -> None:
    picture = soft_green_screen(160, 120)
    clean, edges = (page.page.get_by_label(name) for name in ("Clean edge colours", "Hair and edges"))
    page.open()
    clean.uncheck()
    edges.select_option("plain")
    page.add([FilePayload(name="a.png", mimeType="image/png", buffer=encode(picture, "PNG"))])
    page.wait_status("a.png", "done")
    untouched = finished(page, "a.png", tmp_path)
    np.testing.assert_array_equal(untouched[..., :3], picture, "every colour is the photo's own")

    edges.select_option("fine")
    for term, text in (("Clean edge colours", "off"), ("Hair and edges", "plain"), ("Hidden colours", "kept")):
        expect(detail(page, "a.png", term)).to_have_text(text)
    refined = rerun(page, "a.png", tmp_path)
    np.testing.assert_array_equal(refined[..., :3], picture)
    assert (refined[..., 3] != untouched[..., 3]).any()
    expect(detail(page, "a.png", "Hair and edges")).to_have_text("fine")

    clean.check()
    cleaned = rerun(page, "a.png", tmp_path)
    np.testing.assert_array_equal(cleaned[..., 3], refined[..., 3])
    changed = (cleaned != refined).any(axis=-1)
    assert changed.any()
    assert ((cleaned[changed, 3] > 0) & (cleaned[changed, 3] < 255)).all()
    expect(detail(page, "a.png", "Clean edge colours")).to_have_text("on")


def detail(page: CutroomPage, name: str, term: str) -> Locator:
    page.row(name).locator("details").evaluate("(node) => { node.open = true; }")
    return page.row(name).locator(".details-row", has_text=term).locator("dd")


@pytest.mark.stub_worker
def test_a_lossy_format_has_no_choice_of_hidden_colours(page: CutroomPage) -> None:
    page.open()
    choice = page.page.get_by_label("Hidden colours")
    expect(choice).to_have_accessible_description(
        "An editor can paint the background back: what was removed travels inside the file, which is about twice as "
        "large."
    )
    height = page.page.locator("#settings").bounding_box()
    choose(page, "WebP", lossless=False)
    expect(choice).to_be_disabled()
    expect(choice).to_have_accessible_description(
        "A lossy file does not keep hidden colours. To choose them, take PNG or Lossless."
    )
    assert page.page.locator("#settings").bounding_box() == height, "the page does not move with the choice"
    choose(page, "WebP", lossless=True)
    expect(choice).to_be_enabled()


@pytest.mark.stub_worker
def test_settings_survive_a_reload(page: CutroomPage) -> None:
    page.open()
    choose(page, "AVIF", quality=42)
    page.page.get_by_label("Clean edge colours").uncheck()
    page.page.get_by_label("Hair and edges").select_option("plain")
    choose(page, "AVIF", lossless=True)
    page.page.get_by_label("Hidden colours").select_option("extend")
    choose(page, "AVIF", lossless=False)
    page.open()
    expect(page.page.get_by_label("Format")).to_have_value("avif")
    expect(page.page.get_by_label("Quality", exact=True)).to_have_value("42")
    expect(page.page.get_by_label("Lossless")).not_to_be_checked()
    expect(page.page.get_by_label("Clean edge colours")).not_to_be_checked()
    expect(page.page.get_by_label("Hair and edges")).to_have_value("plain")
    expect(page.page.get_by_label("Hidden colours")).to_have_value("extend")


@pytest.mark.stub_worker
def test_settings_of_an_older_version_are_completed(page: CutroomPage) -> None:
    older = '{"format": "webp", "quality": 60, "lossless": true, "clean_edges": false}'
    page.open().page.evaluate("(text) => localStorage.setItem('cutroom.settings', text)", older)
    page.open()
    expect(page.page.get_by_label("Format")).to_have_value("webp")
    expect(page.page.get_by_label("Clean edge colours")).not_to_be_checked()
    expect(page.page.get_by_label("Hair and edges")).to_have_value("fine")
    expect(page.page.get_by_label("Hidden colours")).to_have_value("keep")


@pytest.mark.stub_worker
@pytest.mark.parametrize("stored", ["not JSON", '{"format": "gif"}', "null", '{"colour_of_the_sky": 1}'])
def test_foreign_settings_in_the_browsers_storage_are_ignored(page: CutroomPage, stored: str) -> None:
    page.open().page.evaluate("(text) => localStorage.setItem('cutroom.settings', text)", stored)
    page.open()
    expect(page.page.get_by_label("Format")).to_have_value("png")
    expect(page.page.get_by_label("Clean edge colours")).to_be_checked()


@pytest.mark.stub_worker
def test_only_what_has_a_meaning_can_be_set(page: CutroomPage) -> None:
    page.open()
    quality, lossless = page.page.get_by_label("Quality", exact=True), page.page.get_by_label("Lossless")
    expect(quality).to_be_hidden()
    expect(lossless).to_be_hidden()
    choose(page, "WebP")
    expect(quality).to_be_enabled()
    lossless.check()
    expect(quality).to_be_disabled()
    lossless.uncheck()
    quality.focus()
    page.page.keyboard.press("ArrowLeft")
    expect(page.page.locator("#quality-number")).to_have_text("84")
