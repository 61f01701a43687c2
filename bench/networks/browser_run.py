"""Runs one variant in a fresh Chromium on one provider: is there a session, does it run, how long, how much memory."""

import time
from typing import Any

import psutil
from playwright.sync_api import Error, Page, sync_playwright

from bench.memory_meter import OFTEN, MemoryMeter, browser_root
from bench.networks.catalogue import Variant
from bench.networks.server import serving_files
from e2e.browser import launch

WEBGPU_FLAGS = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
THREADS = 2
START = """
(message) => {
  window.heard = [];
  const worker = new Worker("/worker.js", { type: "module" });
  const hear = (data) => window.heard.push(data);
  worker.addEventListener("message", ({ data }) => hear(data));
  worker.addEventListener("error", (event) => hear({ step: "failed", message: event.message || "the worker failed" }));
  worker.postMessage(message);
}
"""
ENDED = "window.heard.some(({ step }) => step === 'run' || step === 'failed')"


def run_in_browser(variant: Variant, provider: str, side: int, input_name: str, limit: float) -> dict[str, Any]:
    """Return what happened.

    Parameters
    ----------
    variant : Variant
    provider : str
        `wasm` or `webgpu` (in software: what it computes and needs counts, not how fast).
    side : int
    input_name : str
    limit : float
        Seconds for loading, session and run together.

    Returns
    -------
    dict
        `session` and `run`: seconds, None where it did not come to an end; `error`, empty where all went well;
        `heap_mb`, the WebAssembly heap at its largest; `process_mb`, all processes of the browser at their largest;
        `placed`, nodes by provider, and `on_processor`, operators that are not on the GPU, both of WebGPU only;
        `output`, a sample of the values.
    """
    before = {process.pid for process in psutil.process_iter()}
    flags = WEBGPU_FLAGS if provider == "webgpu" else ()
    with serving_files(variant.graph.parent) as site, sync_playwright() as playwright:
        browser = launch(playwright, *flags)
        meter = MemoryMeter(browser_root(before), OFTEN)
        meter.start()
        page = browser.new_page()
        page.goto(site)
        message = {
            "ort": f"{site}/ort",
            "provider": provider,
            "threads": THREADS,
            "graph": f"{site}/files/{variant.graph.name}",
            "weights": f"{site}/files/{variant.weights.name}" if variant.weights else None,
            "input": input_name,
            "side": side,
        }
        started = time.perf_counter()
        page.evaluate(START, message)
        heard, crash = _listen(page, limit)
        elapsed = time.perf_counter() - started
        meter.stopped.set()
        browser.close()
    peak = max((megabytes for _, megabytes in meter.samples), default=0.0)
    return {**_read(heard, crash, elapsed), "process_mb": peak}


def _listen(page: Page, limit: float) -> tuple[list[dict[str, Any]], str]:
    """Wait for the worker's end; return what it said, and the words of a crashed page."""
    try:
        page.wait_for_function(ENDED, timeout=limit * 1000, polling=250)
    except Error as error:
        if "Timeout" not in str(error):
            return [], f"the page crashed: {str(error).splitlines()[0]}"
    heard: list[dict[str, Any]] = page.evaluate("window.heard")
    return heard, ""


def _read(heard: list[dict[str, Any]], crash: str, elapsed: float) -> dict[str, Any]:
    steps = {each["step"]: each for each in heard}
    last = heard[-1] if heard else {}
    error = crash
    if "failed" in steps:
        error = f"{steps['failed'].get('during', '')}: {steps['failed']['message']}"
    elif "run" not in steps and not crash:
        during = "run" if "session" in steps else "session" if "load" in steps else "load"
        error = f"{during}: not finished in {elapsed:.0f} s"
    loaded, session, run = (steps.get(name, {}).get("at") for name in ("load", "session", "run"))
    return {
        "session": session - loaded if session is not None and loaded is not None else None,
        "run": run - session if run is not None and session is not None else None,
        "error": error,
        "heap_mb": last.get("heap", 0) / 1e6,
        "placed": last.get("placed", {}),
        "on_processor": last.get("onProcessor", {}),
        "output": steps.get("run", {}).get("output"),
    }
