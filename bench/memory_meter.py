"""Memory of a whole browser: the summed proportional set size of its processes, sampled. Linux only (/proc)."""

import threading
import time
from pathlib import Path

import psutil

SECONDS_BETWEEN = 0.5


class MemoryMeter(threading.Thread):
    """Samples a process tree until stopped.

    Parameters
    ----------
    root : psutil.Process
        The browser's first process.

    Attributes
    ----------
    samples : list of (float, float)
        Seconds since the start of the clock that `time.perf_counter` reads, and MB.
    """

    def __init__(self, root: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.root, self.samples = root, list[tuple[float, float]]()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Sample twice a second."""
        while not self.stopped.wait(SECONDS_BETWEEN):
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
