"""Photos arrive by a real drop (folders included) and by paste, as the operating system delivers them."""

from pathlib import Path

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

PASTE = """async (bytes) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
  const paste = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(paste);
}"""


def drop(page: CutroomPage, paths: list[Path], x: int = 20, y: int = 500) -> None:
    """Drop files and folders through the browser's own input pipeline."""
    session = page.context.new_cdp_session(page.page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})


def test_files_and_folders_dropped_at_the_edge_of_the_page(page: CutroomPage, tmp_path: Path) -> None:
    photo = encode(green_screen(48, 48), "PNG")
    (tmp_path / "shoot" / "raw").mkdir(parents=True)
    for name in ("single.png", "shoot/1.png", "shoot/raw/1.png", "shoot/.hidden.png"):
        (tmp_path / name).write_bytes(photo)
    page.open()
    drop(page, [tmp_path / "single.png", tmp_path / "shoot"])
    page.wait_all_ended(3)
    assert {item.status for item in page.items()} == {"done"}
    assert sorted(page.download_cutouts(tmp_path)) == ["shoot/1.png", "shoot/raw/1.png", "single.png"]


def test_a_pasted_image_is_processed(page: CutroomPage) -> None:
    page.open().page.evaluate(PASTE, list(encode(green_screen(48, 48), "PNG")))
    page.wait_status("image.png", "done")
