"""Photos arrive by a real drop (folders included) and by paste, as the operating system delivers them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage
from e2e.preview import screen

pytestmark = pytest.mark.stub_worker

PASTE = """async (bytes) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
  const paste = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(paste);
}"""


def drag(page: CutroomPage, kinds: Sequence[str], paths: list[Path], x: int = 20, y: int = 500) -> None:
    """Move files and folders over the page, or drop them there, through the browser's own input pipeline."""
    session = page.context.new_cdp_session(page.page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in kinds:
        session.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})


def test_files_and_folders_dropped_at_the_edge_of_the_page(page: CutroomPage, tmp_path: Path) -> None:
    photo = encode(green_screen(48, 48), "PNG")
    (tmp_path / "shoot" / "raw").mkdir(parents=True)
    for name in ("single.png", ".dot.png", "shoot/1.png", "shoot/raw/1.png", "shoot/.hidden.png"):
        (tmp_path / name).write_bytes(photo)
    page.open()
    drag(page, ("dragEnter", "dragOver", "drop"), [tmp_path / name for name in ("single.png", ".dot.png", "shoot")])
    page.wait_all_ended(4)
    assert {item.status for item in page.items()} == {"done"}
    expect(page.page.locator("#intake-note")).to_have_text("1 hidden file was passed over.")
    assert sorted(page.download_cutouts(tmp_path)) == [".dot.png", "shoot/1.png", "shoot/raw/1.png", "single.png"]


def test_a_pasted_image_is_processed(page: CutroomPage) -> None:
    page.open().page.evaluate(PASTE, list(encode(green_screen(48, 48), "PNG")))
    page.wait_status("image.png", "done")


def test_a_drop_over_an_open_dialog_says_where_it_goes_and_what_came_of_it(page: CutroomPage, tmp_path: Path) -> None:
    (tmp_path / "good.png").write_bytes(encode(green_screen(48, 48), "PNG"))
    (tmp_path / "bad.png").write_bytes(b"no picture")
    paths = [tmp_path / "good.png", tmp_path / "bad.png"]
    page.open().button("Models").click()
    before = screen(page)
    drag(page, ("dragEnter", "dragOver"), paths)
    overlay = page.page.locator("#drop-overlay")
    expect(overlay).to_have_text("Drop to add photos to the list behind this dialog")
    over = screen(page).astype(int)
    height, width, _ = over.shape
    assert abs(over[4, 4] - before[4, 4]).max() > 30
    assert abs(over[height // 4, width // 2] - over[4, 4]).max() < 12, "it is above the dialog too"
    drag(page, ("drop",), paths)
    expect(overlay).to_be_hidden()
    page.wait_all_ended(2)
    heard = page.page.locator("#models-dialog .live-region")
    expect(heard).to_contain_text("2 photos added.")
    expect(heard).to_contain_text("bad.png failed: This format is not supported.")
    expect(heard.locator("p").last).to_contain_text("Batch finished: 1 of 2 done, 1 failed.")
    expect(page.page.locator("#announcer")).to_be_empty()
