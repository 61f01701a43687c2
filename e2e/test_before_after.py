"""The preview's before and after: the photo itself, and its own colours under the cutout's alpha, in the same place."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, FilePayload, Locator, expect

from e2e.drawn import GREEN, encode, green_screen, soft_green_screen
from e2e.drawn_formats import drawn_files
from e2e.page import CutroomPage
from e2e.preview import MAGENTA, ORIGINAL_SHOWN, open_preview, picture_box, pixel, screen

CORNER = (0.05, 0.05)
# A matte is read from the disk before there is anything to see of it.
VIEW_SHOWN = """(view) => {
  const name = { Cutout: "cutout", "Edges not cleaned": "uncleaned", "Plain edges": "plain" }[view] ?? "original";
  return document.querySelector(".preview-picture").dataset.view === name;
}"""
DRAWN_FILES = {each.name: each for each in drawn_files()}


def photo(name: str, width: int = 320, height: int = 240) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": encode(green_screen(width, height), "PNG")}


def drawn(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": DRAWN_FILES[name].data}


SOFT: FilePayload = {
    "name": "soft.png",
    "mimeType": "image/png",
    "buffer": encode(soft_green_screen(320, 240), "PNG"),
}
HALF_COLOUR = (107, 149, 107)
"""Of which the tiny network says 1 - 3 (149 - 107) / 255: half opaque."""


def half_opaque() -> NDArray[np.uint8]:
    """Return H x W x 3: a green screen, its subject grey on the left and of the half opaque colour on the right."""
    picture = green_screen(320, 240)
    picture[60:180, 160:240] = HALF_COLOUR
    return picture


HALF: FilePayload = {"name": "half.png", "mimeType": "image/png", "buffer": encode(half_opaque(), "PNG")}
REAL = [SOFT, HALF, *map(drawn, ("alpha in avif.avif", "exif 3.webp", "frames in webp.webp", "turned in hif.hif"))]


@pytest.fixture(scope="module")
def real_batch(browser: Browser, real_site: str) -> Iterator[CutroomPage]:
    """A page whose cutouts are real ones, for the tests that need what only the pipeline knows of a photo."""
    context = browser.new_context(service_workers="block")
    page = CutroomPage(context, real_site).open()
    page.add(REAL)
    page.wait_all_ended(len(REAL))
    yield page
    context.close()
    page.assert_private()
    assert page.problems == []


@pytest.fixture
def real(real_batch: CutroomPage) -> Iterator[CutroomPage]:
    """The same page for each test, with no dialog open."""
    yield real_batch
    real_batch.page.keyboard.press("Escape")


def preview_of(page: CutroomPage, *photos: FilePayload) -> Locator:
    """Cut the photos out and open the first one's preview on magenta."""
    page.open().add(photos)
    page.wait_all_ended(len(photos))
    dialog = open_preview(page, photos[0]["name"])
    dialog.get_by_role("radio", name="Magenta").check(force=True)
    return dialog


def look(page: CutroomPage, view: str) -> None:
    page.page.get_by_role("dialog").get_by_role("radio", name=view, exact=True).check(force=True)
    if view != "Cutout":
        page.page.wait_for_function(ORIGINAL_SHOWN)


@pytest.mark.stub_worker
def test_the_photo_and_its_uncleaned_edges_take_the_cutouts_place(page: CutroomPage) -> None:
    preview_of(page, photo("a.png"))
    place, subject = picture_box(page), pixel(page, 0.5, 0.5)
    assert pixel(page, *CORNER) == MAGENTA
    views = (
        ("Original photo", GREEN),
        ("Edges not cleaned", MAGENTA),
        ("Plain edges", MAGENTA),
        ("Cutout", MAGENTA),
    )
    for view, corner in views:
        look(page, view)
        page.page.wait_for_function(VIEW_SHOWN, arg=view)
        assert pixel(page, *CORNER) == corner, view
        assert pixel(page, 0.5, 0.5) == subject, view
        assert picture_box(page) == place, view


def test_uncleaned_edges_show_the_tint_that_was_taken_out(real: CutroomPage) -> None:
    page = real
    dialog = open_preview(page, SOFT["name"])
    dialog.get_by_role("radio", name="White").check(force=True)
    box = {key: round(value) for key, value in picture_box(page).items()}  # type: ignore[call-overload]
    inside = (slice(box["y"], box["y"] + box["height"]), slice(box["x"], box["x"] + box["width"]))

    def greenest() -> float:
        red, green, blue = np.moveaxis(screen(page)[inside].astype(float), -1, 0)
        return float((green - (red + blue) / 2).max())

    cleaned = greenest()
    look(page, "Edges not cleaned")
    assert greenest() > max(12, 2 * cleaned)


