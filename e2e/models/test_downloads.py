"""A model comes onto the device: broken off, taken up again, removed; with too little room; and without long tasks."""

import re

import pytest
from playwright.sync_api import Browser, expect

from e2e.breaking_proxy import BreakingProxy
from e2e.kept_files import SHORT
from e2e.long_tasks import LIMIT_MS, OBSERVE, Timeline
from e2e.models.picker import FIRST, PHOTOS, SECOND, card, picker, press
from e2e.page import CutroomPage

PIECES = """async (count) => {
  const end = performance.now() + 60_000;
  for (;;) {
    const names = (await (await caches.open("cutroom-models")).keys()).map(({ url }) => new URL(url));
    if (names.filter(({ search }) => search.includes("cutroom-piece=")).length === count) return;
    if (performance.now() > end) throw new Error(names.join());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
KEPT_OF_SECOND = """async () => (await (await caches.open("cutroom-models")).keys())
  .map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith("/models/second/"))"""


def starts(proxy: BreakingProxy) -> list[int]:
    """Return the byte from which on each request for the weights asked."""
    return [0 if each is None else int(each.removeprefix("bytes=").removesuffix("-")) for each in proxy.ranges]


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


@pytest.mark.alone
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
