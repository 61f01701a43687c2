"""Faults while a cutout is changed: the old one stays and is handed out, and the reason is said."""

from pathlib import Path

from playwright.sync_api import FilePayload, expect

from e2e.drawn import encode, green_screen
from e2e.kept_files import DAMAGE_ONE, FULL, REMOVE, wait_kept
from e2e.page import JOB_LIMIT_MS, CutroomPage
from e2e.test_finish import FINISH, choose, run_again
from e2e.watched_workers import WATCH_WORKERS
from e2e.watched_works import WATCH_WORKS, jobs_since

GOOD = encode(green_screen(96, 64), "PNG")
# While `window.holds` is true, no worker gets its photo.
HOLD = """
window.holds = false;
window.Worker = class extends Worker {
  postMessage(message, ...more) {
    if (message?.type !== "run" || !window.holds) super.postMessage(message, ...more);
  }
};
"""


def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": GOOD}


def test_a_worker_killed_while_it_finishes_leaves_the_old_cutout(page: CutroomPage, tmp_path: Path) -> None:
    page.page.add_init_script(WATCH_WORKERS)
    page.open().add([png("a.png"), png("b.png")])
    page.wait_all_ended(2)
    old = page.download_cutouts(tmp_path)
    # Where whole photos are held it is tried once more, with less memory, and then fails as well.
    page.page.evaluate("""() => { window.killAt = { "a.png": ["verify"], "b.png": ["encode", "encode"] }; }""")
    choose(page, {"format": "webp"})
    page.button("Run again with these settings").click()
    for name in ("a.png", "b.png"):
        expect(page.row(name)).to_contain_text("Done, but not changed", timeout=JOB_LIMIT_MS)
        expect(page.row(name)).to_contain_text("It was not changed: The job stopped without an answer")
        expect(page.row(name)).to_contain_text("The earlier cutout stays.")
        assert page.download(page.item_button(name, "Download"), tmp_path).read_bytes() == old[name]
        expect(page.row(name).get_by_role("button", name=f"Preview {name}")).to_be_visible()
    assert page.download_cutouts(tmp_path) == old
    assert {item.name: (item.status, item.error_code) for item in page.items()} == dict.fromkeys(
        old, ("done", "worker-crashed")
    )
    toolbar = page.page.locator("#toolbar")
    expect(toolbar).to_contain_text("Handed to the browser’s downloads")
    expect(toolbar).to_contain_text("2 of 2 done, 2 not changed")
    expect(page.row("a.png")).to_have_attribute("data-not-changed", "true")
    page.item_button("a.png", "Retry").click()
    expect(page.row("a.png")).to_contain_text("WebP", timeout=JOB_LIMIT_MS)
    expect(page.item_button("a.png", "Retry")).to_be_hidden()
    expect(toolbar).not_to_contain_text("Handed to the browser’s downloads")
    assert sorted(page.download_cutouts(tmp_path)) == ["a.webp", "b.png"]
    choose(page, {"format": "png"})
    # The other one is as is wanted again, so nothing of it has failed.
    expect(page.item_button("b.png", "Retry")).to_be_hidden()
    expect(page.row("b.png")).not_to_have_attribute("data-error-code", "worker-crashed")
    expect(toolbar).not_to_contain_text("not changed")
    expect(page.button("Retry failed")).to_be_disabled()


def test_while_a_cutout_is_changed_the_old_one_is_there_and_cancel_returns_to_it(
    page: CutroomPage, tmp_path: Path
) -> None:
    page.page.add_init_script(HOLD)
    page.open().add([png("a.png")])
    page.wait_status("a.png", "done")
    old = page.download_cutouts(tmp_path)
    choose(page, {"hidden": "extend"})
    page.page.evaluate("() => { window.holds = true; }")
    page.button("Run again with these settings").click()
    page.wait_status("a.png", "processing")
    assert page.download(page.item_button("a.png", "Download"), tmp_path).read_bytes() == old["a.png"]
    assert page.download_cutouts(tmp_path) == old
    assert page.statuses() == {"a.png": "processing"}
    page.item_button("a.png", "Cancel").click()
    page.wait_status("a.png", "done")
    assert page.download(page.item_button("a.png", "Download"), tmp_path).read_bytes() == old["a.png"]
    page.page.evaluate("() => { window.holds = false; }")
    run_again(page, "a.png")
    assert page.download_cutouts(tmp_path) != old


def works(page: CutroomPage, number: int = 0) -> list[str]:
    """Return the works of the jobs after the first `number`."""
    jobs = [each for each in jobs_since(page) if each["name"] == "cutroom-job"]
    return [each["work"] for each in jobs[number:]]


def test_a_matte_damaged_on_the_device_is_noticed_and_the_photo_is_cut_once_more(page: CutroomPage) -> None:
    page.page.add_init_script(WATCH_WORKS)
    page.open().add([png("a.png")])
    page.wait_status("a.png", "done")
    wait_kept(page, mattes=1)
    page.page.evaluate(DAMAGE_ONE, "mattes")
    choose(page, {"format": "webp"})
    run_again(page, "a.png")
    expect(page.row("a.png")).to_contain_text("WebP")
    assert works(page) == ["cut", "cut"]
    choose(page, {"hidden": "clear"})
    run_again(page, "a.png")
    assert works(page) == ["cut", "cut", "finish"], "the matte of the second cut is a good one"


def test_without_room_on_the_device_the_matte_is_there_for_this_visit(page: CutroomPage) -> None:
    page.page.add_init_script(FULL + WATCH_WORKS)
    page.open().add([png("a.png")])
    page.wait_status("a.png", "done")
    choose(page, {"format": "webp"})
    run_again(page, "a.png")
    expect(page.row("a.png")).to_contain_text("WebP")
    assert jobs_since(page)[-1] == FINISH


def test_a_cutout_whose_photo_is_gone_stays_until_the_photo_is_added_again(page: CutroomPage, tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(GOOD)
    page.page.add_init_script(WATCH_WORKS)
    page.open().add([photo])
    page.wait_status("a.png", "done")
    wait_kept(page, sources=1, mattes=1, results=1)
    page.page.evaluate(REMOVE, ["sources", ""])
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    page.button("Resume batch").click()
    page.wait_status("a.png", "done")
    choose(page, {"format": "webp"})
    expect(page.page.locator("#rerun")).to_contain_text("its photo is no longer at hand, so it stays as it is.")
    expect(page.page.locator("#rerun")).to_contain_text("To change it, add the files again.")
    expect(page.button("Run again with these settings")).to_be_hidden()
    expect(page.row("a.png")).to_contain_text("PNG")
    keeping = page.page.locator("#keeping")
    expect(keeping).to_contain_text("1 finished photo has no copy any more: to change it, add it again.")
    expect(keeping).not_to_contain_text("with copies of your photos")
    page.add([photo])
    expect(page.page.locator("#intake-note")).to_have_text("a.png is there again: it can be changed now.")
    assert len(page.items()) == 1, "it is no second photo"
    run_again(page, "a.png")
    expect(page.row("a.png")).to_contain_text("WebP")
    assert works(page) == ["finish"], "its matte was kept"
    expect(keeping).to_contain_text("with copies of your photos")
    wait_kept(page, sources=1, mattes=1, results=1)
