"""A reload, a killed tab or a crash loses nothing that was finished, and the page offers to go on."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload, expect

from e2e.drawn import encode, green_screen
from e2e.kept_files import FULL, SHORT, STORED_TEXTS, kept_files, results_of, wait_kept, wait_nothing_kept
from e2e.page import CutroomPage

COUNT = 6
NAMES = [f"{number}.png" for number in range(1, COUNT + 1)]
PHOTOS: list[FilePayload] = [
    {"name": name, "mimeType": "image/png", "buffer": encode(green_screen(96, 64, seed), "PNG")}
    for seed, name in enumerate(NAMES)
]
# Counts the jobs of a page: each has one worker, which is told once what to run. `most` holds all further ones back, so
# that a batch stays where a test wants it.
COUNT_JOBS = """
window.jobs = [];
window.Worker = class extends Worker {
  postMessage(message, ...rest) {
    if (message.type === "run") {
      if (window.jobs.length >= (window.most ?? Infinity)) return;
      window.jobs.push(message.file.name);
    }
    super.postMessage(message, ...rest);
  }
};
"""
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
# Changes one byte in the middle of the first file of a kind.
DAMAGE_ONE = """async (kind) => {
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
  for await (const session of (await home.getDirectoryHandle("sessions")).values()) {
    const folder = await session.getDirectoryHandle(kind);
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    const handle = await folder.getFileHandle(names.sort()[0]);
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    bytes[bytes.length >> 1] ^= 1;
    const writable = await handle.createWritable();
    await writable.write(bytes);
    await writable.close();
  }
}"""
NO_SESSIONS = """async () => {
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
  const sessions = await home.getDirectoryHandle("sessions");
  while (!(await sessions.keys().next()).done) await new Promise((resolve) => setTimeout(resolve, 20));
}"""
REMOVE_ONE = """async (kind) => {
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
  for await (const session of (await home.getDirectoryHandle("sessions")).values()) {
    const folder = await session.getDirectoryHandle(kind);
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    await folder.removeEntry(names.sort()[0]);
  }
}"""


@pytest.fixture
def context(page: CutroomPage) -> Iterator[BrowserContext]:
    """The context that all tabs of a test share: one person's browser."""
    yield page.context


def tab(context: BrowserContext, site: str, script: str = "") -> CutroomPage:
    opened = CutroomPage(context, site)
    opened.page.add_init_script(COUNT_JOBS + script)
    return opened.open()


def jobs(page: CutroomPage) -> list[str]:
    started: list[str] = page.page.evaluate("() => window.jobs")
    return started


def finish(page: CutroomPage) -> None:
    page.wait_all_ended(COUNT)
    assert page.statuses() == dict.fromkeys(NAMES, "done")
    assert page.problems == []


def half_done(page: CutroomPage) -> dict[str, str]:
    """Start the batch, wait until two are done and kept, and hold it there."""
    page.page.evaluate("() => { window.most = 2; }")
    page.add(PHOTOS)
    page.wait_status("2.png", "done")
    wait_kept(page, results=2, sources=COUNT - 2)
    return page.statuses()


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
    wait_kept(first, results=COUNT, sources=0)
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
    page.open().add([{**PHOTOS[0], "name": "own.png"}])
    page.wait_status("own.png", "done")
    expect(page.button("Resume batch")).to_have_count(0)
    live.page.close(run_before_unload=False)
    page.button("Resume batch").click()
    page.wait_all_ended(COUNT + 1)
    assert page.statuses() == {"own.png": "done", **dict.fromkeys(NAMES, "done")}


def test_settings_and_failed_and_cancelled_photos_come_back_as_they_were(
    page: CutroomPage, context: BrowserContext
) -> None:
    killed = tab(context, page.site)
    killed.page.get_by_label("Format").select_option("webp")
    killed.add([{"name": "bad.png", "mimeType": "image/png", "buffer": b"no picture"}, *PHOTOS[:2]])
    killed.item_button("2.png", "Cancel").click()
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
    page.item_button("2.png", "Retry").click()
    page.wait_status("2.png", "done")


def test_lost_files_are_named_and_the_rest_is_kept(page: CutroomPage, context: BrowserContext) -> None:
    killed = tab(context, page.site)
    half_done(killed)
    killed.page.evaluate(REMOVE_ONE, "results")
    killed.page.evaluate(REMOVE_ONE, "sources")
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


def test_clear_leaves_nothing_of_the_batch_on_this_device(
    page: CutroomPage, context: BrowserContext, tmp_path: Path
) -> None:
    first = tab(context, page.site)
    first.add(PHOTOS[:2])
    first.wait_all_ended(2)
    wait_kept(first, results=2, thumbnails=2, sources=0)
    first.download_zip(tmp_path)
    first.button("Clear").click()
    wait_nothing_kept(first)
    assert not any(name in first.page.evaluate(STORED_TEXTS) for name in NAMES[:2])
    first.add(PHOTOS[2:3])
    first.wait_all_ended(1)
    wait_kept(first, results=1, sources=0)
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
    full.add([*PHOTOS[:2], {"name": "big.png", "mimeType": "image/png", "buffer": encode(noise, "PNG")}])
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
    kept = tab(context, page.site)
    kept.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    kept.add(PHOTOS[:1])
    kept.wait_all_ended(1)
    wait_kept(kept, results=1, sources=0)
    kept.page.click("body")  # browsers only ask people who have touched the page
    kept.page.reload()
    assert asked == []
    memory = tab(context, page.site, FULL)
    memory.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    memory.add(PHOTOS[:1])
    memory.wait_all_ended(1)
    memory.page.click("body")
    memory.page.reload()
    assert asked == ["beforeunload"]
