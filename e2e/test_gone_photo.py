"""The preview of a photo whose file is gone from the disk: it comes from the page's copy, or the page says why not."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from e2e.drawn import encode, green_screen
from e2e.kept_files import wait_kept
from e2e.page import CutroomPage
from e2e.preview import ORIGINAL_SHOWN, open_preview

NO_STORAGE = "StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('no', 'SecurityError'));"


def gone_while_one_is_looked_at(page: CutroomPage, folder: Path, *, copies: int) -> Locator:
    """Two files are deleted while the preview has the first open; returns the dialog, at the second.

    So many copies of them are waited for.
    """
    files = [folder / "a.png", folder / "b.png"]
    for file in files:
        file.write_bytes(encode(green_screen(320, 240), "PNG"))
    page.add(files)
    page.wait_all_ended(2)
    if copies:
        wait_kept(page, sources=copies)
    dialog = open_preview(page, "a.png")
    original = dialog.get_by_role("radio", name="Original photo")
    expect(original).to_be_enabled()
    for file in files:
        file.unlink()
    original.check(force=True)
    expect(dialog.get_by_role("status")).to_contain_text("cannot show the original")
    dialog.get_by_role("button", name="Next photo").click()
    expect(dialog.get_by_role("img", name="Cutout of b.png")).to_be_visible()
    page.problems.clear()  # the browser reports the picture that it could not load
    return dialog


@pytest.mark.stub_worker
def test_a_file_that_is_gone_from_the_disk(page: CutroomPage, tmp_path: Path) -> None:
    page.context.add_init_script(NO_STORAGE)
    dialog = gone_while_one_is_looked_at(page.open(), tmp_path, copies=0)
    expect(dialog.get_by_role("radio", name="Original photo")).to_be_disabled()
    expect(dialog.get_by_text("The original is not available")).to_be_visible()


@pytest.mark.stub_worker
def test_a_file_that_is_gone_from_the_disk_is_shown_from_its_copy(page: CutroomPage, tmp_path: Path) -> None:
    dialog = gone_while_one_is_looked_at(page.open(), tmp_path, copies=2)
    dialog.get_by_role("radio", name="Original photo").check(force=True)
    expect(dialog.get_by_role("img", name="Original photo b.png")).to_be_visible()
    page.page.wait_for_function(ORIGINAL_SHOWN)
