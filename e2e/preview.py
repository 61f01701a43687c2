"""Opens the preview and reads what the screen shows in it, for tests to drive."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FloatRect, Locator

from e2e.page import CutroomPage

MAGENTA = (255, 0, 255)
DRAWN = """() => {
  const shown = document.querySelector("dialog[open] img:not([hidden])");
  return shown !== null && shown.complete && shown.naturalWidth > 0;
}"""

ORIGINAL_SHOWN = """() => {
  const [, original] = document.querySelectorAll("dialog[open] .preview-layer");
  return !original.hidden && original.complete && original.naturalWidth > 0;
}"""


def open_preview(page: CutroomPage, name: str) -> Locator:
    """Open an item's preview, wait for its picture and return the dialog."""
    page.item_button(name, f"Preview {name}").click()
    page.page.wait_for_function(DRAWN)
    return page.page.get_by_role("dialog")


def picture_box(page: CutroomPage) -> FloatRect:
    """Return where the picture is on the screen."""
    box = page.page.get_by_role("dialog").get_by_role("img").bounding_box()
    assert box is not None
    return box


def pixel(page: CutroomPage, x: float, y: float) -> tuple[int, ...]:
    """Return what the screen shows at a point of the picture, 0..1."""
    box = picture_box(page)
    colour = screen(page)[int(box["y"] + y * box["height"]), int(box["x"] + x * box["width"])]
    return tuple(int(value) for value in colour)


def screen(page: CutroomPage) -> NDArray[np.uint8]:
    """Return what the screen shows: H x W x 3."""
    return np.asarray(Image.open(io.BytesIO(page.page.screenshot())).convert("RGB"))
