"""The yardstick: seconds of a bare, warm `session.run` in the same browser, with the same weights and threads."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Route

from cutout.model_spec import Look

WORKER = Path(__file__).parent / "workers" / "bare_run.js"
ADDRESS = "/bench/bare_run.js"
RUNS = 3
START = """
async ([worker, message]) => {
  const started = new Worker(worker, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      started.addEventListener("message", ({ data }) => resolve(data));
      started.addEventListener("error", (event) => reject(new Error(event.message || "the worker failed")));
      started.addEventListener("messageerror", () => reject(new Error("messageerror")));
      started.postMessage(message);
    });
  } finally {
    started.terminate();
  }
}
"""


def bare_run(context: BrowserContext, site: str, model_id: str) -> dict[str, Any]:
    """Open the page, start nothing of it, and run the network alone.

    Parameters
    ----------
    context : BrowserContext
    site : str
        Origin of a server of ours.
    model_id : str

    Returns
    -------
    dict
        `session` and `first`, seconds, and `warm`, a list of seconds; `threads`.
    """
    context.route(f"**{ADDRESS}", _serve_worker)
    page = context.new_page()
    try:
        page.goto(site)
        config = json.loads(page.locator("#cutroom-config").text_content() or "")
        catalogue = page.evaluate("(url) => fetch(url).then((answer) => answer.json())", config["catalogueUrl"])
        model = next(each for each in catalogue["models"] if each["id"] == model_id)
        urls = {file["role"]: site + file["url"] for file in model["variants"][-1]["files"]}
        threads = page.evaluate("crossOriginIsolated ? Math.max(1, Math.min(8, navigator.hardwareConcurrency)) : 1")
        message = {
            "ort": site + config["units"]["ort"],
            "threads": threads,
            "runs": RUNS,
            "model": {
                **urls,
                "side": Look.parse(model["spec"]["looks"][0]).side,
                "input": model["spec"]["input_name"],
                "output": model["spec"]["output_name"],
            },
        }
        result: dict[str, Any] = page.evaluate(START, [ADDRESS, message])
        return {**result, "threads": threads}
    finally:
        page.close()


def _serve_worker(route: Route) -> None:
    headers = {
        "Content-Type": "text/javascript",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    route.fulfill(status=200, headers=headers, body=WORKER.read_text("utf-8"))
