"""Finds a Chromium for the tests, or installs one. It launches it too, with nothing but localhost reachable."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from e2e.browser_packages import attempt, install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Silences the browser's own background traffic and makes any third-party request of the page fail.
# LAN_HOST is this machine too, under a name that browsers do not trust as they trust localhost.
LAN_HOST = "cutroom.test"
OFFLINE = f"--host-resolver-rules=MAP {LAN_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


def find_chromium(playwright: Playwright) -> Path | None:
    """Return a Chromium: ``E2E_CHROMIUM``, else Playwright's own, else the system's, else None."""
    if chosen := os.environ.get("E2E_CHROMIUM"):
        return Path(chosen)
    own = Path(playwright.chromium.executable_path)
    if own.exists():
        return own
    return next((Path(found) for name in NAMES if (found := shutil.which(name))), None)


def ensure_chromium() -> Path:
    """Return a Chromium, installing one when there is none.

    Raises
    ------
    RuntimeError
        None is there and none could be installed; the message says what to do.
    """
    with sync_playwright() as playwright:
        if found := find_chromium(playwright):
            return found
        print("-- installing Chromium for the end-to-end tests", flush=True)
        attempt([sys.executable, "-m", "playwright", "install", "chromium"])
        if (found := find_chromium(playwright)) is None:
            install(["chromium"])
            found = find_chromium(playwright)
    if found is None:
        raise RuntimeError(
            "no Chromium for the end-to-end tests: install one with your package manager, or set E2E_CHROMIUM to one"
        )
    return found


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """Start a headless Chromium that reaches localhost only."""
    return playwright.chromium.launch(executable_path=find_chromium(playwright), args=[OFFLINE, *arguments])


def launch_with_profile(playwright: Playwright, folder: str, *arguments: str, **choices: Any) -> BrowserContext:
    """Start a headless Chromium that reaches localhost only, with a profile on disk, as people have one."""
    return playwright.chromium.launch_persistent_context(
        folder, executable_path=find_chromium(playwright), args=[OFFLINE, *arguments], **choices
    )
