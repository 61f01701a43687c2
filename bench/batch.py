"""One batch in Chromium: seconds per photo, where they go, and the memory of all browser processes together.

    .venv/bin/python -m bench.batch PHOTO [PHOTO ...] [--model ID] [--provider wasm]

Machines differ and drift: compare shares and ratios within one run, not seconds between runs.
Linux only: memory is read from /proc.
"""

import argparse
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

from e2e.browser import launch
from e2e.page import CutroomPage
from e2e.site import ROOT, serving

JAVASCRIPT_STAGES = ("start", "session")
# Listens in on the workers from outside: the application has no hook for this and needs none.
LISTEN = """
window.jobs = [];
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    const job = { createdAt: performance.now() };
    this.addEventListener("message", ({ data }) => {
      if (data.type === "ready") job.readyAt = performance.now();
      if (data.type === "done") {
        window.jobs.push({ ...job, doneAt: performance.now(), timings: data.timings, width: data.width,
          height: data.height, bytes: data.cutout.size });
      }
    });
  }
};
"""


class MemoryMeter(threading.Thread):
    """Samples the summed proportional set size of a process tree, in MB, until stopped."""

    def __init__(self, root: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.root, self.samples = root, list[float]()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Sample twice a second."""
        while not self.stopped.wait(0.5):
            total = 0
            for process in [self.root, *self.root.children(recursive=True)]:
                try:
                    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
                except (OSError, psutil.Error):
                    continue
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            self.samples.append(total / 1024)


def measure(photos: list[Path], model: str, provider: str, zip_folder: Path) -> dict[str, Any]:
    """Run one batch and return its jobs, wall seconds, memory samples and ZIP entries."""
    before = {process.pid for process in psutil.process_iter()}
    with serving(ROOT / "dist" / "models", model) as site, sync_playwright() as playwright:
        browser = launch(playwright)
        roots = [each for each in psutil.Process().children(recursive=True) if each.pid not in before]
        chromium = next(each for each in roots if "chrom" in each.name())
        context = browser.new_context(accept_downloads=True)
        context.add_init_script(LISTEN)
        page = CutroomPage(context, site).open(f"?provider={provider}")
        meter = MemoryMeter(chromium)
        meter.start()
        started = time.perf_counter()
        page.add(photos)
        page.wait_all_ended(len(photos), 3_600_000)
        wall = time.perf_counter() - started
        meter.stopped.set()
        entries = page.download_zip(zip_folder)
        result = {
            "jobs": page.page.evaluate("() => window.jobs"),
            "statuses": page.statuses(),
            "provider": {item.provider for item in page.items()},
            "wall": wall,
            "memory": meter.samples,
            "entries": {name: (len(data), data[:8].hex(" ")) for name, data in entries.items()},
        }
        browser.close()
    return result


def report(result: dict[str, Any]) -> None:
    """Print the batch as a table."""
    jobs = result["jobs"]
    stages = [stage for stage in jobs[0]["timings"] if stage not in JAVASCRIPT_STAGES]
    total = sum(job["doneAt"] - job["createdAt"] for job in jobs) / 1000

    def line(label: str, seconds: list[float], *, share: bool = True) -> None:
        part = f"{sum(seconds) / total:6.1%}" if share else ""
        print(f"{label:44} median {statistics.median(seconds):6.2f} s {part}")

    print(f"photos {len(jobs)}, statuses {sorted(set(result['statuses'].values()))}, provider {result['provider']}")
    print(f"wall {result['wall']:.1f} s, {result['wall'] / len(jobs):.2f} s a photo")
    line("start-up (Python and session side by side)", [(job["readyAt"] - job["createdAt"]) / 1000 for job in jobs])
    line("  of it Python", [job["timings"]["start"] for job in jobs], share=False)
    line("  of it runtime and session", [job["timings"]["session"] for job in jobs], share=False)
    for stage in stages:
        line(stage, [job["timings"][stage] for job in jobs])
    first, peak, last = (round(value) for value in (result["memory"][0], max(result["memory"]), result["memory"][-1]))
    print(f"memory of all browser processes: first {first} MB, peak {peak} MB, last {last} MB")
    for name, (size, head) in result["entries"].items():
        print(f"  {name:44} {size:>10,} bytes  {head}")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--model", default="balanced")
    parser.add_argument("--provider", default="auto", choices=["auto", "webgpu", "wasm"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(measure(arguments.photos, arguments.model, arguments.provider, Path(folder)))


if __name__ == "__main__":
    main()
