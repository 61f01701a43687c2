"""Workers from outside: each runs one photo, the next is prepared ahead, and one that dies harms only its own photo."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Route, expect

from e2e.drawn import encode, green_screen
from e2e.page import CutroomPage
from e2e.stub_site import hold_jobs, let_jobs_go

GOOD = encode(green_screen(96, 64), "PNG")
# Keeps a record of every job's worker, and can end one without a word when it reports a stage, as a browser short of
# memory does: the page hears nothing of it.
WATCH = """
window.workers = [];
window.killAt = null;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    if (given[1]?.name !== "cutroom-job") return;
    const current = window.workers.findLast((each) => !each.ended);
    const record = { runs: 0, said: [], madeDuring: current?.said.at(-1) ?? null };
    window.workers.push(record);
    this.record = record;
    this.addEventListener("message", ({ data }) => {
      record.said.push(data.stage ?? data.type);
      if (data.stage !== undefined && data.stage === window.killAt) {
        window.killAt = null;
        super.terminate();
      }
    });
  }
  postMessage(message, ...more) {
    if (message.type === "run") this.record.runs += 1;
    super.postMessage(message, ...more);
  }
  terminate() {
    if (this.record) this.record.ended = true;
    super.terminate();
  }
};
"""


def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": GOOD}


def watched(page: CutroomPage) -> CutroomPage:
    page.page.add_init_script(WATCH)
    return page.open()


def workers(page: CutroomPage) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = page.page.evaluate("() => window.workers")
    return records


def test_the_next_worker_is_prepared_ahead_and_none_runs_two_photos(page: CutroomPage) -> None:
    watched(page).add([png("a.png"), png("b.png"), png("c.png")])
    page.wait_all_ended(3)
    assert set(page.statuses().values()) == {"done"}
    records = workers(page)
    assert [(record["runs"], record["ended"]) for record in records] == [(1, True)] * 3
    # beside the network, or right after it where the network keeps every core busy
    assert [record["madeDuring"] in (None, "inference", "alpha") for record in records] == [True] * 3
    assert [record["madeDuring"] is None for record in records] == [True, False, False]
    assert ["kit" in record["said"] for record in records] == [True, False, False], (
        "the first leaves its kit to the rest"
    )
    for name, is_ahead in (("a.png", False), ("b.png", True), ("c.png", True)):
        page.row(name).get_by_text("Details").click()
        note = page.row(name).get_by_text("prepared while the photo before it was in work")
        expect(note).to_have_count(1 if is_ahead else 0)
    page.wait_workers_gone()


@pytest.mark.stub_worker
def test_cancel_ends_only_the_photos_own_worker_and_the_spare_takes_over(page: CutroomPage) -> None:
    hold_jobs(watched(page))
    page.add([png("a.png"), png("b.png")])
    page.page.wait_for_function("() => window.workers.length === 2")
    page.page.evaluate(
        """() => document.querySelector('[data-name="a.png"]').querySelectorAll("button").forEach(
          (each) => each.textContent.trim() === "Cancel" && each.click())"""
    )
    let_jobs_go(page)
    page.wait_all_ended(2)
    assert page.statuses()["b.png"] == "done"
    records = workers(page)
    assert [record["runs"] for record in records] == [1, 1]


@pytest.mark.stub_worker
def test_a_worker_that_dies_in_the_network_fails_its_photo_at_once(page: CutroomPage) -> None:
    watched(page).page.evaluate("() => { window.killAt = 'inference'; }")
    page.add([png("a.png"), png("b.png")])
    page.wait_all_ended(2)
    assert {item.name: item.error_code for item in page.items()} == {"a.png": "worker-crashed", "b.png": None}


def test_a_worker_that_dies_over_a_whole_photo_is_tried_once_more_with_less_memory(page: CutroomPage) -> None:
    watched(page).page.evaluate("() => { window.killAt = 'decode'; }")
    page.add([png("a.png"), png("b.png")])
    page.wait_all_ended(2)
    assert set(page.statuses().values()) == {"done"}
    page.row("a.png").get_by_text("Details").click()
    expect(page.row("a.png")).to_contain_text("Tried again with less memory")
    expect(page.row("a.png")).to_contain_text("WASM, 1 thread")
    assert [record["runs"] for record in workers(page)] == [1, 1, 1]


# What each worker was given to start from: bytes of the snapshot, and how many compiled modules.
KITS = """
window.kits = [];
window.Worker = class extends Worker {
  postMessage(message, ...more) {
    if (message.type === "prepare" && "kit" in message) {
      const { kit } = message;
      window.kits.push([kit?.snapshot?.size ?? 0, Object.keys(kit?.modules ?? {}).length]);
    }
    super.postMessage(message, ...more);
  }
};
"""
# One bit of Python's memory, as a disk may turn it over: nothing in Python needs to notice.
SPOIL = """
async () => {
  const cache = await caches.open("cutroom-start");
  const [request] = await cache.keys();
  const { headers, ...kept } = await cache.match(request).then(async (response) => (
    { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
  ));
  kept.bytes[kept.bytes.length >> 1] ^= 1;
  await cache.put(request, new Response(kept.bytes, { headers }));
}
"""
IS_SOUND = """
async () => {
  const cache = await caches.open("cutroom-start");
  const response = await cache.match((await cache.keys())[0]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex === response.headers.get("cutroom-sha256");
}
"""
KEPT = "async () => (await (await caches.open('cutroom-start')).keys()).length === 1"


def visit(page: CutroomPage, folder: Path) -> tuple[list[int], bytes]:
    """Load the page, run one photo; return what its worker started from, and the cutout."""
    page.open().add([png("a.png")])
    page.wait_all_ended(1)
    assert page.statuses() == {"a.png": "done"}
    kits: list[list[int]] = page.page.evaluate("() => window.kits")
    page.page.wait_for_function(KEPT)
    return kits[0], page.download(page.item_button("a.png", "Download"), folder).read_bytes()


def test_the_next_visit_starts_from_this_ones_snapshot_and_survives_a_spoilt_one(
    page: CutroomPage, tmp_path: Path
) -> None:
    page.page.add_init_script(KITS)
    first, cutout = visit(page, tmp_path)
    assert first == [0, 0]
    (snapshot, modules), again = visit(page, tmp_path)
    assert (snapshot > 10_000_000, modules, again == cutout) == (True, 0, True)
    assert page.page.evaluate(IS_SOUND)
    page.page.evaluate(SPOIL)
    assert not page.page.evaluate(IS_SOUND)
    (spoilt, _), still = visit(page, tmp_path)
    assert (spoilt, still == cutout) == (snapshot, True)
    page.page.wait_for_function(IS_SOUND)


# A snapshot that starts nothing: Python waits in it for ever.
FROM_SNAPSHOT = "return { pyodide: await load(units, packages, { _loadSnapshot"


def test_a_snapshot_that_hangs_costs_a_minute_once_and_no_photo(page: CutroomPage, tmp_path: Path) -> None:
    page.page.add_init_script(KITS)
    visit(page, tmp_path)

    def hang(route: Route) -> None:
        text = route.fetch().text()
        assert text.count(FROM_SNAPSHOT) == 1
        route.fulfill(body=text.replace(FROM_SNAPSHOT, f"for (;;); {FROM_SNAPSHOT}"), content_type="text/javascript")

    page.page.context.route("**/worker/pyodide-start.js", hang)
    page.page.clock.install()
    page.open().add([png("a.png")])
    page.page.wait_for_function("() => window.kits.length === 1")
    page.page.wait_for_timeout(3000)
    assert page.statuses() == {"a.png": "processing"}
    page.page.clock.run_for(65_000)
    page.wait_all_ended(1)
    assert page.statuses() == {"a.png": "done"}
    (from_snapshot, _), (the_long_way, _) = page.page.evaluate("() => window.kits")
    assert (from_snapshot > 10_000_000, the_long_way) == (True, 0)
    page.row("a.png").get_by_text("Details").click()
    expect(page.row("a.png")).to_contain_text("once more, without what an earlier photo had left for it")
