"""The proof that faults stay where they are: workers killed at every stage, requests that fail, hostile files, cancel.

Whatever happens, every good photo ends done with the bytes of a calm run, no photo is worked on twice without need, and
nothing hangs.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Route

from e2e.drawn import encode, green_screen
from e2e.hostile_files import hostile_files
from e2e.page import CutroomPage
from e2e.watched_workers import WATCH_WORKERS

WIDTH, HEIGHT = 96, 64
PICTURES = [encode(green_screen(WIDTH, HEIGHT, seed), "PNG") for seed in range(6)]
STAGES = ["decode", "prepare", "inference", "alpha", "foreground", "encode", "verify", "preview"]
# Where whole photos are held a worker most likely died for want of memory: one more try, with less of it.
RETRIED = {"decode", "foreground", "encode"}
CANCEL_LIMIT_MS = 300
# Presses Cancel of each named photo when it reaches its stage, and notes when its worker was ended, when its item said
# so, which one was in work then, and when the browser gave back the lock that the worker held while it lived. The last
# has no bound here: Chromium leaves a worker that is computing up to two seconds before it breaks the computation off.
CANCEL_AT = """(plan) => {
  window.cancels = {};
  const row = (name) => document.querySelector(`[data-item][data-name="${name}"]`);
  const until = async (isTrue) => {
    while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 2));
    return performance.now();
  };
  const locks = async () => (await navigator.locks.query()).held.filter(({ name }) => name.startsWith("cutroom-job-"));
  const cancel = async (name) => {
    const worker = window.workers.findLast(({ photo }) => photo === name);
    const before = await locks();
    const pressedAt = performance.now();
    [...row(name).querySelectorAll("button")].find((each) => each.textContent.trim() === "Cancel").click();
    const next = document.querySelector('[data-item][data-status="processing"]')?.dataset.name ?? null;
    const shownAt = await until(() => row(name).dataset.status === "cancelled");
    const goneAt = await until(async () => {
      const left = new Set((await locks()).map(({ name: lock }) => lock));
      return before.some(({ name: lock }) => !left.has(lock));
    });
    const since = (time) => time - pressedAt;
    window.cancels[name] = { told: since(worker.endedAt), shown: since(shownAt), gone: since(goneAt), next };
  };
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const { name, stage } = target.dataset;
      if (stage === undefined || plan[name] !== stage) continue;
      delete plan[name];
      setTimeout(() => cancel(name), 0);
    }
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-stage"] });
}"""


KNOWN_BY_FIRST_BYTES = {"empty-file", "unrecognised-file", "unsupported-format"}


def photo(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": data}


def good(number: int) -> FilePayload:
    return photo(f"{number:02} good.png", PICTURES[number % len(PICTURES)])


def workers(page: CutroomPage) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = page.page.evaluate("() => window.workers")
    return records


@pytest.fixture(scope="module")
def calm(browser: Browser, real_site: str, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The cutouts of PICTURES from a run in which nothing goes wrong."""
    return run_calmly(browser, real_site, tmp_path_factory.mktemp("calm"))


