"""Time and memory of the pipeline's steps in Chromium: in the built page, with its own Pyodide and packages.

Memory is what numpy and Python hold at the peak, and the growth of the WebAssembly heap: it grows in steps, has room
left from loading Python, and never gives any back, so every figure has a fresh page.
"""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.quality import cost_steps
from e2e.browser import launch
from e2e.site import ROOT, serving

# Starts Python with the page's own code, without a worker around it.
_MEASURE = """
async ([source, step, side]) => {
  const { units } = JSON.parse(document.getElementById("cutroom-config").textContent);
  const at = ([name, unit]) => [name, new URL(unit, location.href).href];
  const full = Object.fromEntries(Object.entries(units).map(at));
  const { startPyodide } = await import(`${full.app}worker/pyodide-start.js`);
  const { pyodide } = await startPyodide(full, null, {
    bytes: async (address) => (await fetch(address)).arrayBuffer(),
    module: (address) => WebAssembly.compileStreaming(fetch(address)),
  });
  pyodide.FS.writeFile("/home/pyodide/cost_steps.py", source);
  const steps = pyodide.pyimport("cost_steps");
  steps.prepare(128);
  steps.perform(step);
  steps.prepare(side);
  const before = pyodide._module.HEAPU8.length;
  const start = performance.now();
  steps.perform(step);
  const seconds = (performance.now() - start) / 1000;
  const heap = (pyodide._module.HEAPU8.length - before) / 2 ** 20;
  steps.prepare(side);
  return { seconds, heap, mb: steps.traced_peak(step) };
}
"""


def in_browser(steps: Sequence[str], sides: Sequence[int], runs: int) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the least seconds and MB of some runs (`mb`, `heap`) for every step and size; needs a built dist/."""
    source = Path(cost_steps.__file__).read_text("utf-8")
    results = {}
    with serving(ROOT / "dist" / "models", "balanced") as site, sync_playwright() as playwright:
        browser = launch(playwright)
        for step, side in product(steps, sides):
            found = []
            for _ in range(runs):
                context = browser.new_context()
                page = context.new_page()
                page.goto(site)
                found.append(page.evaluate(_MEASURE, [source, step, side]))
                context.close()
            results[step, side] = {key: min(run[key] for run in found) for key in ("seconds", "mb", "heap")}
        browser.close()
    return results
