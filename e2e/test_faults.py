"""Cancel, retry and the cap of 100 while jobs run, and what cannot be fetched; bad files are test_fault_matrix.py's."""

import re

import pytest
from playwright.sync_api import FilePayload, Route, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage
from e2e.stub_site import hold_jobs, let_jobs_go
from e2e.watched_workers import WATCH_WORKERS

GOOD = encode(green_screen(96, 64), "PNG")
# Clicks Cancel in the page and reports how long it took until the item said so.
CANCEL = """async (name) => {
  const row = document.querySelector(`[data-item][data-name="${name}"]`);
  const button = [...row.querySelectorAll("button")].find((each) => each.textContent.trim() === "Cancel");
  const pressedAt = performance.now();
  button.click();
  while (row.dataset.status !== "cancelled") await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.now() - pressedAt;
}"""


def png(name: str, data: bytes = GOOD) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": data}


@pytest.mark.alone
def test_cancel_during_inference_takes_less_than_a_second(page: CutroomPage) -> None:
    page.open("?model=balanced").add([png("a.png"), png("b.png")])
    page.page.wait_for_selector('[data-name="a.png"][data-stage="inference"]', timeout=180_000)
    assert page.page.workers, "the job runs in a worker"
    assert page.page.evaluate(CANCEL, "a.png") < 1000
    page.wait_status("b.png", "processing")
    page.button("Cancel all").click()
    page.wait_all_ended(2)
    assert set(page.statuses().values()) == {"cancelled"}
    page.wait_workers_gone()


@pytest.mark.stub_worker
def test_retry_of_a_cancelled_item_finishes_it(page: CutroomPage) -> None:
    hold_jobs(page.open())
    page.add([png("a.png")])
    page.item_button("a.png", "Cancel").click()
    page.wait_status("a.png", "cancelled")
    page.item_button("a.png", "Retry").click()
    let_jobs_go(page)
    page.wait_status("a.png", "done")


@pytest.mark.stub_worker
def test_a_model_that_cannot_be_fetched_fails_with_a_reason_and_retry_helps(page: CutroomPage) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, body="busy")

    page.open()
    model = re.compile("/models/chroma-key/model.onnx")
    page.context.route(model, refuse)
    page.add([png("a.png")])
    page.wait_status("a.png", "failed")
    assert page.items()[0].error_code == "model-unavailable"
    page.context.unroute(model)
    page.button("Retry failed").click()
    page.wait_status("a.png", "done")
    page.problems[:] = [problem for problem in page.problems if "503" not in problem]


@pytest.mark.stub_worker
def test_a_damaged_model_is_noticed(page: CutroomPage) -> None:
    page.open()
    page.context.route(
        re.compile("/models/chroma-key/model.onnx"),
        lambda route: route.fulfill(body=bytes(len(route.fetch().body()))),
    )
    page.add([png("a.png")])
    page.wait_status("a.png", "failed")
    assert page.items()[0].error_code == "model-corrupt"


@pytest.mark.stub_worker
def test_pause_lets_the_photo_in_work_finish_and_the_page_says_what_to_press(page: CutroomPage) -> None:
    hold_jobs(page.open())
    page.add([png("a.png"), png("b.png")])
    page.button("Pause").click()
    words = page.page.locator(".toolbar-counts")
    expect(words).to_have_text("0 of 2 done. Pausing after this photo")
    let_jobs_go(page)
    page.wait_status("a.png", "done")
    expect(words).to_have_text("1 of 2 done. Paused: press Resume")
    page.button("Cancel all").click()
    expect(words).to_have_text("1 of 2 done, 1 cancelled")
    page.add([png("c.png")])
    expect(words).to_have_text("1 of 3 done, 1 cancelled. Paused: press Resume")
    page.button("Resume").click()
    page.wait_all_ended(3)
    assert page.statuses() == {"a.png": "done", "b.png": "cancelled", "c.png": "done"}


@pytest.mark.stub_worker
def test_the_hundred_and_first_photo_is_left_out_by_name(page: CutroomPage) -> None:
    hold_jobs(page.open())
    page.add([png(f"{number:03}.png") for number in range(1, 104)])
    assert len(page.items()) == 100
    message = page.page.locator("#notices")
    for name in ("101.png", "102.png", "103.png"):
        expect(message).to_contain_text(name)
    expect(message).not_to_contain_text("100.png")
    page.button("Cancel all").click()
    page.wait_all_ended(100)


@pytest.mark.stub_worker
def test_clear_asks_before_it_throws_unsaved_results_away(page: CutroomPage) -> None:
    page.open().add([png("a.png")])
    page.wait_status("a.png", "done")
    page.button("Clear").click()
    page.page.get_by_role("button", name="Keep them").click()
    assert len(page.items()) == 1
    page.button("Clear").click()
    page.page.get_by_role("dialog").get_by_role("button", name="Clear").click()
    page.page.wait_for_function("() => document.querySelectorAll('[data-item]').length === 0")


# Adds files as a drop does, and reports how long it took until all have ended, and the longest that the page was deaf.
ADD_AND_TIME = """async (files) => {
  const given = new DataTransfer();
  for (const { name, text } of files) given.items.add(new File([text], name));
  const input = document.querySelector("input[type=file][multiple]");
  input.files = given.files;
  const rows = () => [...document.querySelectorAll("[data-item]")];
  let [startedAt, heardAt, longest] = [performance.now(), performance.now(), 0];
  input.dispatchEvent(new Event("change"));
  while (rows().length < files.length || rows().some((row) => row.dataset.status !== "failed")) {
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
    longest = Math.max(longest, performance.now() - heardAt);
    heardAt = performance.now();
  }
  return [performance.now() - startedAt, longest];
}"""


@pytest.mark.stub_worker
def test_a_hundred_files_that_are_no_photos_fail_without_a_worker(page: CutroomPage) -> None:
    kinds = {"empty-file": "", "unsupported-format": "GIF89a...", "unrecognised-file": "\x01\x02\x03"}
    codes = {f"{number}.jpg": code for number, code in enumerate(list(kinds) * 34)}
    names = list(codes)[:100]
    page.page.add_init_script(WATCH_WORKERS)
    page.open()
    took, longest = page.page.evaluate(ADD_AND_TIME, [{"name": name, "text": kinds[codes[name]]} for name in names])
    print(f"a hundred files took {took:.0f} ms, the longest task {longest:.0f} ms")
    assert {item.name: item.error_code for item in page.items()} == {name: codes[name] for name in names}
    expect(page.row("1.jpg")).to_contain_text("This file is a GIF picture. Supported are")
    assert page.page.evaluate("() => window.workers") == [], "no job worker"
