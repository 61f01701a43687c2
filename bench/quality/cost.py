"""Time and memory at 1, 4 and 16 megapixels, in CPython and in the browser, on a drawn picture with a band of 10 %.

Seconds are CPU seconds of one thread in CPython, and what the clock shows in the browser; the least of some runs.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

from bench.quality.cost_job import PEAK_RESET
from bench.quality.cost_steps import STEPS
from bench.quality.methods import METHODS
from bench.quality.tables import Row, chosen, digits, markdown

SIDES = (1024, 2048, 4096)
RUNS = 2


def measure_cost(*, quick: bool, browser: bool) -> list[Row]:
    """Measure, print a table for each environment, and return a row for each method and size."""
    if not PEAK_RESET.exists():
        print("\ntime and memory are left out: they are measured on Linux only")
        return []
    sides = SIDES[:1] if quick else SIDES
    rows: list[Row] = []
    for method in [name for name in METHODS if name != "none"] + list(STEPS):
        rows += [{"where": "CPython", "method": method, "side": side, **in_cpython(method, side)} for side in sides]
    print_cost(rows, sides)
    if browser:
        from bench.quality.browser_cost import in_browser

        in_page = [
            {"where": "Chromium", "method": step, "side": side, **figures}
            for (step, side), figures in in_browser(list(STEPS), sides, RUNS).items()
        ]
        print_cost(in_page, sides)
        print(f"\nthe WebAssembly heap grew by at most {max(row['heap'] for row in in_page):.0f} MB")
        rows += in_page
    return rows


def in_cpython(method: str, side: int) -> dict[str, float]:
    """Run a method in processes of its own and return the least seconds and MB of some runs."""
    command = [sys.executable, "-m", "bench.quality.cost_job", method, str(side)]
    runs = [json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(RUNS)]
    return {key: min(run[key] for run in runs) for key in ("seconds", "mb")}


def print_cost(rows: Sequence[Row], sides: Sequence[int]) -> None:
    """Print seconds and MB, a line for each method."""
    lines = [["method"]]
    for side in sides:
        lines[0] += [f"{side}² s", f"{side}² MB"]
    for method in dict.fromkeys(row["method"] for row in rows):
        line = [str(method)]
        for side in sides:
            (row,) = chosen(rows, method=method, side=side)
            line += [digits(row["seconds"]), f"{row['mb']:.0f}"]
        lines.append(line)
    print(f"\nTime and memory beyond the inputs: {rows[0]['where']}\n")
    print(markdown(lines))
