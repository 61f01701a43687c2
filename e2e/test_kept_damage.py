"""What is kept on the device is lost, damaged or silent: it costs only what it hit, and nothing wrong is handed out."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from e2e.kept_files import DAMAGE_ONE, REMOVE, kept_files, wait_kept
from e2e.left_batch import COUNT, NAMES, PHOTOS, half_done, tab
from e2e.page import CutroomPage

pytestmark = pytest.mark.stub_worker

# Damages every line of the journal that holds a text, in both files, as a disk would: the length stays.
CORRUPT = """async (text) => {
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
  for await (const session of (await home.getDirectoryHandle("sessions")).values()) {
    for (const name of ["journal.json", "journal-2.json"]) {
      const file = await session.getFileHandle(name);
      const lines = (await (await file.getFile()).text()).split("\\n");
      const harmed = lines.map((line, index) => index > 0 && line.includes(text) ? line.replace(":", "?") : line);
      const writable = await file.createWritable();
      await writable.write(harmed.join("\\n"));
      await writable.close();
    }
  }
}"""
# Storage of which one call never answers.
SILENT = {
    "getDirectory": "StorageManager.prototype.getDirectory = () => new Promise(() => {});",
    "createWritable": "FileSystemFileHandle.prototype.createWritable = () => new Promise(() => {});",
    "estimate": "StorageManager.prototype.estimate = () => new Promise(() => {});",
}


def kept_of(page: CutroomPage, kind: str) -> list[str]:
    """Return the ids of the photos of which a file of this kind is kept, in the order they were added."""
    return sorted(path.rsplit("/", 1)[-1].split(".")[0] for path in kept_files(page) if f"/{kind}/" in path)


def test_lost_files_are_named_and_the_rest_is_kept(page: CutroomPage, context: BrowserContext) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    [finished, *_], *_, unfinished = kept_of(killed, "results"), *kept_of(killed, "sources")
    killed.page.evaluate(REMOVE, ["results", finished])
    killed.page.evaluate(REMOVE, ["sources", finished])
    killed.page.evaluate(REMOVE, ["sources", unfinished])
    killed.page.close(run_before_unload=False)
    notice = page.open().page.locator("#notices")
    expect(notice).to_contain_text("1 finished, 3 unfinished and 2 failed photos")
    expect(notice).to_contain_text("1 finished cutout is gone. 1 unfinished photo was not kept: add it again.")
    page.button("Resume batch").click()
    page.wait_all_ended(COUNT)
    lost = [item for item in page.items() if item.status == "failed"]
    assert [item.error_code for item in lost] == ["source-not-kept"] * 2
    assert sum(item.status == "done" for item in page.items()) == COUNT - 2


def test_a_damaged_cutout_is_neither_shown_nor_handed_out(
    page: CutroomPage, context: BrowserContext, tmp_path: Path
) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    killed.page.evaluate(DAMAGE_ONE, "results")
    killed.page.evaluate(REMOVE, ["sources", kept_of(killed, "results")[0]])
    killed.page.close(run_before_unload=False)
    page.open().button("Resume batch").click()
    expect(page.page.locator("#notices")).to_contain_text("A cutout that was kept on this device is damaged")
    page.wait_all_ended(COUNT)
    [bad] = [item for item in page.items() if item.status != "done"]
    assert (bad.status, bad.error_code, bad.name in NAMES[:2]) == ("failed", "source-not-kept", True)
    expect(page.row(bad.name)).to_contain_text("damaged")
    [good] = {*NAMES[:2]} - {bad.name}
    page.row(good).get_by_role("button", name=f"Preview {good}").click()
    page.page.get_by_role("button", name="Close preview").click()
    entries = page.download_zip(tmp_path)
    assert {*entries} == {*NAMES, "report.csv"} - {bad.name}
    assert b"source-not-kept" in entries["report.csv"]


def test_a_damaged_cutout_is_made_again_from_the_copy_of_its_photo(page: CutroomPage, context: BrowserContext) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    killed.page.evaluate(DAMAGE_ONE, "results")
    killed.page.close(run_before_unload=False)
    page.open().button("Resume batch").click()
    expect(page.page.locator("#notices")).to_contain_text("A cutout that was kept on this device is damaged")
    page.wait_all_ended(COUNT)
    assert page.statuses() == dict.fromkeys(NAMES, "done")


def test_a_damaged_entry_of_the_journal_hides_no_other(
    page: CutroomPage, context: BrowserContext, tmp_path: Path
) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    killed.page.evaluate(CORRUPT, '"name":"2.png"')
    killed.page.close(run_before_unload=False)
    notice = page.open().page.locator("#notices")
    expect(notice).to_contain_text("1 finished and 4 unfinished photos of your last batch")
    expect(notice).to_contain_text(
        "1 entry of its list could not be read. 1 finished cutout was found without the names"
    )
    page.button("Resume batch").click()
    page.wait_all_ended(COUNT)
    assert page.statuses() == dict.fromkeys(["1.png", "cutout 1", *NAMES[2:]], "done")
    assert {*page.download_zip(tmp_path)} == {"1.png", "cutout 1.png", *NAMES[2:], "report.csv"}


def test_a_damaged_journal_still_gives_the_finished_cutouts(
    page: CutroomPage, context: BrowserContext, tmp_path: Path
) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    killed.page.evaluate(CORRUPT, "")
    killed.page.close(run_before_unload=False)
    notice = page.open().page.locator("#notices")
    expect(notice).to_contain_text("damaged")
    expect(notice).to_contain_text("2 finished cutouts were found")
    expect(page.button("Resume batch")).to_have_count(0)
    with zipfile.ZipFile(page.download(page.button("Download finished (ZIP)"), tmp_path)) as archive:
        assert sorted(archive.namelist()) == ["cutout 1.png", "cutout 2.png", "report.csv"]


@pytest.mark.parametrize("call", SILENT)
def test_storage_that_never_answers_stops_nothing(page: CutroomPage, call: str, tmp_path: Path) -> None:
    page.page.clock.install()
    page.page.add_init_script(SILENT[call])
    page.open().add(PHOTOS[:1])
    page.wait_all_ended(1)
    for _ in range(4):  # one limit after the other
        page.page.clock.fast_forward(15_000)
        page.page.wait_for_timeout(100)
    if call == "estimate":
        expect(page.page.locator("#keeping")).to_contain_text("Kept on this device")
    else:
        expect(page.page.locator("#keeping")).to_contain_text("This browser keeps no files for this page")
    assert "1.png" in page.download_zip(tmp_path)


def test_a_cutout_that_goes_in_the_same_visit_is_made_again(page: CutroomPage, tmp_path: Path) -> None:
    page.open().add(PHOTOS[:2])
    page.wait_all_ended(2)
    wait_kept(page, sources=2, results=2)
    [gone, _] = kept_of(page, "results")
    page.page.evaluate(REMOVE, ["results", gone])
    page.button("Download ZIP").click()
    notices = page.page.locator("#notices")
    expect(notices).to_contain_text("A cutout that was kept on this device is damaged or gone")
    expect(notices).not_to_contain_text("The ZIP file could not be built")
    page.wait_all_ended(2)
    assert page.statuses() == dict.fromkeys(NAMES[:2], "done")
    page.page.wait_for_timeout(1500)  # a second press at once does not count
    assert {*page.download_zip(tmp_path)} == {*NAMES[:2], "report.csv"}
    wait_kept(page, sources=2, results=2)
    page.page.evaluate(REMOVE, ["results", ""])
    page.page.wait_for_timeout(1500)
    page.button("Download ZIP").click()
    expect(notices).to_contain_text("Finished cutouts are no longer on this device.")
    page.wait_all_ended(2)
    assert page.statuses() == dict.fromkeys(NAMES[:2], "done")


def test_a_photo_whose_own_file_is_gone_or_changed_is_made_from_its_copy(page: CutroomPage, tmp_path: Path) -> None:
    own = [tmp_path / name for name in NAMES[:2]]
    for path, photo in zip(own, PHOTOS, strict=False):
        path.write_bytes(photo["buffer"])
    page.open().add(own)
    page.wait_all_ended(2)
    wait_kept(page, sources=2, results=2)
    own[0].unlink()
    own[1].write_bytes(b"something else, and of another length")
    page.page.get_by_label("Format").select_option("webp")
    page.button("Run again with these settings").click()
    page.page.wait_for_function(
        "() => document.querySelectorAll('[data-status=queued], [data-status=processing]').length === 0"
    )
    wait_kept(page, sources=2, results=2)
    assert page.statuses() == dict.fromkeys(NAMES[:2], "done")
    assert [item.error_code for item in page.items()] == [None, None]
    page.row(NAMES[0]).get_by_role("button", name=f"Preview {NAMES[0]}").click()
    expect(page.page.locator("#preview-dialog")).to_be_visible()
    page.page.get_by_role("button", name="Close preview").click()
    assert {*page.download_zip(tmp_path)} == {"1.webp", "2.webp", "report.csv"}
