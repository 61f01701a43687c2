"""A model is chosen: for the next photo, for later visits, for a resumed batch; by keyboard, on a phone, offline."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from e2e.models.picker import FIRST, PHOTOS, SECOND, card, expect_model, picker, press
from e2e.page import CutroomPage
from e2e.stoppable_site import StoppableSite
from e2e.stub_site import hold_jobs, let_jobs_go

# The page asks before it is left while something of the batch is not kept.
MAY_LEAVE = """() => dispatchEvent(new Event("beforeunload", { cancelable: true }))"""


def test_a_model_is_chosen_downloaded_used_and_remembered(page: CutroomPage) -> None:
    dialog = picker(page.open())
    second = card(dialog, "second")
    for fact in ("Second (test)", "A note of the catalogue.", "20 MB, once", "Apache-2.0", "Not on this device"):
        expect(second).to_contain_text(fact)
    expect(second).not_to_contain_text("Not for commercial use")
    expect(second.get_by_text("Speed here")).to_be_hidden()
    press(dialog, f"Use {SECOND}")
    expect(second).to_contain_text("On this device, 20 MB")
    expect(dialog.get_by_role("button", name=f"In use {SECOND}", exact=True)).to_have_attribute("aria-pressed", "true")
    press(dialog, "Close")
    page.add(PHOTOS[:1])
    page.wait_status("1.png", "done")
    expect_model(page, "1.png", SECOND)

    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    expect(page.page.locator("#model-line")).to_contain_text(SECOND)
    expect(card(picker(page), "second")).to_contain_text(
        re.compile(r"Speed here\s*About .* s a photo on WASM, \d+ threads?")
    )


def test_the_running_photo_keeps_its_model_and_the_next_one_gets_the_chosen(page: CutroomPage) -> None:
    hold_jobs(page.open())
    page.add(PHOTOS)
    page.wait_status("1.png", "processing")
    dialog = picker(page)
    press(dialog, f"Use {SECOND}")
    assert page.statuses()["1.png"] == "processing"
    press(dialog, "Close")
    let_jobs_go(page)
    page.wait_all_ended(4)
    expect_model(page, "1.png", FIRST)
    expect_model(page, "4.png", SECOND)
    expect(page.page.locator("#rerun")).to_contain_text("made with another model")
    page.button("Run again with these settings").click()
    page.wait_all_ended(4)
    expect_model(page, "1.png", SECOND)
    expect(page.page.locator("#rerun")).not_to_contain_text("made with")
    dialog = picker(page)
    press(dialog, f"Use {FIRST}")
    press(dialog, "Close")
    # No cutout of it is left, but how fast it is here is known.
    expect(page.page.locator("#rerun")).to_contain_text("The network runs again: about")
    expect(page.page.locator("#rerun")).not_to_contain_text("fetched")


def test_a_batch_that_is_resumed_goes_on_with_its_model(page: CutroomPage) -> None:
    dialog = picker(page.open())
    press(dialog, f"Use {SECOND}")
    expect(card(dialog, "second")).to_contain_text("On this device")
    press(dialog, "Close")
    hold_jobs(page)
    page.add(PHOTOS)
    page.button("Pause").click()
    page.page.wait_for_function(MAY_LEAVE)
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    dialog = picker(page)
    press(dialog, f"Use {FIRST}")
    press(dialog, "Close")
    page.button("Resume batch").click()
    expect(page.page.locator("#model-line")).to_contain_text(SECOND)
    page.wait_all_ended(4)
    assert set(page.statuses().values()) == {"done"}
    for photo in PHOTOS:
        expect_model(page, photo["name"], SECOND)


def test_the_keyboard_alone_chooses_and_comes_back(page: CutroomPage) -> None:
    page.open()
    keyboard = page.page.keyboard
    page.button("Models").focus()
    keyboard.press("Enter")
    focused = "() => document.activeElement.textContent"
    assert page.page.evaluate(focused) == f"In use {FIRST}"
    for _ in range(20):
        keyboard.press("Tab")
        if page.page.evaluate(focused) == f"Use {SECOND}":
            break
    keyboard.press("Space")
    expect(page.button(f"In use {SECOND}")).to_be_focused()
    status = page.page.get_by_role("dialog", name="Models").get_by_role("status")
    expect(status).to_have_text(f"{SECOND} is here.")
    keyboard.press("Escape")
    assert page.page.evaluate(focused) == "Models"
    expect(page.page.locator("#model-line")).to_contain_text(f"{SECOND} model, 20 MB, ready")


def test_the_picker_fits_a_narrow_screen(browser: Browser, upstream: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    page = CutroomPage(context, upstream).open()
    dialog = picker(page)
    expect(card(dialog, "second")).to_contain_text("Not on this device")
    assert dialog.evaluate("(at) => [at.scrollWidth <= at.clientWidth, at.getBoundingClientRect().right <= 360]") == [
        True,
        True,
    ]
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= 360
    context.close()


def test_a_chosen_model_works_without_the_server(browser: Browser, models: Path) -> None:
    with StoppableSite(models, "chroma-key") as site:
        context = browser.new_context(service_workers="allow")
        page = CutroomPage(context, site.origin).open()
        dialog = picker(page)
        press(dialog, f"Use {SECOND}")
        press(dialog, "Close")
        page.wait_ready_offline()
        site.stop()
        page.forget_http_cache()
        page.page.reload()
        page.page.wait_for_selector("html[data-ready=true]")
        page.add(PHOTOS[:1])
        page.wait_status("1.png", "done")
        expect_model(page, "1.png", SECOND)
        expect(page.page.locator("#offline-line")).to_have_text(re.compile("cannot be reached.*goes on"))
        dialog = picker(page)
        expect(card(dialog, "second")).to_contain_text("On this device, 20 MB")
        press(dialog, f"Use {FIRST}")
        press(dialog, "Close")
        expect(page.page.locator("#offline-line")).to_have_text(re.compile("cannot be reached.*waits"))
        context.close()