def test_plain_edges_are_the_photo_under_what_the_network_found(real: CutroomPage) -> None:
    dialog = open_preview(real, HALF["name"])
    dialog.get_by_role("radio", name="White").check(force=True)
    place, subject = picture_box(real), pixel(real, 0.4, 0.5)
    look(real, "Plain edges")
    real.page.wait_for_function(VIEW_SHOWN, arg="Plain edges")
    assert picture_box(real) == place
    assert pixel(real, *CORNER) == (255, 255, 255)
    assert pixel(real, 0.4, 0.5) == subject
    share = 1 - 3 * (149 - 107) / 255
    half = [share * value + (1 - share) * 255 for value in HALF_COLOUR]
    assert pixel(real, 0.62, 0.5) == pytest.approx(half, abs=4), "the matte's 16 bits of grey are its opacity"
    dialog.get_by_role("button", name="Zoom").click(click_count=1)
    expect(dialog.get_by_role("radio", name="Plain edges")).to_be_checked()
    real.page.keyboard.press("Escape")


@pytest.mark.stub_worker
def test_plain_edges_have_no_view_of_their_own_where_they_are_what_was_made(page: CutroomPage) -> None:
    page.open().page.get_by_label("Hair and edges").select_option("plain")
    page.add([photo("a.png")])
    page.wait_status("a.png", "done")
    dialog = open_preview(page, "a.png")
    expect(dialog.get_by_role("radio", name="Edges not cleaned")).to_be_visible()
    expect(dialog.get_by_text("Plain edges")).to_be_hidden()


@pytest.mark.stub_worker
def test_the_keyboard_changes_the_view(page: CutroomPage) -> None:
    dialog = preview_of(page, photo("a.png"))
    original, uncleaned = (dialog.get_by_role("radio", name=name) for name in ("Original photo", "Edges not cleaned"))
    dialog.get_by_role("region", name="Picture").focus()
    page.page.keyboard.press("o")
    expect(original).to_be_checked()
    page.page.wait_for_function(ORIGINAL_SHOWN)
    assert pixel(page, *CORNER) == GREEN
    page.page.keyboard.press("o")
    assert pixel(page, *CORNER) == MAGENTA
    dialog.get_by_role("radio", name="Cutout").focus()
    page.page.keyboard.press("ArrowRight")
    expect(uncleaned).to_be_checked()
    page.page.keyboard.press("o")
    expect(original).to_be_checked()
    page.page.keyboard.press("o")
    expect(uncleaned, "back to what was shown before").to_be_checked()
    page.page.keyboard.down("o")
    expect(original).to_be_checked()
    page.page.wait_for_timeout(400)  # what counts is how long the key is down
    page.page.keyboard.up("o")
    expect(uncleaned).to_be_checked()
    expect(dialog.get_by_role("group", name="Show")).to_be_visible()


@pytest.mark.stub_worker
def test_another_photo_and_another_visit_start_with_the_cutout(page: CutroomPage) -> None:
    dialog = preview_of(page, photo("a.png"), photo("b.png"))

    def another_photo() -> None:
        dialog.get_by_role("button", name="Next photo").click()

    def another_visit() -> None:
        page.page.keyboard.press("Escape")
        open_preview(page, "b.png")

    for again in (another_photo, another_visit):
        look(page, "Original photo")
        assert pixel(page, *CORNER) == GREEN
        again()
        expect(dialog.get_by_role("radio", name="Cutout")).to_be_checked()
        expect(dialog.get_by_role("img", name="Cutout of b.png")).to_be_visible()
        assert pixel(page, *CORNER) == MAGENTA


@pytest.mark.stub_worker
def test_changing_the_view_keeps_zoom_and_scroll_position(page: CutroomPage) -> None:
    dialog = preview_of(page, photo("big.png", 1800, 1400))
    region, zoom = dialog.get_by_role("region", name="Picture"), dialog.get_by_role("button", name="Zoom")
    for width in (1800, 5400):
        zoom.click()
        region.evaluate("(node) => node.scrollTo(137, 211)")
        place = picture_box(page)
        assert place["width"] == width
        for view in ("Original photo", "Edges not cleaned", "Cutout"):
            look(page, view)
            assert region.evaluate("(node) => [node.scrollLeft, node.scrollTop]") == [137, 211]
            assert picture_box(page) == place


