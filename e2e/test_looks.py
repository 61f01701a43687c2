"""Doubt, and "Another look" in the preview: why to check a cutout, its answers side by side, and the choice among them.

A photo's name tells the stub what to doubt: "62 soft pieces.png" has a doubt of 62 % and two reasons. It has two looks
then, of which the second is without the photo's left half.
"""

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage
from e2e.preview import MAGENTA, open_preview, pixel, screen
from e2e.stub_site import hold_jobs, let_jobs_go

pytestmark = pytest.mark.stub_worker

DOUBTFUL = "62 soft pieces borders.png"
CLEAR = "4.png"
SUBJECT = (200, 90, 90)
LEFT = (0.35, 0.5)
"""Of the subject, which only the first look has there."""
RIGHT = (0.65, 0.5)
# Waits for the photo under each, and counts them.
DRAWN_LOOKS = """async (looks) => {
  for (const under of looks.querySelectorAll(".look-under")) await under.querySelector("img").decode();
  return looks.querySelectorAll(".look-under:not([hidden])").length;
}"""


def photo(name: str) -> FilePayload:
    """A rectangle of one colour in the middle of pure green: it looks the same in any size."""
    picture = green_screen(320, 240)
    picture[60:180, 80:240] = SUBJECT
    return {"name": name, "mimeType": "image/png", "buffer": encode(picture, "PNG")}


def cut_out(page: CutroomPage, *names: str) -> None:
    page.open().add([photo(name) for name in names])
    page.wait_all_ended(len(names))


def preview_on_magenta(page: CutroomPage, name: str) -> Locator:
    dialog = open_preview(page, name)
    dialog.get_by_role("radio", name="Magenta").check(force=True)
    return dialog


