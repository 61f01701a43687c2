"""Memory of a whole browser: the summed proportional set size of its processes, sampled. Linux only (/proc)."""

import threading
import time
from pathlib import Path

import psutil

OFTEN = 0.5
"""Seconds between two samples where memory is the question."""

SELDOM = 3.0
"""Where seconds are the question: a sample walks the browser's page tables, at `OFTEN` a tenth of a core."""


class MemoryMeter(threading.Thread):
    """Samples a process tree until stopped.

    Parameters
    ----------
    root : psutil.Process
        The browser's first process.
    seconds_between : float

    Attributes
    ----------
    samples : list of (float, float)
        Seconds since the start of the clock that `time.perf_counter` reads, and MB.
    """

    def __init__(self, root: psutil.Process, seconds_between: float) -> None:
        super().__init__(daemon=True)
        self.root, self.seconds_between, self.samples = root, seconds_between, list[tuple[float, float]]()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Sample until `stopped`."""
        while not self.stopped.wait(self.seconds_between):
            total = 0
            for process in [self.root, *self.root.children(recursive=True)]:
                try:
                    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
                except (OSError, psutil.Error):
                    continue
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            self.samples.append((time.perf_counter(), total / 1024))


def browser_root(before: set[int]) -> psutil.Process:
    """Return the Chromium that was started since `before`, the process ids of then."""
    started = [each for each in psutil.Process().children(recursive=True) if each.pid not in before]
    return next(each for each in started if "chrom" in each.name())
