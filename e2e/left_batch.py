"""A batch that a tab leaves behind half done, for tests of what the next visit makes of it."""

from playwright.sync_api import BrowserContext, FilePayload

from e2e.drawn import encode, green_screen
from e2e.kept_files import wait_kept
from e2e.page import CutroomPage

COUNT = 6
NAMES = [f"{number}.png" for number in range(1, COUNT + 1)]
PHOTOS: list[FilePayload] = [
    {"name": name, "mimeType": "image/png", "buffer": encode(green_screen(96, 64, seed), "PNG")}
    for seed, name in enumerate(NAMES)
]
# Counts the jobs of a page: each has one worker, which is told once what to run. `most` holds all further ones back, so
# that a batch stays where a test wants it.
COUNT_JOBS = """
window.jobs = [];
window.Worker = class extends Worker {
  postMessage(message, ...rest) {
    if (message.type === "run") {
      if (window.jobs.length >= (window.most ?? Infinity)) return;
      window.jobs.push(message.file.name);
    }
    super.postMessage(message, ...rest);
  }
};
"""


def tab(context: BrowserContext, site: str, script: str = "") -> CutroomPage:
    opened = CutroomPage(context, site)
    opened.page.add_init_script(COUNT_JOBS + script)
    return opened.open()


def half_done(page: CutroomPage) -> dict[str, str]:
    """Start the batch, wait until two are done and kept, and hold it there."""
    page.page.evaluate("() => { window.most = 2; }")
    page.add(PHOTOS)
    page.wait_status("2.png", "done")
    wait_kept(page, results=2, sources=COUNT)
    return page.statuses()
