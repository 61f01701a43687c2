"""The preview: a finished cutout on the background of one's choice, from the real pixels, by mouse and by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage
from e2e.preview import open_preview, picture_box, pixel

pytestmark = pytest.mark.stub_worker

COLOURS = {
    "White": (255, 255, 255),
    "Black": (0, 0, 0),
    "Magenta": (255, 0, 255),
}
# Counts the picture addresses that are made and given back.
COUNT_URLS = """
  window.urls = new Set();
  const make = URL.createObjectURL.bind(URL), giveBack = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (blob) => { const url = make(blob); window.urls.add(url); return url; };
  URL.revokeObjectURL = (url) => { window.urls.delete(url); giveBack(url); };
"""
# A browser that lacks AVIF gets bytes it cannot read; ours gets some on purpose.
LACKS_AVIF = """
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => make(blob.type === "image/avif" ? new Blob(["?"]) : blob);
"""


def photo(name: str, width: int = 96, height: int = 64) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": encode(green_screen(width, height), "PNG")}


def test_each_background_is_seen_through_what_is_transparent(page: CutroomPage) -> None:
    page.open().add([photo("a.png", 320, 240)])
    page.wait_status("a.png", "done")
    dialog = open_preview(page, "a.png")
    expect(dialog).to_contain_text("320 × 240 · PNG")
    subject = pixel(page, 0.5, 0.5)
    for name, colour in COLOURS.items():
        dialog.get_by_role("radio", name=name).check(force=True)
        assert pixel(page, 0.05, 0.05) == colour
        assert pixel(page, 0.5, 0.5) == subject
    dialog.get_by_label("Colour", exact=True).fill("#12ab34")
    expect(dialog.get_by_role("radio", name="Own colour")).to_be_checked()
    assert pixel(page, 0.05, 0.05) == (0x12, 0xAB, 0x34)
    dialog.get_by_role("radio", name="Checkerboard").check(force=True)
    assert len({pixel(page, 0.05 + step / 100, 0.05) for step in range(0, 20, 2)}) == 2


def test_the_keyboard_does_it_all_and_the_background_is_remembered(page: CutroomPage) -> None:
    page.open().add([photo("a.png"), photo("b.png")])
    page.wait_all_ended(2)
    opener = page.item_button("a.png", "Preview a.png")
    opener.focus()
    page.page.keyboard.press("Enter")
    dialog = page.page.get_by_role("dialog", name="a.png")
    expect(dialog).to_contain_text("1 of 2")
    page.page.keyboard.press("ArrowRight")
    expect(page.page.get_by_role("dialog", name="b.png")).to_contain_text("2 of 2")
    page.page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("1 of 2")
    dialog.get_by_role("radio", name="Checkerboard").focus()
    page.page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("radio", name="White")).to_be_checked()
    expect(dialog, "arrows in the choice of backgrounds do not turn the page").to_contain_text("1 of 2")
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.open().add([photo("c.png")])
    page.wait_status("c.png", "done")
    expect(open_preview(page, "c.png").get_by_role("radio", name="White")).to_be_checked()


def test_the_zoom_shows_pixel_by_pixel_and_can_be_moved(page: CutroomPage) -> None:
    page.open().add([photo("big.png", 1800, 1400)])
    page.wait_status("big.png", "done")
    dialog = open_preview(page, "big.png")
    image, region = dialog.get_by_role("img"), dialog.get_by_role("region", name="Picture")
    zoom = dialog.get_by_role("button", name="Zoom")
    fitted, space = picture_box(page), region.bounding_box()
    assert space is not None
    expect(zoom).to_have_text("Zoom: Fit")
    assert fitted["width"] < space["width"]
    assert fitted["height"] <= space["height"]
    assert fitted["width"] / fitted["height"] == pytest.approx(1800 / 1400, rel=0.01)
    zoom.click()
    expect(zoom).to_have_text("Zoom: 100%")
    actual = picture_box(page)
    assert (actual["width"], actual["height"]) == (1800, 1400)
    assert region.bounding_box() == space, "the space for the picture stays as it was"
    region.focus()
    before = region.evaluate("(node) => node.scrollLeft")
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function("([node, before]) => node.scrollLeft > before", arg=[region.element_handle(), before])
    page.page.mouse.move(600, 400)
    page.page.mouse.down()
    page.page.mouse.move(500, 350, steps=4)
    moved = region.evaluate("(node) => node.scrollLeft")
    page.page.mouse.up()
    assert moved > before
    assert picture_box(page)["width"] == 1800, "a drag is not a click"
    image.click(position={"x": 600, "y": 700})
    expect(zoom).to_have_text("Zoom: 300%")
    large = picture_box(page)
    assert (large["width"], large["height"]) == (5400, 4200)
    middle = space["x"] + space["width"] / 2 - large["x"]
    assert middle / 5400 == pytest.approx(600 / 1800, abs=0.01), "the point that was clicked is in the middle"
    assert image.evaluate("(node) => getComputedStyle(node).imageRendering") == "pixelated"
    zoom.click()
    expect(zoom).to_have_text("Zoom: Fit")
    assert picture_box(page) == fitted


def test_a_pixel_of_the_file_is_a_pixel_of_a_finer_screen_too(browser: Browser, site: str) -> None:
    scale = 1.25
    context = browser.new_context(device_scale_factor=scale)
    page = CutroomPage(context, site).open()
    page.add([photo("a.png", 320, 240)])
    page.wait_status("a.png", "done")
    open_preview(page, "a.png").get_by_role("button", name="Zoom").click()
    assert picture_box(page)["width"] * scale == pytest.approx(320)
    context.close()


def test_the_pictures_memory_is_given_back(page: CutroomPage) -> None:
    page.context.add_init_script(COUNT_URLS)
    page.open().add([photo("a.png"), photo("b.png")])
    page.wait_all_ended(2)
    held = page.page.evaluate("() => window.urls.size")
    open_preview(page, "a.png")
    page.page.keyboard.press("ArrowRight")
    assert page.page.evaluate("() => window.urls.size") == held + 1
    page.page.get_by_role("button", name="Close preview").click()
    # The dialog is hidden at once; that it closed is an event of its own, which follows.
    page.page.wait_for_function("(held) => window.urls.size === held", arg=held)


def test_a_browser_that_cannot_display_avif_says_so(page: CutroomPage) -> None:
    page.context.add_init_script(LACKS_AVIF)
    page.open().page.get_by_label("Format").select_option("avif")
    page.add([photo("a.png")])
    page.wait_status("a.png", "done")
    page.item_button("a.png", "Preview a.png").click()
    expect(page.page.get_by_role("dialog")).to_contain_text("could not display the AVIF file")


def test_the_preview_fits_360_pixels(browser: Browser, site: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = CutroomPage(context, site).open()
    page.add([photo("a very long name of a photo that does not fit into one line.png"), photo("b.png", 900, 700)])
    page.wait_all_ended(2)
    dialog = open_preview(page, "b.png")
    dialog.get_by_role("button", name="Zoom").click()
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 360
    buttons = [dialog.get_by_role("button", name=name) for name in ("Close preview", "Next photo", "Zoom")]
    for control in (*buttons, dialog.get_by_text("Original photo"), dialog.get_by_text("Edges not cleaned")):
        box = control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 740
    context.close()
