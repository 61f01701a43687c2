"""Finds a Chromium for the tests, or installs one. It launches it too, with nothing but localhost reachable."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Silences the browser's own background traffic and makes any third-party request of the page fail.
# LAN_HOST is this machine too, under a name that browsers do not trust as they trust localhost.
LAN_HOST = "cutroom.test"
OFFLINE = f"--host-resolver-rules=MAP {LAN_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
INSTALL_LIMIT_S = 600


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
        _try([sys.executable, "-m", "playwright", "install", "chromium"])
        if (found := find_chromium(playwright)) is None and shutil.which("apt-get") and os.geteuid() == 0:
            _try(["apt-get", "update", "-qq"])
            _try(["apt-get", "install", "-y", "-qq", "chromium"])
            found = find_chromium(playwright)
    if found is None:
        raise RuntimeError(
            "no Chromium for the end-to-end tests: install one with your package manager, or set E2E_CHROMIUM to one"
        )
    return found


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """Start a headless Chromium that reaches localhost only."""
    return playwright.chromium.launch(executable_path=find_chromium(playwright), args=[OFFLINE, *arguments])


def launch_with_profile(playwright: Playwright, folder: str, **choices: Any) -> BrowserContext:
    """Start a headless Chromium that reaches localhost only, with a profile on disk, as people have one."""
    return playwright.chromium.launch_persistent_context(
        folder, executable_path=find_chromium(playwright), args=[OFFLINE], **choices
    )


def _try(command: list[str]) -> None:
    try:
        done = subprocess.run(command, check=False, timeout=INSTALL_LIMIT_S, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        print(f"{' '.join(command)}: no end after {INSTALL_LIMIT_S} s", file=sys.stderr)
        return
    if done.returncode != 0:
        print(f"{' '.join(command)}: {done.stderr.strip()[-300:]}", file=sys.stderr)
