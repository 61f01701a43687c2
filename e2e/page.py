"""The page as its automation contract describes it (README, "Scripting the page"), for tests to drive."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, FilePayload, Locator, Request

JOB_LIMIT_MS = 120_000
ASK_EVERY_MS = 250
"""Asked at every frame, as is usual, the page would have to draw sixty a second beside its work."""
ITEMS = """() => [...document.querySelectorAll("[data-item]")].map((element) => ({ ...element.dataset }))"""
ENDED = """(count) => {
  const items = [...document.querySelectorAll("[data-item]")];
  return items.length === count && items.every((each) => ["done", "failed", "cancelled"].includes(each.dataset.status));
}"""


@dataclass(frozen=True)
class Item:
    """One item as the page shows it."""

    name: str
    status: str
    stage: str | None
    provider: str | None
    error_code: str | None


class CutroomPage:
    """Opens the page in a context and watches everything it asks for."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context, self.site = context, site
        self.requests: list[str] = []
        self.worker_requests: list[str] = []
        self.bodies: list[str] = []
        self.problems: list[str] = []
        context.on("request", self._saw)
        self.page = context.new_page()
        self.page.on("console", lambda line: self.problems.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _saw(self, request: Request) -> None:
        self.requests.append(request.url)
        if request.service_worker is not None:
            self.worker_requests.append(request.url)
        if request.post_data_buffer is not None or request.method not in ("GET", "HEAD"):
            self.bodies.append(f"{request.method} {request.url}")

    def assert_private(self) -> None:
        """Fail unless every request stayed on the origin and carried nothing."""
        assert self.requests, "the page asked for nothing: requests are not being seen"
        assert [url for url in self.requests if not url.startswith((f"{self.site}/", "blob:", "data:"))] == []
        assert self.bodies == []

    def open(self, query: str = "") -> "CutroomPage":
        """Load the page and wait until it can take files."""
        self.page.goto(f"{self.site}/{query}")
        self.page.wait_for_selector("html[data-ready=true]")
        return self

    def wait_ready_offline(self, limit_ms: int = JOB_LIMIT_MS) -> None:
        """Wait until the page says that program and model are stored."""
        self.page.wait_for_selector("[data-offline=ready]", timeout=limit_ms)

    def forget_http_cache(self) -> None:
        """Empty the browser's own cache, so that only what the page itself stored can stand in for the server."""
        self.context.new_cdp_session(self.page).send("Network.clearBrowserCache")

    def add(self, files: Sequence[Path] | Sequence[FilePayload]) -> None:
        """Hand files to the one file input."""
        self.page.set_input_files("input[type=file][multiple]", files)

    def items(self) -> list[Item]:
        """Return every item, in the order of the list."""
        rows: list[dict[str, Any]] = self.page.evaluate(ITEMS)
        return [
            Item(row["name"], row["status"], row.get("stage"), row.get("provider"), row.get("errorCode"))
            for row in rows
        ]

    def statuses(self) -> dict[str, str]:
        """Return status by name."""
        return {item.name: item.status for item in self.items()}

    def row(self, name: str) -> Locator:
        """Return one item's element."""
        return self.page.locator(f'[data-item][data-name="{name}"]')

    def wait_all_ended(
        self, count: int, limit_ms: int = JOB_LIMIT_MS, polling: float | Literal["raf"] = ASK_EVERY_MS
    ) -> None:
        """Wait until ``count`` items are there and none is queued or processing."""
        self.page.wait_for_function(ENDED, arg=count, timeout=limit_ms, polling=polling)

    def wait_status(self, name: str, status: str, limit_ms: int = JOB_LIMIT_MS) -> None:
        """Wait until one item has a status."""
        self.page.wait_for_selector(f'[data-item][data-name="{name}"][data-status="{status}"]', timeout=limit_ms)

    def wait_workers_gone(self, limit_ms: int = 30_000) -> None:
        """Wait until the browser has ended every worker of the page but the ZIP's, which is there for the visit."""
        left: list[str] = []
        for _ in range(limit_ms // 50):
            left = [worker.url for worker in self.page.workers if "/zip-worker/" not in worker.url]
            if not left:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"workers still there: {left}")

    def button(self, name: str) -> Locator:
        """Return the page's button with exactly that accessible name, outside the items."""
        return self.page.get_by_role("button", name=name, exact=True)

    def item_button(self, item: str, name: str) -> Locator:
        """Return an item's button by its accessible name."""
        return self.row(item).get_by_role("button", name=name, exact=True)

    def download(self, trigger: Locator, folder: Path) -> Path:
        """Press a button and return the file it saved, under the name the page gave it."""
        with self.page.expect_download() as started:
            trigger.click()
        target = folder / started.value.suggested_filename
        started.value.save_as(target)
        return target

    def download_zip(self, folder: Path) -> dict[str, bytes]:
        """Download the ZIP and return its entries in order."""
        with zipfile.ZipFile(self.download(self.button("Download ZIP"), folder)) as archive:
            assert archive.testzip() is None
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}

    def download_cutouts(self, folder: Path) -> dict[str, bytes]:
        """Download the ZIP and return its entries in order without the report, which is the last."""
        entries = self.download_zip(folder)
        assert entries.popitem()[0] == "report.csv"
        return entries
