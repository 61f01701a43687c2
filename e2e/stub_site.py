"""The built page with a stub for its job worker, for tests of the page alone: a photo takes a tenth of a second.

What a test proves with it must not depend on what is in a cutout: Python, the network and the codecs are not there. Of
their files the names are there, so that the service worker stores as many as ever, and is done at once.
"""

import json
from pathlib import Path

from e2e.other_build import write_changed_build
from e2e.page import CutroomPage

SOURCE = Path(__file__).with_name("stub_worker.js")
PLACE = "worker/main.js"
LOOKS = ["square 64", "aspect 64"]
RUNTIME = ("pyodide", "python", "ort", "codecs")
_HOLD = """() => new Promise((held) => {
  navigator.locks.request("cutroom-stub-hold", () => new Promise((resolve) => { window.letJobsGo = resolve; held(); }));
})"""


def write_stub_build(folder: Path) -> Path:
    """Write the build below ``folder`` and return it."""
    script = SOURCE.read_text("utf-8").replace('"../web/src/', '"../')
    return write_changed_build(folder, {PLACE: script.encode("utf-8")}, without=RUNTIME)


def write_looks(model: Path) -> None:
    """Let a model be one with the two looks that the stub says it made; it is never run."""
    path = model / "model.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["spec"]["looks"] = LOOKS
    path.write_text(json.dumps(descriptor), "utf-8")


def hold_jobs(page: CutroomPage) -> None:
    """Keep the photo in work from being finished, until `let_jobs_go` or until this page is left."""
    page.page.evaluate(_HOLD)


def let_jobs_go(page: CutroomPage) -> None:
    """Let the photo in work be finished, and those after it."""
    page.page.evaluate("() => window.letJobsGo()")
