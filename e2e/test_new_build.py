"""A new build under an open page: the page keeps its own files, a reload gets all of the new ones, nothing is mixed."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from e2e.drawn import encode, green_screen
from e2e.other_build import app_folder, build_of, write_other_build
from e2e.page import JOB_LIMIT_MS, CutroomPage
from e2e.stoppable_site import StoppableSite
from e2e.stub_site import hold_jobs, let_jobs_go

pytestmark = pytest.mark.stub_worker

PHOTO: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": encode(green_screen(96, 64), "PNG")}
LOOK_FOR_UPDATE = "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
# Looks for an update and tells what became of the worker that it brought.
UPDATE_AND_SEE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const found = new Promise((resolve) => registration.addEventListener("updatefound", resolve, { once: true }));
  await registration.update();
  await found;
  const worker = registration.installing;
  if (worker === null) return "none";
  return new Promise((resolve) => worker.addEventListener("statechange", () => resolve(worker.state), { once: true }));
}"""
BUILD = "() => JSON.parse(document.querySelector('#cutroom-config').text).build"
CACHED_BUILDS = """async () => (await caches.keys()).filter((each) => each.startsWith("cutroom-build-"))"""


def test_an_open_page_keeps_its_build_and_a_reload_gets_all_of_the_next(
    offline_page: CutroomPage, stoppable_site: StoppableSite, stub_build: Path, tmp_path: Path
) -> None:
    old, new = stub_build, write_other_build(tmp_path, stub_build)
    assert app_folder(old) != app_folder(new)
    page = offline_page.open()
    page.wait_ready_offline()
    stoppable_site.start(new)
    page.page.evaluate(LOOK_FOR_UPDATE)
    notice = page.page.locator(".notice", has_text="A new version is ready")
    expect(notice).to_contain_text("It is used when you reload.", timeout=60_000)

    newer = page.context.new_page()  # its worker forgets what no page uses
    newer.goto(page.site)
    newer.wait_for_selector("[data-offline=ready]", timeout=JOB_LIMIT_MS)
    assert newer.evaluate(BUILD) == build_of(new)
    newer.close()
    page.forget_http_cache()

    before = len(page.requests)
    hold_jobs(page)
    page.add([PHOTO])
    expect(notice.get_by_role("button", name="Reload")).to_have_count(0)  # nobody is asked to break a batch off
    let_jobs_go(page)
    page.wait_status("a.png", "done")
    assert any(app_folder(old) in url for url in page.requests[before:]), "the job's worker is the old build's"
    assert page.page.evaluate(BUILD) == build_of(old)
    assert set(page.page.evaluate(CACHED_BUILDS)) == {f"cutroom-build-{build_of(each)}" for each in (old, new)}

    before = len(page.requests)
    page.page.on("dialog", lambda dialog: dialog.accept())  # the finished cutout was not saved
    with page.page.expect_navigation():
        notice.get_by_role("button", name="Reload").click()
    page.wait_ready_offline()
    page.add([PHOTO])
    page.wait_status("a.png", "done")
    assert page.page.evaluate(BUILD) == build_of(new)
    loaded = page.requests[before:]
    assert any(app_folder(new) in url for url in loaded)
    assert [url for url in loaded if app_folder(old) in url] == []
    assert page.page.evaluate(CACHED_BUILDS) == [f"cutroom-build-{build_of(new)}"]

    stoppable_site.stop()
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    assert page.page.evaluate(BUILD) == build_of(new)


def test_a_new_build_that_could_not_be_fetched_whole_is_not_used(
    offline_page: CutroomPage, stoppable_site: StoppableSite, stub_build: Path, tmp_path: Path
) -> None:
    page = offline_page.open()
    page.wait_ready_offline()
    new = write_other_build(tmp_path, stub_build)
    stoppable_site.start(new)
    for file in (new / app_folder(new)[1:] / "styles").glob("preview.css*"):
        file.unlink()  # the server answers 503 for it
    assert page.page.evaluate(UPDATE_AND_SEE) == "redundant"
    stoppable_site.stop()
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    assert page.page.evaluate(BUILD) == build_of(stub_build)
    page.add([PHOTO])
    page.wait_status("a.png", "done")
    expect(page.page.locator(".notice")).to_have_count(0)
