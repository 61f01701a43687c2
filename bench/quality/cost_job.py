"""One method, once, in a process of its own: `python -m bench.quality.cost_job METHOD SIDE` prints CPU seconds and MB.

Linux only: the peak is read from /proc.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.quality.cost_steps import STEPS, Picture, drawn_picture
from bench.quality.methods import METHODS
from bench.quality.pixels import as_float

_STATUS = Path("/proc/self/status")
PEAK_RESET = Path("/proc/self/clear_refs")
"""Writing 5 here starts the peak (VmHWM) anew."""


def prepared(method: str, picture: Picture) -> Callable[[], object]:
    """Return what is to be measured: inputs are made here already, results are made there."""
    if method in STEPS:
        return lambda: STEPS[method](picture)
    photo, alpha = as_float(picture.rgb), picture.alpha
    return lambda: METHODS[method](photo, alpha)


def measure(method: str, side: int) -> dict[str, float]:
    """Return the CPU seconds, and the MB of memory beyond the inputs at the peak."""
    prepared(method, drawn_picture(128))()  # imports, and what numba compiles
    run = prepared(method, drawn_picture(side))
    PEAK_RESET.write_text("5")
    before = _kilobytes("VmRSS")
    start = time.process_time()
    run()
    seconds = time.process_time() - start
    return {"seconds": seconds, "mb": (_kilobytes("VmHWM") - before) / 1024}


def _kilobytes(field: str) -> int:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1])


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
