"""An init script that notes for every worker of the page what it was prepared for and asked to do."""

from typing import Any

from e2e.page import CutroomPage

# `window.made` has one entry a worker: its name, whether it was given a network, and the work it was asked for.
WATCH_WORKS = """
window.made = [];
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.note = { name: given[1]?.name ?? "", network: null, work: null };
    window.made.push(this.note);
  }
  postMessage(message, ...more) {
    if (message?.type === "prepare") this.note.network = message.network !== null;
    if (message?.type === "run") this.note.work = message.work;
    super.postMessage(message, ...more);
  }
};
"""


def jobs_since(page: CutroomPage, number: int = 0) -> list[dict[str, Any]]:
    """Return the workers after the first `number`, without the ZIP's."""
    made: list[dict[str, Any]] = page.page.evaluate("() => window.made")
    return [each for each in made if each["name"] != "cutroom-zip"][number:]


def asked_for_network(urls: list[str]) -> list[str]:
    """Return the addresses that only a job with a network needs: model files, ONNX Runtime and its worker."""
    parts = ("/models/", "/ort.", "/network-worker.js", "/model-worker/")
    return [url for url in urls if any(part in url for part in parts)]
