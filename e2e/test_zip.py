"""The ZIP: where it goes, what it says about photos that have no cutout in it, giving it up, and 3 GB of it."""

import csv
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Playwright, expect

from e2e.browser import OFFLINE, find_chromium
from e2e.drawn import encode, green_screen
from e2e.kept_files import kept_files
from e2e.page import CutroomPage
from e2e.stoppable_site import StoppableSite
from e2e.stub_site import hold_jobs, let_jobs_go

pytestmark = pytest.mark.stub_worker

GOOD = encode(green_screen(96, 64), "PNG")
# A person's browser that asks where a file is to go. The answer is a file that the test can read back.
PICKER = """
Object.defineProperty(Navigator.prototype, "webdriver", { get: () => false });
window.showSaveFilePicker = async ({ suggestedName }) => {
  if (window.answer === "cancel") throw new DOMException("The user aborted a request.", "AbortError");
  const handle = await (await navigator.storage.getDirectory()).getFileHandle(`my ${suggestedName}`, { create: true });
  if (window.answer !== "full") return handle;
  const full = () => new WritableStream({ write() { throw new DOMException("Disk full", "QuotaExceededError"); } });
  return { name: handle.name, createWritable: async () => full() };
};
"""
# A person's second press of a button sooner than this counts as the second half of a double click.
AGAIN_MS = 500
PICKED = """async () => {
  const handle = await (await navigator.storage.getDirectory()).getFileHandle("my cutouts.zip");
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}"""


def png(name: str, data: bytes = GOOD) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": data}


def picked(page: CutroomPage) -> zipfile.ZipFile:
    """Return the ZIP that the page wrote into the chosen file."""
    text: str = page.page.evaluate(PICKED)
    return zipfile.ZipFile(io.BytesIO(text.encode("latin-1")))


def test_what_failed_or_was_cancelled_is_in_the_report(page: CutroomPage, tmp_path: Path) -> None:
    hold_jobs(page.open())
    page.add([png("=1+2.png", b"no picture"), png("good, ü.png"), png("late.png")])
    page.item_button("late.png", "Cancel").click()
    let_jobs_go(page)
    page.wait_all_ended(3)
    expect(page.page.locator(".zip-note")).to_have_text(
        "1 photo failed, 1 cancelled: report.csv in the ZIP says why", use_inner_text=True
    )
    entries = page.download_zip(tmp_path)
    assert sorted(entries) == ["good, ü.png", "report.csv"]
    assert entries["report.csv"].startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(entries["report.csv"].decode("utf-8-sig"), newline="")))
    assert rows[0] == ["file", "cutout", "status", "error code", "reason"]
    assert [row[:4] for row in rows[1:]] == [
        ["'=1+2.png", "", "failed", "unsupported-format"],
        ["good, ü.png", "good, ü.png", "done", ""],
        ["late.png", "", "cancelled", ""],
    ]
    assert rows[1][4].startswith("This format is not supported.")


def test_a_name_that_not_every_system_takes_is_mended_alike_in_the_zip_and_alone(
    page: CutroomPage, tmp_path: Path
) -> None:
    page.open().add([png("a:b\u202egnp.jpg")])
    page.wait_all_ended(1)
    assert page.download(page.item_button("a:b\u202egnp.jpg", "Download"), tmp_path).name == "a_bgnp.png"
    entries = page.download_zip(tmp_path)
    assert list(entries) == ["a_bgnp.png", "report.csv"]
    assert "a:b\u202egnp.jpg,a_bgnp.png,done" in entries["report.csv"].decode("utf-8-sig")
    expect(page.page.locator(".zip-note")).to_have_text(
        "Handed to the browser’s downloads as cutouts.zip", use_inner_text=True
    )


def test_the_zip_goes_where_the_person_says(page: CutroomPage) -> None:
    page.page.add_init_script(PICKER)
    page.open().add([png("a.png"), png("b.png")])
    page.wait_all_ended(2)
    note = page.page.locator(".zip-note")

    page.page.evaluate("() => { window.answer = 'cancel'; }")
    page.button("Download ZIP").click()
    page.page.wait_for_selector(".zip-button:not([aria-busy])")
    expect(note).to_be_hidden()
    expect(page.page.locator("#notices")).to_be_empty()

    page.page.wait_for_timeout(AGAIN_MS)
    page.page.evaluate("() => { window.answer = 'full'; }")
    page.button("Download ZIP").click()
    expect(page.page.locator("#notices")).to_contain_text("The ZIP file could not be built")
    expect(page.page.locator("#notices")).to_contain_text("Your cutouts are still here")

    page.page.wait_for_timeout(AGAIN_MS)
    page.page.evaluate("() => { window.answer = 'yes'; }")
    page.button("Download ZIP").click()
    expect(note).to_have_text("Saved as my cutouts.zip", use_inner_text=True)
    expect(page.page.locator("#notices")).to_be_empty()
    with picked(page) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.png", "b.png", "report.csv"]


