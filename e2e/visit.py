"""One visit to the page in any browser, in the words of its automation contract (README, "Scripting the page").

Three things are for a driver to do: run a function in the page, press an element, and wait; playwright_visit.py and
webkit_visit.py do them. page.py is the richer one that tests in Chromium alone use.
"""

import zipfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

JOB_LIMIT_S = 120
READY = "() => document.documentElement.dataset.ready === 'true'"
ITEMS = "() => [...document.querySelectorAll('[data-item]')].map((element) => ({ ...element.dataset }))"
ENDED = """(count) => {
  const items = [...document.querySelectorAll("[data-item]")];
  return items.length === count && items.every((each) => ["done", "failed", "cancelled"].includes(each.dataset.status));
}"""
HAS_STATUS = "([name, status]) => document.querySelector(`[data-name='${name}']`)?.dataset.status === status"
# A button by its name, in an item or outside all of them; undefined while it is not there to be pressed.
BUTTON = """([name, item]) => [...document.querySelectorAll("button")].find((button) => {
  const spoken = [...button.childNodes].filter((each) => each.ariaHidden !== "true");
  return spoken.map((each) => each.textContent).join("").trim() === name && button.checkVisibility() &&
    !button.disabled && (button.closest("[data-item]")?.dataset.name ?? null) === item;
})"""
CHOOSE = """([label, value]) => {
  const wanted = [...document.querySelectorAll("label")].find((each) => each.textContent.trim() === label);
  wanted.control.value = value;
  for (const type of ["input", "change"]) wanted.control.dispatchEvent(new Event(type, { bubbles: true }));
}"""
DETAILS = """async (name) => {
  const details = document.querySelector(`[data-name='${name}'] details`);
  details.open = true;
  await new Promise((resolve) => setTimeout(resolve));
  return details.textContent;
}"""
TEXT = "(selector) => document.querySelector(selector).textContent"


class Visit(ABC):
    """A page in a browser of its own, with a clean profile."""

    version = ""
    """Of the browser."""

    def __init__(self, site: str) -> None:
        self.site = site

    @abstractmethod
    def go(self, address: str) -> None:
        """Load an address."""

    @abstractmethod
    def reload(self) -> None:
        """Load the page again; a question whether to leave is answered with yes."""

    @abstractmethod
    def js(self, function: str, argument: Any = None) -> Any:
        """Call a function in the page and return what it, or its promise, gives."""

    @abstractmethod
    def wait(self, condition: str, argument: Any = None, limit_s: float = 30) -> None:
        """Wait until a function in the page says yes."""

    @abstractmethod
    def press_element(self, finder: str, argument: Any) -> None:
        """Press the element that a function in the page returns, as a person would."""

    @abstractmethod
    def add(self, files: Mapping[str, bytes]) -> None:
        """Hand files to the one file input."""

    @abstractmethod
    def download(self, button: str, folder: Path) -> Path:
        """Press a button and return the file it saved, under the name the page gave it."""

    @abstractmethod
    def problems(self) -> list[str]:
        """Return every error that the console was told of."""

    @abstractmethod
    def strangers(self) -> list[str]:
        """Return whom else than the page's own origin the browser was asked to talk to, and what it was to send."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    def open(self, query: str = "") -> None:
        """Load the page and wait until it can take files."""
        self.go(f"{self.site}/{query}")
        self.wait(READY)

    def open_again(self) -> None:
        """Reload, and wait until the page can take files."""
        self.reload()
        self.wait(READY)

    def items(self) -> dict[str, dict[str, str]]:
        """Return what each item says of itself (`data-…`), by name."""
        return {each["name"]: each for each in self.js(ITEMS)}

    def statuses(self) -> dict[str, str]:
        """Return status by name."""
        return {name: item["status"] for name, item in self.items().items()}

    def wait_status(self, name: str, status: str, limit_s: float = JOB_LIMIT_S) -> None:
        """Wait until an item has a status."""
        self.wait(HAS_STATUS, [name, status], limit_s)

    def wait_all_ended(self, count: int, limit_s: float = JOB_LIMIT_S) -> None:
        """Wait until ``count`` items are there and none is queued or processing."""
        self.wait(ENDED, count, limit_s)

    def press(self, button: str, item: str | None = None) -> None:
        """Press a button by its name: one of an item, or one outside all items."""
        self.wait(f"(which) => ({BUTTON})(which) !== undefined", [button, item])
        self.press_element(BUTTON, [button, item])

    def choose(self, label: str, value: str) -> None:
        """Set a setting by its label."""
        self.js(CHOOSE, [label, value])

    def details(self, name: str) -> str:
        """Return what is unfolded under an item."""
        return str(self.js(DETAILS, name))

    def text(self, selector: str) -> str:
        """Return an element's text."""
        return str(self.js(TEXT, selector))

    def download_zip(self, folder: Path) -> dict[str, bytes]:
        """Download the ZIP and return its entries in order."""
        with zipfile.ZipFile(self.download("Download ZIP", folder)) as archive:
            assert archive.testzip() is None
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}
