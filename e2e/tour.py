"""One tour through the page in one cell of the browser matrix, and what was seen on it. It judges nothing.

A tour does in one visit what the proofs of test_matrix.py are about: a browser starts once for all of them.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from e2e.drawn_formats import DrawnFile
from e2e.kept_files import LIST
from e2e.matrix import Capabilities, Cell
from e2e.matrix_files import one_more
from e2e.visit import Visit

CAPABILITIES = """async () => {
  const adapter = (await navigator.gpu?.requestAdapter()) ?? null;
  const write = async () => {
    const name = "matrix-try";
    const root = await navigator.storage.getDirectory();
    const file = await root.getFileHandle(name, { create: true });
    const writable = await file.createWritable();
    await writable.write(name);
    await writable.close();
    const found = await (await file.getFile()).text();
    await root.removeEntry(name);
    return found === name;
  };
  const touch = matchMedia("(pointer: coarse)").matches && navigator.maxTouchPoints > 0;
  return {
    isolated: crossOriginIsolated,
    shared_memory: typeof SharedArrayBuffer === "function",
    gpu: adapter && (adapter.features.has("shader-f16") ? "f16" : "f32"),
    keeps_files: await write().catch(() => false),
    is_phone: touch && innerWidth === 360 && navigator.deviceMemory <= 2,
  };
}"""
THREADS = "() => Math.min(8, navigator.hardwareConcurrency)"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The browser asks before it leaves a page exactly when the page objects to this event.
WOULD_ASK = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
WOULD_NOT_ASK = "() => dispatchEvent(new Event('beforeunload', { cancelable: true }))"
NOTICE = "(text) => document.querySelector('#notices').textContent.includes(text)"
NOTHING_RUNS = "() => document.querySelector('[data-status=processing]') === null"
OFFLINE = "() => document.querySelector('[data-offline=ready]') !== null"


@dataclass
class Seen:
    """What a tour has seen; None where it did not come so far."""

    version: str
    capabilities: Capabilities | None = None
    threads: int | None = None
    """As many as the page should use where it can use several."""
    cancelled: dict[str, str] | None = None
    """Status by name once the running photo was cancelled."""
    kept: dict[str, str] | None = None
    """Status by name before the reload."""
    restored: dict[str, str] | None = None
    """Status by name right after "Resume batch"; after a reload that kept nothing."""
    would_ask: bool | None = None
    """Would the browser have asked before it left the page?"""
    keeping_line: str | None = None
    items: dict[str, dict[str, str]] | None = None
    """All items at the end."""
    ran_on: str | None = None
    overflow: int | None = None
    entries: dict[str, bytes] | None = None
    """Of the ZIP."""
    left: dict[str, Any] | None = None
    """What the page's private files hold after "Clear", by path."""
    offline_line: str | None = None
    problems: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    broke: Exception | None = None

    def need(self, name: str) -> Any:
        """Return what was seen of something; where the tour broke before it, fail with what broke it."""
        value = getattr(self, name)
        if value is None:
            raise AssertionError(f"the tour broke before {name!r} was seen: {self.broke}") from self.broke
        return value


def take_tour(visit: Visit, cell: Cell, files: Sequence[DrawnFile], folder: Path) -> Seen:
    """Go all the way, or as far as it goes."""
    seen = Seen(visit.version)
    try:
        _go(visit, cell, files, folder, seen)
    except Exception as error:  # whatever it is, the proofs of what was seen before count
        seen.broke = error
    seen.problems, seen.strangers = visit.problems(), visit.strangers()
    return seen


def _go(visit: Visit, cell: Cell, files: Sequence[DrawnFile], folder: Path, seen: Seen) -> None:
    visit.open(cell.query)
    seen.capabilities = Capabilities(**visit.js(CAPABILITIES))
    seen.threads = visit.js(THREADS)

    visit.add({file.name: file.data for file in files})
    first, second = files[0].name, files[1].name
    visit.wait_status(first, "processing")
    visit.press("Cancel", item=first)
    visit.wait_status(first, "cancelled")
    visit.wait_status(second, "done")
    visit.press("Pause")
    visit.wait(NOTHING_RUNS)
    seen.cancelled = visit.statuses()
    if cell.expects.keeps_files:
        _reload_and_resume(visit, seen)
    else:
        visit.press("Resume")
    visit.press("Retry", item=first)
    visit.wait_all_ended(len(files))

    for count, file_format in enumerate(("webp", "avif"), len(files) + 1):
        visit.choose("Format", file_format)
        visit.add(one_more(f"as {file_format}.png"))
        visit.wait_all_ended(count)
    seen.items = visit.items()
    seen.ran_on = visit.details(second)
    seen.overflow = visit.js(OVERFLOW)
    seen.entries = visit.download_zip(folder)
    seen.keeping_line = visit.text("#keeping")
    visit.wait(OFFLINE)
    seen.offline_line = visit.text("#offline-line")
    if cell.expects.keeps_files:
        _clear(visit, seen)
    else:
        _reload_and_find_nothing(visit, seen)


def _reload_and_resume(visit: Visit, seen: Seen) -> None:
    """In the middle of the batch, paused. The page stops objecting to being left once all is kept."""
    visit.wait(WOULD_NOT_ASK)
    seen.would_ask = visit.js(WOULD_ASK)
    seen.kept = visit.statuses()
    visit.open_again()
    visit.wait(NOTICE, "Your last batch is still here")
    visit.press("Resume batch")
    visit.wait("() => document.querySelector('[data-item]') !== null")
    seen.restored = visit.statuses()


def _clear(visit: Visit, seen: Seen) -> None:
    """At the very end, with the ZIP just handed over. What goes a moment later is waited for."""
    visit.press("Clear")
    for _ in range(100):
        seen.left = visit.js(LIST)
        if not seen.left:
            return
        time.sleep(0.1)


def _reload_and_find_nothing(visit: Visit, seen: Seen) -> None:
    """At the very end: everything on the page is lost."""
    visit.add(one_more("late.png"))
    visit.wait_status("late.png", "done")
    seen.would_ask = visit.js(WOULD_ASK)
    seen.kept = visit.statuses()
    visit.open_again()
    seen.restored = visit.statuses()
