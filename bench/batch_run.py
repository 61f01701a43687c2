"""Drives one batch in Chromium and writes down what the workers said and how much memory the browser had."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from playwright.sync_api import sync_playwright

from bench.bare_run import bare_run
from bench.memory_meter import MemoryMeter, browser_root
from bench.refinish import Change, change_all
from e2e.browser import launch_with_profile
from e2e.page import CutroomPage
from e2e.site import ROOT, serving

# Listens in on the workers from outside: the application has no hook for this and needs none. Only the worker's side of
# a job is seen here, so what lies between two jobs is the page's.
LISTEN = """
window.jobs = [];
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    const job = this.job = { createdAt: performance.now() };
    this.addEventListener("message", ({ data }) => {
      if (data.type === "ready") job.readyAt = performance.now();
      if (data.type === "done") {
        const { timings, width, height, bytes } = data.result;
        window.jobs.push({ ...job, doneAt: performance.now(), timings, width, height, bytes });
      }
    });
  }
  postMessage(message, ...rest) {
    if (message?.type === "run") Object.assign(this.job, { runAt: performance.now(), work: message.work });
    super.postMessage(message, ...rest);
  }
};
"""


class BatchResult(NamedTuple):
    """Everything that was seen; times in the page's milliseconds unless named otherwise."""

    jobs: list[dict[str, Any]]
    statuses: dict[str, str]
    provider: list[str]
    wall: float
    """Seconds from the drop to the end of the last photo."""
    memory: list[tuple[float, float]]
    """Seconds since the drop, and MB of all browser processes."""
    entries: dict[str, tuple[int, str]]
    """Of the ZIP: bytes and the first eight of them."""
    bare: dict[str, Any]
    """`bench.bare_run.bare_run` in the same browser; half of its warm runs come after the batch, as machines drift.
    Empty where it was not asked for."""
    changes: Sequence[Change] = ()
    """What came after the batch, where it was asked for."""


def run_batch(
    photos: list[Path],
    model: str,
    provider: str,
    zip_folder: Path,
    *,
    with_bare_run: bool,
    memory_every: float,
    refinish: bool = False,
) -> BatchResult:
    """Run one batch in a fresh browser on a fresh server, and change it if `refinish`; `memory_every` is in seconds."""
    before = {process.pid for process in psutil.process_iter()}
    with (
        tempfile.TemporaryDirectory() as profile,
        serving(ROOT / "dist" / "models", model) as site,
        sync_playwright() as playwright,
    ):
        # A profile on disk, because an incognito one keeps its private file system in memory. No service worker: it
        # would fetch in the background during the first photo.
        context = launch_with_profile(playwright, profile, accept_downloads=True, service_workers="block")
        meter = MemoryMeter(browser_root(before), memory_every)
        bare = bare_run(context, site, model) if with_bare_run else {}
        context.add_init_script(LISTEN)
        page = CutroomPage(context, site).open(f"?provider={provider}")
        meter.start()
        started = time.perf_counter()
        page.add(photos)
        page.wait_all_ended(len(photos), 3_600_000)
        wall = time.perf_counter() - started
        meter.stopped.set()
        jobs = page.page.evaluate("() => window.jobs")
        changes = change_all(page, len(photos)) if refinish else []
        entries = page.download_zip(zip_folder)
        if bare:
            bare["warm"] += bare_run(context, site, model)["warm"]
        result = BatchResult(
            jobs,
            page.statuses(),
            sorted({str(item.provider) for item in page.items()}),
            wall,
            [(at - started, megabytes) for at, megabytes in meter.samples],
            {name: (len(data), data[:8].hex(" ")) for name, data in entries.items()},
            bare,
            changes,
        )
        context.close()
    return result