@pytest.mark.stub_worker
def test_a_turned_jpeg_is_shown_upright(page: CutroomPage) -> None:
    picture = green_screen(320, 240)
    picture[:60] = (0, 180, 0)
    turned = encode(picture, "JPEG", orientation=6)
    preview_of(page, {"name": "turned.jpg", "mimeType": "image/jpeg", "buffer": turned})
    look(page, "Original photo")
    assert pixel(page, 0.5, 0.05) == pytest.approx((0, 180, 0), abs=4)
    assert pixel(page, 0.5, 0.95) == pytest.approx(GREEN, abs=4)


def test_a_heic_is_compared_by_a_picture_of_it(real: CutroomPage) -> None:
    dialog = open_preview(real, "turned in hif.hif")
    dialog.get_by_role("radio", name="Magenta").check(force=True)
    place = picture_box(real)
    look(real, "Original photo")
    assert picture_box(real) == place
    assert pixel(real, *CORNER) == pytest.approx(GREEN, abs=12)
    assert pixel(real, 35 / 96, 26 / 64) == pytest.approx((230, 20, 20), abs=30)
    look(real, "Edges not cleaned")
    assert pixel(real, *CORNER) == MAGENTA


def test_what_cannot_be_shown_as_it_was_cut_out_is_not_offered_and_the_reason_is_given(real: CutroomPage) -> None:
    dialog = open_preview(real, "exif 3.webp")
    original, uncleaned = (dialog.get_by_role("radio", name=name) for name in ("Original photo", "Edges not cleaned"))
    group = dialog.get_by_role("group", name="Show")
    expect(original).to_be_disabled()
    expect(uncleaned).to_be_disabled()
    expect(group).to_have_accessible_description("Stored turned, and not every browser shows a turned WebP upright.")
    real.page.keyboard.press("o")
    expect(dialog.get_by_role("radio", name="Cutout")).to_be_checked()
    for name, reason in (
        ("frames in webp.webp", "The original moves"),
        ("alpha in avif.avif", "transparency of its own"),
    ):
        real.page.keyboard.press("Escape")
        open_preview(real, name)
        expect(original).to_be_enabled()
        expect(uncleaned).to_be_disabled()
        expect(group).to_contain_text(reason)


@pytest.mark.stub_worker
def test_a_browser_that_does_not_turn_a_photo_says_so_and_the_cutout_stays_there(page: CutroomPage) -> None:
    page.context.add_init_script(
        "Object.defineProperty(HTMLImageElement.prototype, 'naturalWidth', { get() { return 64; } });"
    )
    dialog = preview_of(page, drawn("exif 6.png"))
    dialog.get_by_role("radio", name="Original photo").check(force=True)
    expect(dialog.get_by_role("status")).to_contain_text("This browser cannot show the original upright")
    dialog.get_by_role("radio", name="Cutout").check(force=True)
    expect(dialog.get_by_role("img", name="Cutout of exif 6.png")).to_be_visible()
    expect(dialog.get_by_role("status")).to_be_hidden()


@pytest.mark.stub_worker
def test_edges_that_were_not_cleaned_have_no_view_of_their_own(page: CutroomPage) -> None:
    page.open().page.get_by_label("Clean edge colours").uncheck()
    page.add([photo("a.png")])
    page.wait_status("a.png", "done")
    page.page.get_by_label("Clean edge colours").check()
    dialog = open_preview(page, "a.png")
    expect(dialog.get_by_role("radio", name="Original photo")).to_be_visible()
    expect(dialog.get_by_text("Edges not cleaned")).to_be_hidden()


@pytest.mark.stub_worker
def test_nothing_moves_when_the_view_changes_at_360_pixels(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = CutroomPage(context, site)
    dialog = preview_of(page, photo("a.png", 900, 700))
    place, bar = picture_box(page), dialog.get_by_role("group", name="Show").bounding_box()
    for view, corner in (("Original photo", GREEN), ("Edges not cleaned", MAGENTA)):
        look(page, view)
        assert pixel(page, *CORNER) == corner
        assert picture_box(page) == place
        assert dialog.get_by_role("group", name="Show").bounding_box() == bar
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 360
    context.close()
    page.assert_private()
