"""The page stays free: over a batch no task of its own is longer than 50 ms.

A task counts with the time for which it computed, so that a machine busy with something else fails nothing, and when a
script or the rendering of the page was in it. The last part shows that a long task would be seen, and named.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from e2e.drawn import encode, green_screen
from e2e.long_tasks import LIMIT_MS, OBSERVE, Timeline
from e2e.page import ENDED, CutroomPage

# A task of the page that lasts one second, and an observer that has seen it.
BUSY = "() => { setTimeout(() => { const end = performance.now() + 1000; while (performance.now() < end); }, 0); }"
SEEN = "(since) => window.longTasks.some(({ startTime, duration }) => startTime >= since && duration >= 1000)"


@pytest.mark.alone
@pytest.mark.stub_worker
def test_no_task_of_the_page_is_long_over_a_hundred_photos(browser: Browser, page: CutroomPage, tmp_path: Path) -> None:
    assert_no_long_task(browser, page, tmp_path, 100)


@pytest.mark.alone
def test_nor_while_real_workers_come_and_go(browser: Browser, page: CutroomPage, tmp_path: Path) -> None:
    assert_no_long_task(browser, page, tmp_path, 10)


def assert_no_long_task(browser: Browser, page: CutroomPage, folder: Path, count: int) -> None:
    """Run a batch and look at the page's tasks from its first photo to its last."""
    files = []
    for number in range(count):
        # From the disk, as people's files come: data handed over by the test would itself be a task of the page.
        files.append(folder / f"{number:03}.png")
        files[-1].write_bytes(encode(green_screen(32, 24, number % 10), "PNG"))
    page.page.add_init_script(OBSERVE)
    page.open()
    timeline = Timeline(browser, page.page)
    timeline.mark("batch")
    page.add(files)
    page.page.wait_for_function(ENDED, arg=count, timeout=400_000, polling=1000)
    timeline.mark("ended")
    page.page.evaluate(BUSY)
    page.page.wait_for_function(SEEN, arg=timeline.times["ended"])
    timeline.mark("after")
    timeline.stop()

    assert set(page.statuses().values()) == {"done"}
    tasks = timeline.tasks("batch", "ended")
    waited = sum(task.lasted > LIMIT_MS for task in tasks)
    print(f"{len(tasks)} tasks; {waited} lasted over {LIMIT_MS} ms; longest computing: {tasks[:3]}")
    assert [(task, own) for task in tasks if task.computed > LIMIT_MS and (own := timeline.own_doing(task))] == []
    busy = timeline.tasks("ended", "after")[0]
    assert busy.computed > LIMIT_MS, "a long task is seen"
    assert timeline.own_doing(busy), "and named"
