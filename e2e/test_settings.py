"""The settings of the batch: what they change in the files, when they apply, and that they are remembered."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FilePayload, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

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
    entries = page.download_zip(tmp_path)
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
    entries = page.download_zip(tmp_path)
    assert sorted(entries) == ["a.avif", "b.avif"]
    for name, picture in PICTURES.items():
        assert_cut_out(decoded(entries[f"{Path(name).stem}.avif"], "AVIF"), picture, colour=8, alpha=0)


def test_a_change_is_for_the_photos_that_start_after_it(page: CutroomPage, tmp_path: Path) -> None:
    page.open().add([photo("a.png")])
    page.wait_status("a.png", "done")
    choose(page, "WebP", lossless=False, quality=60)
    page.add([photo("b.png")])
    page.wait_status("b.png", "done")
    expect(page.page.get_by_text("1 cutout was made with other settings.")).to_be_visible()
    entries = page.download_zip(tmp_path)
    assert sorted(entries) == ["a.png", "b.webp"]
    assert_cut_out(decoded(entries["a.png"], "PNG"), PICTURES["a.png"], colour=0, alpha=0)
    # WebP halves the resolution of colour, and the subject's grain is as fine as it gets.
    assert_cut_out(decoded(entries["b.webp"], "WEBP"), PICTURES["b.png"], colour=20, alpha=0)
    choose(page, "PNG")
    expect(page.page.get_by_text("1 cutout was made with other settings.")).to_be_visible()
    page.button("Run again with these settings").click()
    page.wait_status("b.png", "done")
    assert sorted(page.download_zip(tmp_path)) == ["a.png", "b.png"]


def test_settings_survive_a_reload(page: CutroomPage) -> None:
    page.open()
    choose(page, "AVIF", quality=42)
    page.page.get_by_label("Clean edge colours").uncheck()
    page.open()
    expect(page.page.get_by_label("Format")).to_have_value("avif")
    expect(page.page.get_by_label("Quality", exact=True)).to_have_value("42")
    expect(page.page.get_by_label("Lossless")).not_to_be_checked()
    expect(page.page.get_by_label("Clean edge colours")).not_to_be_checked()


@pytest.mark.parametrize("stored", ["not JSON", '{"format": "gif"}', "null", '{"colour_of_the_sky": 1}'])
def test_foreign_settings_in_the_browsers_storage_are_ignored(page: CutroomPage, stored: str) -> None:
    page.open().page.evaluate("(text) => localStorage.setItem('cutroom.settings', text)", stored)
    page.open()
    expect(page.page.get_by_label("Format")).to_have_value("png")
    expect(page.page.get_by_label("Clean edge colours")).to_be_checked()


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
