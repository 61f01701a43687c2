"""What people can see and press: names, keyboard, small screens, isolation, and that a visit makes no stray request."""

import json
import re
import time

import pytest
from playwright.sync_api import Browser, FilePayload, Route, expect

from e2e.browser import LAN_HOST
from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

GOOD = encode(green_screen(96, 64), "PNG")


def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": GOOD}


@pytest.mark.stub_worker
def test_the_page_is_isolated_and_offers_exactly_one_input_for_many_files(page: CutroomPage) -> None:
    page.open()
    assert page.page.evaluate("() => crossOriginIsolated && typeof SharedArrayBuffer === 'function'")
    assert page.page.locator("input[type=file][multiple]").count() == 1


@pytest.mark.stub_worker
def test_a_finished_item_shows_its_thumbnail_status_and_provider_in_words(page: CutroomPage) -> None:
    page.open().add([png("a.png")])
    page.wait_status("a.png", "done")
    row = page.row("a.png")
    expect(row).to_contain_text("Done")
    expect(row).to_contain_text("96 × 64")
    expect(row).to_contain_text("WASM")
    drawn = """(row) => { const image = row.querySelector("img"); return image.complete ? image.naturalWidth : 0; }"""
    page.page.wait_for_function(f"(row) => ({drawn})(row) > 0", arg=row.element_handle())
    assert row.evaluate(drawn) == 96


@pytest.mark.stub_worker
def test_the_keyboard_reaches_everything(page: CutroomPage) -> None:
    page.open().add([png("a.png")])
    page.wait_status("a.png", "done")
    page.page.locator("body").focus()
    reached = []
    for _ in range(24):
        page.page.keyboard.press("Tab")
        reached.append(
            page.page.evaluate(
                "() => [document.activeElement].map((at) => at.id || at.ariaLabel || at.textContent.trim())[0]"
            )
        )
    text = " | ".join(reached)
    for name in (
        "photo-input",
        "folder-input",
        "format",
        "clean-edges",
        "| edges |",
        "hidden-colours",
        "| looks |",
        "run-on",
        "Clear",
        "Download ZIP",
        "Preview a.png",
        "Details",
        "Download",
    ):
        assert name in text, f"{name} is not reached by Tab: {text}"


@pytest.mark.stub_worker
def test_nothing_moves_or_overflows_at_320_pixels(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = CutroomPage(context, site).open()
    page.add([png("a very long name of a photo that does not fit into one line of a phone.png"), png("b.png")])
    heights = page.page.evaluate("() => [...document.querySelectorAll('[data-item]')].map((row) => row.offsetHeight)")
    widest = "() => document.documentElement.scrollWidth"
    assert page.page.evaluate(widest) <= 320
    lines = "(button) => button.offsetHeight / parseFloat(getComputedStyle(button).lineHeight)"
    assert page.button("Models").evaluate(lines) < 2, "broken inside its word"
    page.wait_all_ended(2)
    assert page.page.evaluate(widest) <= 320
    after = page.page.evaluate("() => [...document.querySelectorAll('[data-item]')].map((row) => row.offsetHeight)")
    assert len(after) == 2
    assert after == heights, "a row changes its height while its photo is processed"
    for opener, dialog in (
        ("Preview b.png", "preview-dialog"),
        ("Models", "models-dialog"),
        ("Clear", "confirm-dialog"),
    ):
        page.button(opener).click()
        assert page.page.evaluate(f"() => document.getElementById('{dialog}').scrollWidth") <= 320
        assert page.page.evaluate(widest) <= 320
        page.page.keyboard.press("Escape")
    context.close()
    page.assert_private()


SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push(entry.value);
  }).observe({ type: "layout-shift", buffered: true });
"""


def hold_back(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


@pytest.mark.stub_worker
@pytest.mark.parametrize("width", [1440, 920, 800, 600, 440, 360])
def test_nothing_moves_while_the_page_starts(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 1000}, service_workers="block")
    page = CutroomPage(context, site)
    page.page.add_init_script(SHIFTS)
    # Held back, the program finds a page that was painted: what it adds then would be seen to move.
    page.page.route(re.compile(r"/app\.\w+/main\.js$"), hold_back)
    page.open()
    page.page.wait_for_timeout(300)
    assert page.page.get_by_label("Hidden colours").is_visible()
    # The line about offline use may take a second line at the foot.
    assert sum(page.page.evaluate("() => window.shifts")) < 0.005
    context.close()


@pytest.mark.stub_worker
def test_without_javascript_the_page_says_so_and_shows_no_settings(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    title = page.get_by_role("heading", name="Cutroom needs JavaScript")
    expect(title).to_be_visible()
    box = title.bounding_box()
    assert box is not None and box["height"] < 40, "the title is one line"
    expect(page.locator("#settings")).to_be_hidden()
    context.close()


@pytest.mark.stub_worker
def test_the_layout_does_not_jump_while_a_batch_runs(page: CutroomPage) -> None:
    page.open()
    page.page.evaluate("""() => {
      window.shifts = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
      }).observe({ type: "layout-shift", buffered: false });
    }""")
    page.add([png("a.png"), png("b.png")])
    page.page.wait_for_timeout(600)  # the list's appearance itself answers the user's input
    page.page.evaluate("() => { window.shifts = 0; }")
    page.wait_all_ended(2)
    assert page.page.evaluate("() => window.shifts") < 0.02


def test_on_a_plain_http_address_of_the_network_one_thread_does_the_work(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = CutroomPage(context, site.replace("127.0.0.1", LAN_HOST)).open()
    assert page.page.evaluate("() => [isSecureContext, crossOriginIsolated, typeof caches]") == [
        False,
        False,
        "undefined",
    ]
    expect(page.page.locator("#offline-line")).to_contain_text("offline use needs https or localhost")
    page.add([png("a.png")])
    page.wait_status("a.png", "done")
    expect(page.row("a.png")).to_contain_text("1 thread")
    context.close()
    page.assert_private()


@pytest.mark.stub_worker
def test_the_model_is_fetched_once_for_many_photos_and_visits(page: CutroomPage) -> None:
    page.open().add([png("a.png"), png("b.png")])
    page.wait_all_ended(2)
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    page.add([png("c.png")])
    page.wait_status("c.png", "done")
    fetched = [url for url in page.requests if "/models/chroma-key/" in url]
    # Two graphs, one for each precision; the tiny model's weights are inside them.
    assert len(fetched) == len(set(fetched)) == 2, json.dumps(fetched)
