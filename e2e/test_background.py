"""A tab in the background: browsers slow its timers down or freeze it, and the batch goes on all the same."""

import pytest
from playwright.sync_api import FilePayload

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage
from e2e.stub_site import hold_jobs, let_jobs_go

pytestmark = pytest.mark.stub_worker

GOOD = encode(green_screen(96, 64), "PNG")
# The page's timers never fire, which is slower than any browser makes them; its workers keep theirs, as browsers do.
NO_TIMERS = "window.setTimeout = () => 0; window.setInterval = () => 0;"


def photos(count: int) -> list[FilePayload]:
    return [{"name": f"{number}.png", "mimeType": "image/png", "buffer": GOOD} for number in range(count)]


def test_a_batch_needs_no_timer_of_the_page(page: CutroomPage) -> None:
    page.page.add_init_script(NO_TIMERS)
    page.open().add(photos(2))
    # The waiting needs a timer of the page too, so it goes by frames here.
    page.wait_all_ended(2, polling="raf")
    assert set(page.statuses().values()) == {"done"}
    assert page.page.title().startswith("Finished")


def test_a_tab_that_was_frozen_goes_on_when_it_is_thawed(page: CutroomPage) -> None:
    hold_jobs(page.open())
    page.add(photos(2))
    page.wait_status("0.png", "processing")
    session = page.context.new_cdp_session(page.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.send("Page.setWebLifecycleState", {"state": "active"})
    let_jobs_go(page)
    page.wait_all_ended(2)
    assert set(page.statuses().values()) == {"done"}