def test_without_a_service_worker_the_zip_needs_no_server_any_more(
    browser: Browser, stoppable_site: StoppableSite, tmp_path: Path
) -> None:
    """The part that builds it came at the start of the visit: a server that is built anew has other addresses."""
    context = browser.new_context(accept_downloads=True, service_workers="block")
    page = CutroomPage(context, stoppable_site.origin).open()
    page.add([png("a.png")])
    page.wait_all_ended(1)
    stoppable_site.stop()
    page.forget_http_cache()
    for _ in range(2):
        assert list(page.download_zip(tmp_path)) == ["a.png", "report.csv"]
    context.close()


# Puts batches of stored files in place of the page's own, large ones that cost no work: an abandoned session whose
# finished cutouts are `count` files of `bytes` each.
BIG_SESSION = """async ({ count, bytes }) => {
  const root = await navigator.storage.getDirectory();
  let folder = root;
  for (const name of ["cutroom", "sessions", "big"]) folder = await folder.getDirectoryHandle(name, { create: true });
  const results = await folder.getDirectoryHandle("results", { create: true });
  const piece = new Uint8Array(2 ** 20);
  for (let at = 0; at < piece.length; at += 65536) crypto.getRandomValues(piece.subarray(at, at + 65536));
  const entries = [];
  for (let index = 0; index < count; index += 1) {
    const name = `big-${index}.png`;
    const writable = await (await results.getFileHandle(name, { create: true })).createWritable();
    for (let left = bytes; left > 0; left -= piece.length) {
      await writable.write(piece.subarray(0, Math.min(left, piece.length)));
    }
    await writable.close();
    const item = { id: name, name, path: name, bytes: 1, status: "done", stage: null, fraction: null, attempt: 1,
      provider: "wasm", threads: 1, error: null, startedAt: 0, endedAt: 1, result: { bytes, width: 1, height: 1,
      extension: ".png", mediaType: "image/png", timings: {}, details: {}, options: {} } };
    entries.push({ item, files: { cutout: name, thumbnail: null, originalPreview: null }, source: null, saved: false });
  }
  const json = JSON.stringify({ app: "test", savedAt: 1, options: {}, entries });
  let hash = 0x811c9dc5;
  for (let at = 0; at < json.length; at += 1) hash = Math.imul(hash ^ json.charCodeAt(at), 0x01000193);
  const writable = await (await folder.getFileHandle("journal.json", { create: true })).createWritable();
  await writable.write(`cutroom-journal 1 1 ${(hash >>> 0).toString(16).padStart(8, "0")}\\n${json}`);
  await writable.close();
}"""


def test_a_zip_can_be_given_up(page: CutroomPage) -> None:
    page.open().page.evaluate(BIG_SESSION, {"count": 2, "bytes": 100_000_000})
    page.page.reload()
    page.button("Resume batch").click()
    page.button("Download ZIP").click()
    page.button("Cancel ZIP").click()
    page.page.wait_for_selector(".zip-button:not([aria-busy])")
    expect(page.page.locator("#notices")).to_be_empty()
    expect(page.button("Cancel ZIP")).to_have_count(0)
    assert (
        page.page.evaluate("""async () => {
      const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
      const left = [];
      for await (const session of (await home.getDirectoryHandle("sessions")).values())
        for await (const name of (await session.getDirectoryHandle("zip")).keys()) left.push(name);
      return left;
    }""")
        == []
    )
    assert set(page.statuses().values()) == {"done"}


def test_clear_waits_for_a_large_zip_that_was_just_handed_over_and_then_nothing_is_left(
    page: CutroomPage, tmp_path: Path
) -> None:
    page.page.clock.install()
    page.open().page.evaluate(BIG_SESSION, {"count": 1, "bytes": 70_000_000})
    page.page.reload()
    page.button("Resume batch").click()
    with page.page.expect_download() as started:
        page.button("Download ZIP").click()
    page.button("Clear").click()
    page.page.wait_for_timeout(300)
    assert [path.rsplit("/", 2)[-2] for path in kept_files(page)] == ["zip"], "all else has gone at once"
    saved = tmp_path / "saved.zip"
    started.value.save_as(saved)
    with zipfile.ZipFile(saved) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].file_size == 70_000_000
    page.page.clock.fast_forward("02:00")
    page.page.wait_for_timeout(300)
    assert kept_files(page) == {}


@pytest.mark.skipif(
    os.environ.get("CUTROOM_BIG_ZIP") != "1",
    reason="writes 10 GB to the disk and takes minutes: set CUTROOM_BIG_ZIP=1 to run it",
)
def test_three_gigabytes_of_stored_files_become_a_zip(playwright: Playwright, site: str, tmp_path: Path) -> None:
    """In a browser with a profile on disk: a private window would hold its files in memory."""
    count, size = 30, 107_000_000
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=find_chromium(playwright), args=[OFFLINE], accept_downloads=True
    )
    page = CutroomPage(context, site).open()
    page.page.evaluate(BIG_SESSION, {"count": count, "bytes": size})
    page.page.reload()
    page.button("Resume batch").click()
    page.page.set_default_timeout(900_000)
    saved = page.download(page.button("Download ZIP"), tmp_path)
    with zipfile.ZipFile(saved) as archive:
        assert len(archive.namelist()) == count + 1
        assert archive.testzip() is None
    assert saved.stat().st_size > 3_000_000_000
    context.close()
    page.assert_private()
    assert page.problems == []
    shutil.rmtree(tmp_path)
