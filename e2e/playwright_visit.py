"""A visit in Chromium or Firefox, which Playwright drives: Firefox over WebDriver BiDi, through firefox_shim.py."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, FilePayload, Playwright, Request

from e2e.browser import launch_with_profile
from e2e.browser_packages import located
from e2e.matrix import Cell
from e2e.nowhere import Nowhere
from e2e.visit import Visit

SHIM = Path(__file__).with_name("firefox_shim.py")
# A small phone: narrower than the usual ones. Memory is the browser's to say, see the cell's arguments.
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
# Firefox's own errands; whatever is left goes to the proxy that leads nowhere, and is known by these names.
QUIET = {
    "app.normandy.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
FIREFOX_OWN = (".mozilla.com", ".mozilla.org", ".mozilla.net", ".firefox.com")


class PlaywrightVisit(Visit):
    """A page in a browser of its own with a clean profile."""

    def __init__(self, site: str, cell: Cell, playwright: Playwright, elsewhere: Nowhere, folder: Path) -> None:
        super().__init__(site)
        self._elsewhere = elsewhere
        self._touches = cell.expects.is_phone
        start = _start_chromium if cell.engine == "chromium" else _start_firefox
        self._context, self.version = start(cell, playwright, elsewhere, folder)
        self._told: list[str] = []
        self._strangers: list[str] = []
        self._context.on("request", self._saw)
        self._page = self._context.new_page()
        self._page.on("console", lambda line: self._told.append(line.text) if line.type == "error" else None)
        self._page.on("pageerror", lambda error: self._told.append(str(error)))
        self._page.on("dialog", lambda dialog: dialog.accept())

    def _saw(self, request: Request) -> None:
        is_own = request.url.startswith((f"{self.site}/", "blob:", "data:"))
        if not is_own or request.method not in ("GET", "HEAD") or request.post_data_buffer is not None:
            self._strangers.append(f"{request.method} {request.url}")

    def go(self, address: str) -> None:
        """Load an address."""
        self._page.goto(address)

    def reload(self) -> None:
        """Load the page again."""
        self._page.reload()

    def js(self, function: str, argument: Any = None) -> Any:
        """Call a function in the page."""
        return self._page.evaluate(function, argument)

    def wait(self, condition: str, argument: Any = None, limit_s: float = 30) -> None:
        """Wait until a function in the page says yes."""
        self._page.wait_for_function(condition, arg=argument, timeout=limit_s * 1000, polling=100)

    def press_element(self, finder: str, argument: Any) -> None:
        """Tap or click."""
        element = self._page.evaluate_handle(finder, argument).as_element()
        assert element is not None, f"not there: {argument}"
        if self._touches:
            element.tap()
        else:
            element.click()

    def add(self, files: Mapping[str, bytes]) -> None:
        """Hand files to the one file input."""
        payloads: list[FilePayload] = [
            {"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files.items()
        ]
        self._page.set_input_files("input[type=file][multiple]:not([webkitdirectory])", payloads)

    def download(self, button: str, folder: Path) -> Path:
        """Press a button and return the file it saved."""
        with self._page.expect_download() as started:
            self.press(button)
        target = folder / started.value.suggested_filename
        started.value.save_as(target)
        return target

    def problems(self) -> list[str]:
        """Return every error that the console was told of, workers' included."""
        return list(self._told)

    def strangers(self) -> list[str]:
        """Return what the page asked of others, and what the browser did in spite of that."""
        asked = [line for line in self._elsewhere.asked if not line.split()[1].split(":")[0].endswith(FIREFOX_OWN)]
        return self._strangers + asked

    def close(self) -> None:
        """End the browser."""
        self._context.close()
        if self._context.browser is not None:
            self._context.browser.close()


def _start_chromium(cell: Cell, playwright: Playwright, _: Nowhere, folder: Path) -> tuple[BrowserContext, str]:
    # A profile on disk: in a private window a device with little memory has no room for private files at all.
    choices: dict[str, Any] = PHONE if cell.expects.is_phone else {}
    context = launch_with_profile(playwright, str(folder / "profile"), *cell.arguments, **choices)
    facts = context.new_cdp_session(context.pages[0]).send("Browser.getVersion")
    return context, str(facts["product"]).split("/")[-1]


def _start_firefox(cell: Cell, playwright: Playwright, elsewhere: Nowhere, folder: Path) -> tuple[BrowserContext, str]:
    # Playwright wants one file to start.
    program = folder / "firefox"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{SHIM}" "{located("firefox")}" "$@"\n')
    program.chmod(0o755)
    proxy = {f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl")}
    ports = {f"network.proxy.{kind}_port": elsewhere.port for kind in ("http", "ssl")}
    browser = playwright.firefox.launch(
        channel="moz-firefox",  # the stock browser, and not Playwright's own
        executable_path=program,
        args=list(cell.arguments),
        firefox_user_prefs={**QUIET, "network.proxy.type": 1, **proxy, **ports, **cell.preferences},
    )
    return browser.new_context(), browser.version
