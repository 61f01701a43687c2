"""The preview: a finished cutout on the background of one's choice, from the real pixels, by mouse and by keyboard."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

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


def open_preview(page: CutroomPage, name: str) -> Locator:
    page.item_button(name, f"Preview {name}").click()
    dialog = page.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.page.wait_for_function("() => document.querySelector('dialog[open] img').naturalWidth > 0")
    return dialog


def pixel(page: CutroomPage, x: float, y: float) -> tuple[int, ...]:
    """Return what the screen shows at a point of the picture, 0..1."""
    box = page.page.get_by_role("dialog").locator("img").bounding_box()
    assert box is not None
    image = Image.open(io.BytesIO(page.page.screenshot()))
    return image.convert("RGB").getpixel((box["x"] + x * box["width"], box["y"] + y * box["height"]))  # type: ignore


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


def test_100_percent_shows_pixel_by_pixel_and_can_be_moved(page: CutroomPage) -> None:
    page.open().add([photo("big.png", 1800, 1400)])
    page.wait_status("big.png", "done")
    dialog = open_preview(page, "big.png")
    image, region = dialog.locator("img"), dialog.get_by_role("region", name="Picture")
    fitted, space = image.bounding_box(), region.bounding_box()
    assert fitted is not None
    assert space is not None
    assert fitted["width"] < space["width"]
    assert fitted["height"] <= space["height"]
    assert fitted["width"] / fitted["height"] == pytest.approx(1800 / 1400, rel=0.01)
    dialog.get_by_role("button", name="100%").click()
    expect(dialog.get_by_role("button", name="100%")).to_have_attribute("aria-pressed", "true")
    actual = image.bounding_box()
    assert actual is not None
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
    assert image.bounding_box()["width"] == 1800, "a drag is not a click"  # type: ignore[index]
    image.click(position={"x": 900, "y": 700})
    expect(dialog.get_by_role("button", name="100%")).to_have_attribute("aria-pressed", "false")


def test_the_pictures_memory_is_given_back(page: CutroomPage) -> None:
    page.context.add_init_script(COUNT_URLS)
    page.open().add([photo("a.png"), photo("b.png")])
    page.wait_all_ended(2)
    held = page.page.evaluate("() => window.urls.size")
    open_preview(page, "a.png")
    page.page.keyboard.press("ArrowRight")
    assert page.page.evaluate("() => window.urls.size") == held + 1
    page.page.get_by_role("button", name="Close preview").click()
    expect(page.page.get_by_role("dialog")).to_be_hidden()
    assert page.page.evaluate("() => window.urls.size") == held


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
    dialog.get_by_role("button", name="100%").click()
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 360
    for name in ("Close preview", "Next photo", "100%"):
        box = dialog.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 740
    context.close()
