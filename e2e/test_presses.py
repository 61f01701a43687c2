"""Presses as hands make them: double clicks, held keys, and where the keyboard's focus is afterwards."""

from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

GOOD = encode(green_screen(96, 64), "PNG")
BY_HAND = "Object.defineProperty(navigator, 'webdriver', { get: () => false })"
SETTLED_MS = 450


def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": GOOD}


def is_open(page: Page, dialog: str) -> Any:
    return page.evaluate("(id) => document.getElementById(id).open", dialog)


def test_a_double_click_presses_once(page: CutroomPage) -> None:
    page.open().add([png("a.png"), png("b.png"), png("c.png")])
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

    page.wait_status("a.png", "done")
    page.item_button("a.png", "Preview a.png").dblclick()
    expect(page.page.locator(".zoom-value")).to_have_text("Fit")
    page.page.get_by_role("button", name="Zoom").dblclick()
    expect(page.page.locator(".zoom-value")).to_have_text("300%")


def test_a_hand_presses_once_however_it_trembles_and_a_held_key_too(page: CutroomPage) -> None:
    page.page.add_init_script(BY_HAND)
    page.open().add([png("a.png"), png("b.png")])
    box = page.item_button("b.png", "Cancel").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.page.mouse.click(x, y)
    page.page.mouse.click(x + 6, y - 4)
    assert page.statuses()["b.png"] == "cancelled"
    page.page.wait_for_timeout(SETTLED_MS)
    page.page.mouse.click(x, y)
    assert page.statuses()["b.png"] == "queued", "later it counts"

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