@pytest.fixture(scope="module")
def stub_calm(browser: Browser, stub_site: str, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The same from the stub."""
    return run_calmly(browser, stub_site, tmp_path_factory.mktemp("calm"))


def run_calmly(browser: Browser, site: str, folder: Path) -> list[bytes]:
    context = browser.new_context(accept_downloads=True, service_workers="block")
    page = CutroomPage(context, site).open()
    page.add([good(number) for number in range(len(PICTURES))])
    page.wait_all_ended(len(PICTURES))
    assert set(page.statuses().values()) == {"done"}
    entries = page.download_zip(folder)
    context.close()
    cutouts = [entries[f"{number:02} good.png"] for number in range(len(PICTURES))]
    assert len(set(cutouts)) == len(PICTURES), "the pictures differ, so a mix-up shows"
    return cutouts


def assert_good_ones(entries: dict[str, bytes], numbers: Iterable[int], calm: list[bytes]) -> None:
    for number in numbers:
        assert entries[f"{number:02} good.png"] == calm[number % len(calm)], number


@pytest.mark.stub_worker
def test_a_worker_killed_at_any_stage_harms_only_its_own_photo(
    page: CutroomPage, stub_calm: list[bytes], tmp_path: Path
) -> None:
    page.page.add_init_script(WATCH_WORKERS)
    page.open()
    # The list is sorted by name: each of these follows the good one of its number.
    names = {stage: f"{number:02} killed in {stage}.png" for number, stage in enumerate(STAGES)}
    plan = {name: [stage] for stage, name in names.items()}
    plan[f"{len(STAGES):02} killed twice.png"] = ["decode", "decode"]
    early = "00 a.png"
    files = [photo(early, PICTURES[0])]
    for number, name in enumerate(plan):
        files += [good(number), photo(name, PICTURES[number % len(PICTURES)])]
    files.append(good(len(plan)))
    # The first worker dies before it has its photo, and so does a spare; but a spare's death is no photo's fault.
    starting = {"first": ["start"], "spare during 02 good.png": ["start"]}
    page.page.evaluate("(plan) => { window.killAt = plan; }", plan | starting)
    page.add(files)
    page.wait_all_ended(len(files), limit_ms=240_000)

    is_retried = {names[stage] for stage in RETRIED}
    expected = {str(each["name"]): None for each in files} | {
        name: "worker-crashed" for name in [early, *plan] if name not in is_retried
    }
    assert {item.name: item.error_code for item in page.items()} == expected
    assert {item.name for item in page.items() if item.status == "done"} == {
        name for name, code in expected.items() if code is None
    }
    entries = page.download_zip(tmp_path)
    assert_good_ones(entries, range(len(plan) + 1), stub_calm)
    for number, name in enumerate(plan):
        if name in is_retried:
            assert entries[name] == stub_calm[number % len(stub_calm)], "less memory, the same cutout"

    records = workers(page)
    assert max(record["runs"] for record in records) == 1, "no worker sees two photos"
    runs = Counter(record["photo"] for record in records if record["photo"] is not None)
    tries = {name: 2 if name in is_retried or "twice" in name else 1 for name in expected if name != early}
    assert runs == tries
    killed = Counter(record["killed"] for record in records if record["killed"] is not None)
    assert killed == Counter(["start", "start", "decode", "decode", *STAGES]), "the faults did happen"
    page.wait_workers_gone()


@pytest.mark.parametrize("nth", [1, 2, 3, 9])
def test_a_failed_request_after_loading_costs_at_most_a_retry(
    page: CutroomPage, calm: list[bytes], tmp_path: Path, nth: int
) -> None:
    page.open()
    seen: list[str] = []

    def fail_nth(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) == nth:
            route.abort()
        else:
            route.continue_()

    page.context.route(f"{page.site}/**", fail_nth)
    page.add([good(0), good(1)])
    page.wait_all_ended(2)
    assert len(seen) >= nth, "the fault did happen"
    failed = [item for item in page.items() if item.status == "failed"]
    for item in failed:
        assert item.error_code in {"model-unavailable", "runtime-unavailable", "worker-crashed", "session-failed"}
        assert page.row(item.name).locator(".item-failure").inner_text().strip() != ""
    if failed:
        page.button("Retry failed").click()
        page.wait_all_ended(2)
    assert set(page.statuses().values()) == {"done"}
    assert_good_ones(page.download_zip(tmp_path), range(2), calm)
    page.problems[:] = [problem for problem in page.problems if "net::ERR_FAILED" not in problem]


def test_hostile_files_among_good_ones_fail_alone(page: CutroomPage, calm: list[bytes], tmp_path: Path) -> None:
    page.page.add_init_script(WATCH_WORKERS)
    page.open()
    hostile = hostile_files()
    codes: dict[str, str] = {}
    files: list[FilePayload] = []
    for number, each in enumerate(hostile):
        files += [good(number), photo(f"{number:02} {each.name}", each.data)]
        codes[f"{number:02} {each.name}"] = each.code
    files.append(good(len(hostile)))
    page.add(files)
    page.wait_all_ended(len(files), limit_ms=240_000)
    assert {item.name: item.error_code for item in page.items() if item.status == "failed"} == codes
    entries = page.download_zip(tmp_path)
    numbers = range(len(hostile) + 1)
    assert sorted(entries) == sorted([f"{number:02} good.png" for number in numbers] + ["report.csv"])
    assert_good_ones(entries, numbers, calm)
    runs = Counter(record["photo"] for record in workers(page))
    tried = [str(each["name"]) for each in files if codes.get(str(each["name"])) not in KNOWN_BY_FIRST_BYTES]
    assert runs == Counter(tried), "each file was tried once, and no worker started for what is no picture"


@pytest.mark.alone
def test_cancel_ends_the_worker_within_300_ms_and_the_next_photo_starts(page: CutroomPage) -> None:
    page.page.add_init_script(WATCH_WORKERS)
    page.open()
    large = encode(green_screen(2000, 1500), "PNG")
    plan = {"a.png": "decode", "b.png": "foreground", "c.png": "encode"}
    page.page.evaluate(CANCEL_AT, plan)
    page.add([*(photo(name, large) for name in plan), photo("d.png", PICTURES[0])])
    page.wait_all_ended(4)
    assert page.statuses() == {**dict.fromkeys(plan, "cancelled"), "d.png": "done"}
    page.page.wait_for_function("(count) => Object.keys(window.cancels).length === count", arg=len(plan))
    cancels: dict[str, dict[str, Any]] = page.page.evaluate("() => window.cancels")
    print("cancel, in ms:", cancels)
    assert {name: each["next"] for name, each in cancels.items()} == {
        "a.png": "b.png",
        "b.png": "c.png",
        "c.png": "d.png",
    }
    for moment in ("told", "shown"):
        assert median(each[moment] for each in cancels.values()) < CANCEL_LIMIT_MS, moment
