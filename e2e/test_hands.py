"""What hands and eyes need: double clicks and held keys press once, focus is seen, contrast themes show all."""

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage
from e2e.preview import open_preview
from e2e.stub_site import hold_jobs, let_jobs_go

pytestmark = pytest.mark.stub_worker

GOOD = encode(green_screen(96, 64), "PNG")
BY_HAND = "Object.defineProperty(navigator, 'webdriver', { get: () => false })"
SETTLED_MS = 450
BEHIND = """() => {
  const at = document.activeElement;
  const { top, bottom } = at.getBoundingClientRect();
  const bar = document.getElementById("toolbar").getBoundingClientRect();
  const isHidden = (top < bar.bottom && bottom > bar.top) || bottom > innerHeight;
  return at.closest(".item") !== null && isHidden ? [`${at.textContent.trim()} at ${top}`] : [];
}"""


def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": GOOD}


def is_open(page: Page, dialog: str) -> Any:
    return page.evaluate("(id) => document.getElementById(id).open", dialog)


def test_a_double_click_presses_once(page: CutroomPage) -> None:
    hold_jobs(page.open())
    page.add([png("a.png"), png("b.png"), png("c.png")])
    page.button("Pause").dblclick()
    expect(page.button("Resume")).to_be_visible()
    page.item_button("b.png", "Cancel").dblclick()
    assert page.statuses()["b.png"] == "cancelled", "the second click did not retry"
    page.item_button("b.png", "Retry").click()
    assert page.statuses()["b.png"] == "queued", "a script that looks before it presses is not held up"

    page.button("Models").dblclick()
    assert is_open(page.page, "models-dialog"), "the second click, beside the dialog, did not close it"
    page.page.keyboard.press("Escape")
    assert not is_open(page.page, "models-dialog")

    let_jobs_go(page)
    page.wait_status("a.png", "done")
    page.item_button("a.png", "Preview a.png").dblclick()
    expect(page.page.locator(".zoom-value")).to_have_text("Fit")
    page.page.get_by_role("button", name="Zoom").dblclick()
    expect(page.page.locator(".zoom-value")).to_have_text("300%")


def test_the_focus_is_never_behind_the_toolbar(page: CutroomPage) -> None:
    page.page.set_viewport_size({"width": 1280, "height": 600})
    hold_jobs(page.open())
    page.add([png(f"{number}.png") for number in range(9)])
    page.button("Cancel all").click()
    page.button("Clear").focus()
    hidden = []
    for key in ["Tab"] * 9 + ["Shift+Tab"] * 8:
        page.page.keyboard.press(key)
        hidden += page.page.evaluate(BEHIND)
    assert page.page.evaluate("() => document.activeElement.closest('.item') !== null"), (
        "the keyboard went through rows"
    )
    assert hidden == []


def test_contrast_themes_show_what_is_chosen_and_how_far_it_is(page: CutroomPage) -> None:
    page.page.emulate_media(forced_colors="active")
    hold_jobs(page.open())
    page.add([png("a.png"), png("b.png")])
    page.button("Pause").click()
    let_jobs_go(page)
    page.wait_status("a.png", "done")
    assert_differ(page, ".toolbar-pause", ".toolbar-buttons > :nth-child(3)")
    bar = screen(page, page.page.locator(".toolbar-progress"))
    assert abs(bar[len(bar) // 2, 8] - bar[len(bar) // 2, -8]).max() > 60, "half of the bar is filled"
    open_preview(page, "a.png")
    assert_differ(page, ".segment-input:checked + .segment-words", ".segment-input:not(:checked) + .segment-words")
    for colour in ("white", "black", "magenta"):
        page.page.locator(f".swatch-input[value={colour}]").check(force=True)
        shown = [middle(page, f".swatch-{colour}"), middle(page, ".preview-stage", 20)]
        assert shown == [{"white": [255] * 3, "black": [0] * 3, "magenta": [255, 0, 255]}[colour]] * 2


def assert_differ(page: CutroomPage, chosen: str, other: str) -> None:
    one, two = np.array(middle(page, chosen, 6)), np.array(middle(page, other, 6))
    assert abs(one - two).max() > 60, f"{chosen} looks like {other}"


def middle(page: CutroomPage, selector: str, x: int | None = None) -> list[int]:
    """Return the colour halfway down an element, in its middle or at ``x``."""
    shown = screen(page, page.page.locator(selector).first)
    return [int(value) for value in shown[len(shown) // 2, shown.shape[1] // 2 if x is None else x]]


def screen(page: CutroomPage, of: Locator) -> NDArray[np.int64]:
    """Return what the screen shows of an element: H x W x 3."""
    return np.asarray(Image.open(io.BytesIO(of.screenshot())).convert("RGB")).astype(np.int64)


def test_a_hand_presses_once_however_it_trembles_and_a_held_key_too(page: CutroomPage) -> None:
    page.page.add_init_script(BY_HAND)
    hold_jobs(page.open())
    page.add([png("a.png"), png("b.png")])
    box = page.item_button("b.png", "Cancel").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.page.mouse.click(x, y)
    page.page.mouse.click(x + 6, y - 4)
    assert page.statuses()["b.png"] == "cancelled"
    page.page.wait_for_timeout(SETTLED_MS)
    page.page.mouse.click(x, y)
    assert page.statuses()["b.png"] == "queued", "later it counts"

    let_jobs_go(page)
    page.wait_all_ended(2)
    page.button("Clear").focus()
    for _ in range(3):
        page.page.keyboard.down("Enter")
        assert is_open(page.page, "confirm-dialog"), "Enter that is held does not answer the question it opened"
    page.page.keyboard.up("Enter")
    page.page.wait_for_timeout(SETTLED_MS)
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#photo-input")).to_be_focused()
    assert page.items() == []
