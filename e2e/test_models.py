"""The model picker: choose, download, break off, go on, remove, be asked about a licence; by keyboard, and offline."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, expect

from e2e.breaking_proxy import BreakingProxy, breaking
from e2e.chroma_key import write_chroma_key
from e2e.drawn import encode, green_screen
from e2e.drawn_models import write_model
from e2e.kept_files import SHORT
from e2e.long_tasks import LIMIT_MS, OBSERVE, Timeline
from e2e.page import CutroomPage
from e2e.site import serving
from e2e.stoppable_site import StoppableSite

FIRST, SECOND, RESTRICTED = "Chroma key (test)", "Second (test)", "Restricted (test)"
LARGE = 20_000_000
WEIGHTS = "/models/second/model.weights"
LICENCE = "Example licence, no commercial use"
PHOTOS: list[FilePayload] = [
    {"name": f"{number}.png", "mimeType": "image/png", "buffer": encode(green_screen(96, 64, number), "PNG")}
    for number in range(1, 5)
]
PIECES = """async (count) => {
  const end = performance.now() + 60_000;
  for (;;) {
    const names = (await (await caches.open("cutroom-models")).keys()).map(({ url }) => new URL(url));
    if (names.filter(({ search }) => search.includes("cutroom-piece=")).length === count) return;
    if (performance.now() > end) throw new Error(names.join());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
# The page asks before it is left while something of the batch is not kept.
MAY_LEAVE = """() => dispatchEvent(new Event("beforeunload", { cancelable: true }))"""
KEPT_OF_SECOND = """async () => (await (await caches.open("cutroom-models")).keys())
  .map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith("/models/second/"))"""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three models: the usual tiny one, one of 20 MB, and one that must not be used commercially."""
    folder = tmp_path_factory.mktemp("models")
    write_chroma_key(folder)
    write_model(folder, "second", title=SECOND, extra_bytes=LARGE, note="A note of the catalogue.")
    write_model(
        folder,
        "restricted",
        title=RESTRICTED,
        licence=LICENCE,
        licence_url="https://example.org/licence",
        commercial_use=False,
    )
    return folder


@pytest.fixture(scope="module")
def upstream(models: Path) -> Iterator[str]:
    with serving(models, "chroma-key") as origin:
        yield origin


@pytest.fixture
def proxy(upstream: str) -> Iterator[BreakingProxy]:
    with breaking(upstream, WEIGHTS) as standing:
        yield standing


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(accept_downloads=True, service_workers="block")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, proxy: BreakingProxy) -> Iterator[CutroomPage]:
    cutroom = CutroomPage(context, proxy.origin)
    yield cutroom
    cutroom.assert_private()
    # The browser itself writes a line for each connection that the test broke.
    assert [each for each in cutroom.problems if "CONTENT_LENGTH_MISMATCH" not in each] == []


def picker(page: CutroomPage) -> Locator:
    """Open the picker."""
    page.button("Models").click()
    dialog = page.page.get_by_role("dialog", name="Models")
    expect(dialog).to_be_visible()
    return dialog


def card(dialog: Locator, model_id: str) -> Locator:
    return dialog.locator(f'[data-model="{model_id}"]')


def press(dialog: Locator, name: str) -> None:
    dialog.get_by_role("button", name=name, exact=True).click()


def starts(proxy: BreakingProxy) -> list[int]:
    """Return the byte from which on each request for the weights asked."""
    return [0 if each is None else int(each.removeprefix("bytes=").removesuffix("-")) for each in proxy.ranges]


def expect_model(page: CutroomPage, item: str, title: str) -> None:
    """Fail unless an item's details name that model."""
    details = page.row(item).locator("details")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    expect(details.locator(".details-row", has_text=re.compile("^Model")).locator("dd")).to_have_text(title)


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
    page.open().add(PHOTOS)
    page.wait_status("1.png", "processing")
    dialog = picker(page)
    press(dialog, f"Use {SECOND}")
    assert page.statuses()["1.png"] == "processing"
    press(dialog, "Close")
    page.wait_all_ended(4)
    expect_model(page, "1.png", FIRST)
    expect_model(page, "4.png", SECOND)
    expect(page.page.locator("#rerun")).to_contain_text("made with other settings")
    page.button("Run again with these settings").click()
    page.wait_all_ended(4)
    expect_model(page, "1.png", SECOND)
    expect(page.page.locator("#rerun")).not_to_contain_text("made with other settings")


def test_a_broken_connection_is_taken_up_where_it_broke(page: CutroomPage, proxy: BreakingProxy) -> None:
    proxy.cuts = [9_000_000, 5_000_000]
    dialog = picker(page.open())
    press(dialog, f"Download {SECOND}")
    expect(card(dialog, "second")).to_contain_text("On this device, 20 MB", timeout=30_000)
    # What was on its way when the connection broke may be lost.
    assert 0 == starts(proxy)[0] < starts(proxy)[1] <= 9_000_000 < starts(proxy)[2] <= 14_000_000
    expect(page.page.locator("#model-line")).to_contain_text(FIRST)
    press(dialog, f"Use {SECOND}")
    press(dialog, "Close")
    page.add(PHOTOS[:1])
    page.wait_status("1.png", "done")
    assert len(proxy.ranges) == 3, "it is fetched once"


def test_a_download_that_failed_says_why_and_goes_on_when_asked(page: CutroomPage, proxy: BreakingProxy) -> None:
    proxy.cuts = [9_000_000, 0, 0, 0]
    dialog = picker(page.open())
    press(dialog, f"Download {SECOND}")
    second = card(dialog, "second")
    expect(second).to_contain_text("The connection to the server broke", timeout=30_000)
    expect(second).to_contain_text("Partly on this device: ")
    press(dialog, f"Retry {SECOND}")
    expect(second).to_contain_text("On this device, 20 MB")
    first, *others = starts(proxy)
    assert first == 0
    assert len(others) == 4
    assert len(set(others)) == 1
    assert 0 < others[0] <= 9_000_000
    expect(second).not_to_contain_text("broke")


def test_a_reload_in_the_middle_of_a_download_keeps_what_has_arrived(page: CutroomPage, proxy: BreakingProxy) -> None:
    proxy.cuts, proxy.holds = [17_000_000], True
    dialog = picker(page.open())
    press(dialog, f"Download {SECOND}")
    expect(card(dialog, "second")).to_contain_text("17 MB of 20 MB")
    # Two of weights; the graph comes first and is one.
    page.page.evaluate(PIECES, 3)
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    dialog = picker(page)
    expect(card(dialog, "second")).to_contain_text(re.compile("Partly on this device: 1[67] MB of 20 MB"))
    press(dialog, f"Continue download {SECOND}")
    expect(card(dialog, "second")).to_contain_text("On this device, 20 MB")
    first, rest = starts(proxy)
    assert first == 0
    assert 16_000_000 <= rest <= 17_000_000


def test_a_model_can_be_removed_and_fetched_again(page: CutroomPage, proxy: BreakingProxy) -> None:
    dialog = picker(page.open())
    press(dialog, f"Use {SECOND}")
    second = card(dialog, "second")
    expect(second).to_contain_text("On this device, 20 MB")
    press(dialog, f"Remove {SECOND}")
    expect(second).to_contain_text("Not on this device")
    assert page.page.evaluate(KEPT_OF_SECOND) == []
    focused = page.page.evaluate("() => document.activeElement.textContent")
    assert focused == f"In use {SECOND}", "the focus is not lost with the button"
    press(dialog, "Close")
    page.add(PHOTOS[:1])
    page.wait_status("1.png", "done")
    assert starts(proxy) == [0, 0]


def test_a_licence_without_commercial_use_is_marked_and_asked_about_once(page: CutroomPage) -> None:
    dialog = picker(page.open())
    restricted = card(dialog, "restricted")
    expect(restricted).to_contain_text("Not for commercial use")
    expect(restricted.get_by_role("link", name=LICENCE)).to_have_attribute("href", "https://example.org/licence")
    question = page.page.get_by_role("dialog", name=f"Use {RESTRICTED}?")
    press(dialog, f"Use {RESTRICTED}")
    expect(question).to_contain_text(LICENCE)
    question.get_by_role("button", name="Do not use it").click()
    expect(dialog.get_by_role("button", name=f"In use {FIRST}", exact=True)).to_be_visible()
    press(dialog, f"Use {RESTRICTED}")
    question.get_by_role("button", name="Use it, not commercially").click()
    expect(dialog.get_by_role("button", name=f"In use {RESTRICTED}", exact=True)).to_be_visible()
    press(dialog, f"Use {FIRST}")
    press(dialog, f"Use {RESTRICTED}")
    expect(dialog.get_by_role("button", name=f"In use {RESTRICTED}", exact=True)).to_be_visible()
    expect(question).to_have_count(0)
    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    expect(page.page.locator("#model-line")).to_contain_text(RESTRICTED)


def test_the_address_wins_for_the_visit_says_so_and_asks_about_the_licence_too(page: CutroomPage) -> None:
    dialog = picker(page.open())
    press(dialog, f"Use {SECOND}")
    expect(card(dialog, "second")).to_contain_text("On this device")
    page.page.goto(f"{page.site}/?model=restricted")
    question = page.page.get_by_role("dialog", name=f"Use {RESTRICTED}?")
    question.get_by_role("button", name="Use it, not commercially").click()
    page.page.wait_for_selector("html[data-ready=true]")
    expect(page.page.locator("#model-line")).to_contain_text(RESTRICTED)
    expect(picker(page)).to_contain_text(f"The address of this page asks for {RESTRICTED} (?model=restricted)")
    page.open()
    expect(page.page.locator("#model-line")).to_contain_text(SECOND)


def test_a_batch_that_is_resumed_goes_on_with_its_model(page: CutroomPage) -> None:
    dialog = picker(page.open())
    press(dialog, f"Use {SECOND}")
    expect(card(dialog, "second")).to_contain_text("On this device")
    press(dialog, "Close")
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


def test_too_little_room_is_said_with_numbers_before_anything_is_fetched(
    page: CutroomPage, proxy: BreakingProxy
) -> None:
    page.page.add_init_script(SHORT)
    dialog = picker(page.open())
    press(dialog, f"Download {SECOND}")
    expect(card(dialog, "second")).to_contain_text(
        "Too little room to keep it: 20 MB are needed, about 500 kB are free"
    )
    assert proxy.ranges == []


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


def test_no_task_of_the_page_is_long_while_a_model_comes_in(browser: Browser, page: CutroomPage) -> None:
    page.page.add_init_script(OBSERVE)
    dialog = picker(page.open())
    timeline = Timeline(browser, page.page)
    timeline.mark("press")
    press(dialog, f"Use {SECOND}")
    expect(card(dialog, "second")).to_contain_text("On this device, 20 MB")
    timeline.mark("here")
    timeline.stop()
    tasks = timeline.tasks("press", "here")
    assert [(task, own) for task in tasks if task.computed > LIMIT_MS and (own := timeline.own_doing(task))] == []


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
