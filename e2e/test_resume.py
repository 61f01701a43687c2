"""A reload, a killed tab or a crash loses nothing that was finished, and the page offers to go on."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, FilePayload, expect

from e2e.drawn import GREEN, encode, green_screen
from e2e.kept_files import FULL, SHORT, STORED_TEXTS, kept_files, results_of, wait_kept, wait_nothing_kept
from e2e.left_batch import COUNT, NAMES, PHOTOS, half_done, tab
from e2e.page import CutroomPage
from e2e.preview import MAGENTA, ORIGINAL_SHOWN, open_preview, pixel
from e2e.stub_site import hold_jobs, let_jobs_go

pytestmark = pytest.mark.stub_worker

NO_SESSIONS = """async () => {
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
  const sessions = await home.getDirectoryHandle("sessions");
  while (!(await sessions.keys().next()).done) await new Promise((resolve) => setTimeout(resolve, 20));
}"""


def jobs(page: CutroomPage) -> list[str]:
    started: list[str] = page.page.evaluate("() => window.jobs")
    return started


def finish(page: CutroomPage) -> None:
    page.wait_all_ended(COUNT)
    assert page.statuses() == dict.fromkeys(NAMES, "done")
    assert page.problems == []


def test_a_reload_in_the_middle_goes_on_where_it_was(
    page: CutroomPage, context: BrowserContext, tmp_path: Path
) -> None:
    first = tab(context, page.site)
    first.page.evaluate("() => { window.most = 3; }")
    first.add(PHOTOS)
    first.wait_status("3.png", "done")
    wait_kept(first, results=3)
    ran_before, kept_before = jobs(first), results_of(first)
    # The question whether to leave must not come up: everything is kept.
    first.page.reload()
    first.page.wait_for_selector("html[data-ready=true]")
    assert first.items() == [], "nothing runs before the person says so"
    expect(first.page.locator("#notices")).to_contain_text("3 finished and 3 unfinished photos of your last batch")
    first.button("Resume batch").click()
    finish(first)
    assert jobs(first) == NAMES[3:], "only what was unfinished ran"
    assert set(ran_before) >= set(NAMES[:3])
    wait_kept(first, results=COUNT, sources=COUNT)
    kept_after = results_of(first)
    assert {path: kept_after[path] for path in kept_before} == kept_before, "a finished cutout was written again"

    entries = first.download_zip(tmp_path)
    calm = page.open()
    calm.add(PHOTOS)
    finish(calm)
    assert entries == calm.download_zip(tmp_path / "calm"), "the same bytes as in a calm run"
    first.page.close()


def test_a_killed_tab_is_offered_by_the_next_and_discarded_at_once(page: CutroomPage, context: BrowserContext) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    killed.page.close(run_before_unload=False)
    page.open()
    expect(page.page.locator("#notices")).to_contain_text("2 finished and 4 unfinished photos")
    page.button("Discard").click()
    page.page.get_by_role("dialog").get_by_role("button", name="Keep them").click()
    expect(page.button("Resume batch")).to_be_visible()
    page.button("Discard").click()
    page.page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.button("Resume batch")).to_have_count(0)
    assert kept_files(page) == {}


def test_finished_cutouts_of_a_killed_tab_come_as_a_zip(
    page: CutroomPage, context: BrowserContext, tmp_path: Path
) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    killed.page.close(run_before_unload=False)
    with zipfile.ZipFile(page.open().download(page.button("Download finished (ZIP)"), tmp_path)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*NAMES[:2], "report.csv"]
    expect(page.button("Resume batch")).to_be_visible()


def test_a_batch_that_another_tab_works_on_is_not_offered_until_that_tab_is_gone(
    page: CutroomPage, context: BrowserContext
) -> None:
    live = tab(context, page.site)
    half_done(live)
    page.open().add([FilePayload(name="own.png", mimeType="image/png", buffer=PHOTOS[0]["buffer"])])
    page.wait_status("own.png", "done")
    expect(page.button("Resume batch")).to_have_count(0)
    live.page.close(run_before_unload=False)
    page.button("Resume batch").click()
    page.wait_all_ended(COUNT + 1)
    assert page.statuses() == {"own.png": "done", **dict.fromkeys(NAMES, "done")}


def test_a_finished_photo_is_compared_with_its_original_after_a_reload(page: CutroomPage) -> None:
    page.open().add(PHOTOS[:1])
    page.wait_status("1.png", "done")
    wait_kept(page, results=1, sources=1)
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    page.button("Resume batch").click()
    page.wait_status("1.png", "done")
    dialog = open_preview(page, "1.png")
    dialog.get_by_role("radio", name="Magenta").check(force=True)
    assert pixel(page, 0.05, 0.05) == MAGENTA
    dialog.get_by_role("radio", name="Original photo").check(force=True)
    page.page.wait_for_function(ORIGINAL_SHOWN)
    assert pixel(page, 0.05, 0.05) == GREEN
    assert page.problems == []


def test_settings_and_failed_and_cancelled_photos_come_back_as_they_were(
    page: CutroomPage, context: BrowserContext
) -> None:
    killed = tab(context, page.site)
    killed.page.get_by_label("Format").select_option("webp")
    hold_jobs(killed)
    killed.add([FilePayload(name="bad.png", mimeType="image/png", buffer=b"no picture"), *PHOTOS[:2]])
    killed.item_button("2.png", "Cancel").click()
    let_jobs_go(killed)
    killed.wait_status("bad.png", "failed")
    killed.wait_status("1.png", "done")
    wait_kept(killed, results=1)
    killed.page.close(run_before_unload=False)
    page.open().page.get_by_label("Format").select_option("png")
    page.button("Resume batch").click()
    page.wait_all_ended(3)
    assert page.statuses() == {"bad.png": "failed", "1.png": "done", "2.png": "cancelled"}
    expect(page.page.get_by_label("Format")).to_have_value("webp")
    assert page.row("bad.png").get_attribute("data-error-code") == "unsupported-format"
    # The file would only fail the same way again.
    expect(page.item_button("bad.png", "Retry")).to_be_hidden()
    expect(page.button("Retry failed")).to_be_disabled()
    page.item_button("2.png", "Retry").click()
    page.wait_status("2.png", "done")


def test_clear_leaves_nothing_of_the_batch_on_this_device(
    page: CutroomPage, context: BrowserContext, tmp_path: Path
) -> None:
    first = tab(context, page.site)
    first.add(PHOTOS[:2])
    first.wait_all_ended(2)
    wait_kept(first, results=2, thumbnails=2, sources=2)
    first.download_zip(tmp_path)
    first.button("Clear").click()
    wait_nothing_kept(first)
    assert not any(name in first.page.evaluate(STORED_TEXTS) for name in NAMES[:2])
    first.add(PHOTOS[2:3])
    first.wait_all_ended(1)
    wait_kept(first, results=1, sources=1)
    first.button("Clear").click()
    first.page.get_by_role("dialog").get_by_role("button", name="Clear").click()
    wait_nothing_kept(first)
    first.page.close()
    page.open()
    page.page.evaluate(NO_SESSIONS)
    expect(page.page.locator("#notices")).to_be_empty()


@pytest.mark.parametrize("script", [FULL, SHORT], ids=["every write is refused", "the estimate is short"])
def test_without_room_the_page_says_so_and_the_batch_goes_on(
    page: CutroomPage, context: BrowserContext, script: str, tmp_path: Path
) -> None:
    full = tab(context, page.site, script)
    noise = green_screen(1400, 1000)
    full.add([*PHOTOS[:2], FilePayload(name="big.png", mimeType="image/png", buffer=encode(noise, "PNG"))])
    notice = full.page.locator("#notices")
    expect(notice).to_contain_text("Not enough space on this device to keep unfinished photos for a resume (needs ")
    full.wait_all_ended(3)
    assert set(full.statuses().values()) == {"done"}
    if script == FULL:
        expect(notice).to_contain_text("finished cutouts stay in memory")
    assert len(full.download_cutouts(tmp_path)) == 3
    assert full.problems == []
    full.page.close()


def test_leaving_is_only_warned_of_where_something_would_be_lost(page: CutroomPage, context: BrowserContext) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    kept = tab(context, page.site)
    kept.page.on("dialog", leave)
    kept.add(PHOTOS[:1])
    kept.wait_all_ended(1)
    wait_kept(kept, results=1, sources=1)
    kept.page.click("body")  # browsers only ask people who have touched the page
    kept.page.reload()
    assert asked == []
    memory = tab(context, page.site, FULL)
    memory.page.on("dialog", leave)
    memory.add(PHOTOS[:1])
    memory.wait_all_ended(1)
    memory.page.click("body")
    memory.page.reload()
    assert asked == ["beforeunload"]
