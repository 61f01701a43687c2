"""The model picker, for tests to drive: its dialog, its cards, its buttons, and the names of the models on offer."""

import re

from playwright.sync_api import FilePayload, Locator, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

FIRST, SECOND, RESTRICTED = "Chroma key (test)", "Second (test)", "Restricted (test)"
LICENCE = "Example licence, no commercial use"
PHOTOS: list[FilePayload] = [
    {"name": f"{number}.png", "mimeType": "image/png", "buffer": encode(green_screen(96, 64, number), "PNG")}
    for number in range(1, 5)
]


def picker(page: CutroomPage) -> Locator:
    """Open the picker."""
    page.button("Models").click()
    dialog = page.page.get_by_role("dialog", name="Models")
    expect(dialog).to_be_visible()
    return dialog


def card(dialog: Locator, model_id: str) -> Locator:
    return dialog.locator(f'[data-model="{model_id}"]')


def press(dialog: Locator, name: str) -> None:
    dialog.get_by_role("button", name=name, exact=True).click()


def expect_model(page: CutroomPage, item: str, title: str) -> None:
    """Fail unless an item's details name that model."""
    details = page.row(item).locator("details")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    expect(details.locator(".details-row", has_text=re.compile("^Model")).locator("dd")).to_have_text(title)
