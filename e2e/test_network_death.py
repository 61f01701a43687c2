"""The network's worker dies without a word, as one does that the browser kills: noticed at once, it harms one photo.

It lives inside the job's worker, out of the page's reach; so the job's worker gets a program here that kills it at the
moment wanted. Were its death not noticed, these tests would wait for the time limit of a stage: minutes longer.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Route, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage

GOOD = encode(green_screen(96, 64), "PNG")
NOTICED_WITHIN_MS = 60_000
"""Of it nearly all is for the photos themselves on a busy machine. The shortest limit of a stage is twice as long."""

KILL_AT = """
self.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => data.type === "%(moment)s" && super.terminate());
  }
  postMessage(message, ...more) {
    super.postMessage(message, ...more);
    if (message.type === "%(moment)s") super.terminate();
  }
};
"""


def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": GOOD}


def kill(page: CutroomPage, nth: int, moment: str) -> Callable[[], int]:
    """Kill the ``nth`` network of the visit when that message comes or goes; return what says how many were started."""
    started: list[str] = []

    def answer(route: Route) -> None:
        started.append(route.request.url)
        if len(started) == nth:
            body = KILL_AT % {"moment": moment} + route.fetch().text()
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.continue_()

    page.context.route("**/worker/network-client.js", answer)
    return lambda: len(started)


@pytest.mark.parametrize("moment", ["run", "alive"], ids=["while it runs", "while it starts"])
def test_a_network_that_dies_fails_its_photo_within_seconds(page: CutroomPage, moment: str) -> None:
    kill(page, 1, moment)
    page.open("?provider=wasm").add([png("a.png"), png("b.png")])
    page.wait_all_ended(2, limit_ms=NOTICED_WITHIN_MS)
    assert {item.name: item.error_code for item in page.items()} == {"a.png": "worker-crashed", "b.png": None}
    page.row("a.png").get_by_text("Details").click()
    expect(page.row("a.png")).to_contain_text("The network’s worker was lost")
    page.wait_workers_gone()


def test_a_network_that_dies_before_it_is_asked_to_run_harms_no_photo(page: CutroomPage) -> None:
    started = kill(page, 2, "started")
    page.open("?provider=wasm").add([png("a.png"), png("b.png")])
    page.wait_all_ended(2, limit_ms=NOTICED_WITHIN_MS)
    assert set(page.statuses().values()) == {"done"}
    assert started() == 3, "that of the worker prepared ahead died, and its photo got another"
    page.wait_workers_gone()