def look(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_role("list", name="Answers").get_by_role("button", name=name)


def test_a_doubtful_cutout_says_so_in_its_row_in_the_counts_and_in_the_filter(page: CutroomPage) -> None:
    cut_out(page, DOUBTFUL, CLEAR)
    row = page.row(DOUBTFUL)
    expect(row.locator(".item-status-words")).to_have_text("Check this one")
    expect(row).to_have_attribute("data-check", "true")
    expect(row).to_have_attribute("data-reasons", "soft pieces borders")
    said = row.locator(".item-failure")
    expect(said).to_contain_text("Large parts are half transparent: right for glass or a veil")
    expect(said).to_contain_text("many loose pieces")
    expect(said).to_contain_text("Look at it on a colour, or try another look.")
    expect(said, "no more than two").not_to_contain_text("three sides")
    expect(page.row(CLEAR).locator(".item-status-words")).to_have_text("Done")
    expect(page.page.locator(".toolbar-counts")).to_contain_text("2 of 2 done, 1 to check")
    expect(page.page.locator("#announcer")).to_contain_text("1 to check", timeout=10_000)
    row.get_by_text("Details").click()
    expect(row.locator(".details-list")).to_contain_text("62% (0% is sure, 100% certainly wrong)")
    expect(row.locator(".details-list"), "all of them").to_contain_text("three sides")
    page.page.get_by_label("Show", exact=True).select_option(label="To check (1)")
    expect(row).to_be_visible()
    expect(page.row(CLEAR)).to_be_hidden()


def test_the_answers_stand_side_by_side_and_the_one_that_is_chosen_is_used_and_kept(page: CutroomPage) -> None:
    cut_out(page, DOUBTFUL)
    dialog = preview_on_magenta(page, DOUBTFUL)
    expect(dialog.locator(".preview-check")).to_contain_text("Check this one. Large parts are half transparent")
    assert pixel(page, *LEFT) == pixel(page, *RIGHT) == SUBJECT
    toggle = dialog.get_by_role("button", name="Another look")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    first, second = look(dialog, "First look"), look(dialog, "Second look, in the photo’s own shape")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(first).to_contain_text("Doubt: 62%")
    expect(first).to_contain_text("In use")
    expect(second).to_have_attribute("aria-pressed", "false")
    expect(second).to_contain_text("Doubt: 31%")
    expect(dialog.locator(".looks-words")).to_have_text("2 looks of this photo. Press one to use it.")
    assert dialog.locator(".looks").evaluate(DRAWN_LOOKS) == 2
    assert shown_beside(page, first) == (SUBJECT, SUBJECT), "the photo under the first answer"
    assert shown_beside(page, second) == (MAGENTA, SUBJECT), "and under the second, on the same background"

    second.click()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_contain_text("In use")
    expect(dialog.locator(".live-region")).to_contain_text(
        "In use: second look, in the photo’s own shape. Your choice is kept."
    )
    expect(dialog.locator(".looks-words")).to_contain_text("Your choice is kept.")
    expect(second).to_be_focused()
    page.page.wait_for_function("() => document.querySelector('.preview-layer').complete")
    assert pixel(page, *LEFT) == MAGENTA, "the cutout was made anew from that answer"
    assert pixel(page, *RIGHT) == SUBJECT
    expect(dialog.locator(".preview-check")).to_be_hidden()
    page.page.keyboard.press("Escape")
    expect(page.row(DOUBTFUL).locator(".item-status-words")).to_have_text("Done")
    assert page.statuses() == {DOUBTFUL: "done"}

    page.page.wait_for_timeout(700)  # the journal is written a moment later
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    page.button("Resume batch").click()
    dialog = open_preview(page, DOUBTFUL)
    dialog.get_by_role("button", name="Another look").click()
    expect(look(dialog, "Second look")).to_contain_text("In use")
    assert dialog.locator(".looks").evaluate(DRAWN_LOOKS) == 2


def shown_beside(page: CutroomPage, button: Locator) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What a look's picture shows in its left and in its right half."""
    box = button.locator(".look-under").bounding_box()
    assert box is not None
    points = [(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"]) for share in (0.35, 0.65)]
    picture = screen(page)
    left, right = (tuple(int(value) for value in picture[int(y), int(x)]) for x, y in points)
    return left, right


def test_another_look_asks_for_the_others_where_there_is_one_shows_how_far_it_is_and_can_be_cancelled(
    page: CutroomPage,
) -> None:
    cut_out(page, CLEAR)
    dialog = preview_on_magenta(page, CLEAR)
    toggle = dialog.get_by_role("button", name="Another look")
    hold_jobs(page)
    toggle.click()
    words = dialog.locator(".looks-words")
    expect(words).to_contain_text("Looking again. 10 of 10: Thumbnail")
    expect(look(dialog, "First look")).to_have_attribute("aria-disabled", "true")
    dialog.get_by_role("button", name="Cancel", exact=True).click()
    expect(dialog.get_by_role("button", name="Cancel", exact=True)).to_be_hidden()
    expect(toggle, "the pressed button is gone").to_be_focused()
    dialog.get_by_role("button", name="Look again", exact=True).click()
    expect(words).to_contain_text("Looking again. 10 of 10: Thumbnail")
    let_jobs_go(page)
    expect(look(dialog, "Second look")).to_be_visible()
    expect(dialog.locator(".live-region")).to_contain_text("2 looks of this photo. Press one to use it.")
    expect(dialog.get_by_role("button", name="Look again", exact=True)).to_be_hidden()
    assert dialog.locator(".looks").evaluate(DRAWN_LOOKS) == 2
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.item_button(CLEAR, f"Preview {CLEAR}")).to_be_focused()


def test_the_keyboard_opens_moves_among_and_chooses_looks(page: CutroomPage) -> None:
    cut_out(page, DOUBTFUL, CLEAR)
    page.item_button(DOUBTFUL, f"Preview {DOUBTFUL}").focus()
    page.page.keyboard.press("Enter")
    dialog = page.page.get_by_role("dialog", name=DOUBTFUL)
    toggle = dialog.get_by_role("button", name="Another look")
    toggle.focus()
    page.page.keyboard.press("Enter")
    expect(toggle).to_be_focused()
    first, second = look(dialog, "First look"), look(dialog, "Second look")
    for _ in range(12):
        page.page.keyboard.press("Tab")
        if first.evaluate("(node) => node === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.page.keyboard.press("ArrowRight")
    expect(second).to_be_focused()
    expect(dialog, "arrows among the looks do not turn the page").to_have_accessible_name(DOUBTFUL)
    page.page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.page.keyboard.press("ArrowLeft")
    page.page.keyboard.press("Space")
    expect(second).to_contain_text("In use")
    expect(second).to_be_focused()
    toggle.focus()
    page.page.keyboard.press("Enter")
    expect(first).to_be_hidden()


def test_what_stands_in_the_way_of_another_look_is_said(page: CutroomPage) -> None:
    page.open().page.get_by_label("Looks").select_option("all")
    page.add([photo(CLEAR)])
    page.wait_status(CLEAR, "done")
    dialog = preview_on_magenta(page, CLEAR)
    dialog.get_by_role("button", name="Another look").click()
    expect(look(dialog, "Second look")).to_be_visible()
    expect(dialog.get_by_role("button", name="Look again", exact=True)).to_be_hidden()
    page.page.keyboard.press("Escape")
    # Paused, a wish waits, and the words say what ends that.
    page.page.get_by_label("Looks").select_option("one")
    hold_jobs(page)
    page.add([photo("5.png"), photo("6.png")])
    page.wait_status("5.png", "processing")
    page.button("Pause").click()
    let_jobs_go(page)
    page.wait_status("5.png", "done")
    dialog = preview_on_magenta(page, "5.png")
    dialog.get_by_role("button", name="Another look").click()
    expect(dialog.locator(".looks-words")).to_have_text("Waiting. Paused: press Resume.")


def test_the_pictures_memory_is_given_back(page: CutroomPage) -> None:
    page.context.add_init_script("""
      window.urls = new Set();
      const make = URL.createObjectURL.bind(URL), giveBack = URL.revokeObjectURL.bind(URL);
      URL.createObjectURL = (blob) => { const url = make(blob); window.urls.add(url); return url; };
      URL.revokeObjectURL = (url) => { window.urls.delete(url); giveBack(url); };
    """)
    cut_out(page, DOUBTFUL)
    held = page.page.evaluate("() => window.urls.size")
    dialog = open_preview(page, DOUBTFUL)
    dialog.get_by_role("button", name="Another look").click()
    page.page.wait_for_function("(held) => window.urls.size === held + 4", arg=held)
    page.page.get_by_role("button", name="Close preview").click()
    page.page.wait_for_function("(held) => window.urls.size === held", arg=held)


def test_the_looks_fit_360_pixels(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = CutroomPage(context, site)
    cut_out(page, DOUBTFUL)
    dialog = open_preview(page, DOUBTFUL)
    dialog.get_by_role("button", name="Another look").click()
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 360
    controls = (
        look(dialog, "First look"),
        look(dialog, "Second look"),
        dialog.get_by_role("button", name="Another look"),
        dialog.get_by_role("button", name="Zoom"),
        dialog.get_by_text("Plain edges"),
    )
    for control in controls:
        box = control.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 740
    picture = dialog.get_by_role("region", name="Picture").bounding_box()
    assert picture is not None
    assert picture["height"] > 120, "there is something left of the picture"
    context.close()
    page.assert_private()
