"""A cutout is changed without the network: the bytes of a fresh cut, and no model and no session is asked for."""

from pathlib import Path

from playwright.sync_api import Browser, FilePayload, expect

from e2e.drawn import encode, soft_green_screen
from e2e.kept_files import wait_kept
from e2e.page import JOB_LIMIT_MS, CutroomPage
from e2e.stoppable_site import StoppableSite
from e2e.watched_works import WATCH_WORKS, asked_for_network, jobs_since

NAME = "a.jpg"
PHOTO: FilePayload = {"name": NAME, "mimeType": "image/jpeg", "buffer": encode(soft_green_screen(4000, 3000), "JPEG")}
FINISH = {"name": "cutroom-job", "network": False, "work": "finish"}
DEFAULTS = {"format": "png", "refine": True, "clean": True, "hidden": "keep"}
CHANGES: dict[str, dict[str, object]] = {
    "another format": {"format": "webp"},
    "edges off": {"refine": False, "clean": False},
    "hidden colours cleared": {"hidden": "clear"},
}


def choose(page: CutroomPage, changes: dict[str, object]) -> None:
    wanted = {**DEFAULTS, **changes}
    page.page.get_by_label("Format").select_option(str(wanted["format"]))
    page.page.get_by_label("Hair and edges").select_option("fine" if wanted["refine"] else "plain")
    page.page.get_by_label("Clean edge colours").set_checked(bool(wanted["clean"]))
    if page.page.get_by_label("Hidden colours").is_enabled():
        page.page.get_by_label("Hidden colours").select_option(str(wanted["hidden"]))


def run_again(page: CutroomPage, name: str) -> None:
    """Press the button and wait for the new cutout."""
    before = page.row(name).locator("img").get_attribute("src")
    page.button("Run again with these settings").click()
    expect(page.row(name).locator("img")).not_to_have_attribute("src", before or "", timeout=JOB_LIMIT_MS)
    page.wait_status(name, "done")


def cutout(page: CutroomPage, folder: Path) -> bytes:
    return page.download(page.item_button(NAME, "Download"), folder).read_bytes()


def test_other_settings_give_the_bytes_of_a_fresh_cut_without_network_or_model(
    page: CutroomPage, browser: Browser, site: str, tmp_path: Path
) -> None:
    page.page.add_init_script(WATCH_WORKS)
    page.open().add([PHOTO])
    page.wait_status(NAME, "done")
    assert asked_for_network(page.requests), "what the network needs is seen where it is asked for"
    made, asked = len(jobs_since(page)), len(page.requests)
    changed: dict[str, bytes] = {}
    for name, changes in CHANGES.items():
        choose(page, changes)
        offer = page.page.locator("#rerun")
        expect(offer).to_contain_text("1 cutout was made with other settings. Changing it takes about")
        expect(offer).to_contain_text("the network does not run again")
        run_again(page, NAME)
        changed[name] = cutout(page, tmp_path)
    assert jobs_since(page, made) == [FINISH] * len(CHANGES), "no model worker, and no job worker with a network"
    assert asked_for_network(page.requests[asked:]) == []
    page.row(NAME).get_by_text("Details").click()
    expect(page.row(NAME)).to_contain_text("found earlier; the network did not run again")
    expect(page.row(NAME).locator(".details-row", has_text="Ran on")).to_contain_text("WASM")

    context = browser.new_context(accept_downloads=True, service_workers="block")
    fresh = CutroomPage(context, site)
    fresh.page.add_init_script(WATCH_WORKS)
    fresh.open()
    for name, changes in CHANGES.items():
        choose(fresh, changes)
        fresh.add([PHOTO])
        fresh.wait_all_ended(1)
        assert cutout(fresh, tmp_path / "fresh") == changed[name], name
        # Saved, so no question is asked.
        fresh.button("Clear").click()
    assert [each["work"] for each in jobs_since(fresh) if each["name"] == "cutroom-job"] == ["cut"] * len(CHANGES)
    context.close()


def test_a_cutout_of_an_earlier_visit_is_changed_without_network_and_without_the_server(
    offline_page: CutroomPage, stoppable_site: StoppableSite, tmp_path: Path
) -> None:
    small: FilePayload = {**PHOTO, "buffer": encode(soft_green_screen(160, 120), "JPEG")}
    page = offline_page
    page.page.add_init_script(WATCH_WORKS)
    page.open().wait_ready_offline()
    choose(page, {"format": "webp"})
    page.add([small])
    page.wait_status(NAME, "done")
    fresh = cutout(page, tmp_path)
    page.button("Clear").click()
    choose(page, {})
    page.add([small])
    page.wait_status(NAME, "done")
    wait_kept(page, sources=1, mattes=1, results=1)
    stoppable_site.stop()
    page.forget_http_cache()

    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    page.button("Resume batch").click()
    page.wait_status(NAME, "done")
    choose(page, {"format": "webp"})
    expect(page.page.locator("#rerun")).to_contain_text("the network does not run again")
    # A visit that finds program and model stored looks at the model once, whatever the batch is.
    page.page.wait_for_function("() => window.made.some(({ name }) => name === 'cutroom-model')")
    made = len(jobs_since(page))
    run_again(page, NAME)
    assert cutout(page, tmp_path / "changed") == fresh
    assert jobs_since(page, made) == [FINISH]
