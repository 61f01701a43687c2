"""Long tasks of the page's main thread, from the browser's own timeline, with the time that the processor gave them.

On a busy machine a task lasts long because its thread was made to wait. The browser's trace says of each task how long
it lasted and for how much of that it was computing; only the second is the page's own doing. What a task did is known
to an observer in the page, which is asked when one was too long: the browser has long tasks of its own (it tidies up).
"""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

LIMIT_MS = 50
CATEGORIES = ["disabled-by-default-devtools.timeline", "blink.user_timing"]
# To be installed before the page's own scripts. Without long animation frames in the browser, scripts stay unnamed.
OBSERVE = """
window.longTasks = [];
window.parts = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
}).observe({ type: "longtask", buffered: true });
if (PerformanceObserver.supportedEntryTypes.includes("long-animation-frame")) {
  new PerformanceObserver((list) => {
    for (const { startTime, duration, scripts, styleAndLayoutStart } of list.getEntries()) {
      for (const each of scripts) {
        const where = `${each.sourceURL.split("/").at(-1)}:${each.sourceFunctionName}`;
        window.parts.push({ name: `${each.invoker} (${where})`, start: each.startTime, lasted: each.duration });
      }
      if (styleAndLayoutStart > 0) {
        const lasted = startTime + duration - styleAndLayoutStart;
        window.parts.push({ name: "style, layout and paint", start: styleAndLayoutStart, lasted });
      }
    }
  }).observe({ type: "long-animation-frame", buffered: true });
}
"""


@dataclass(frozen=True)
class Task:
    """One task of the page's main thread; `at` counts from the start of the page. All times in ms."""

    at: float
    lasted: float
    computed: float


class Timeline:
    """Records what the page's main thread does."""

    def __init__(self, browser: Browser, page: Page) -> None:
        self.browser, self.page = browser, page
        self.times: dict[str, float] = {}
        browser.start_tracing(page=page, categories=CATEGORIES)

    def mark(self, name: str) -> None:
        """Note a moment under a name."""
        self.times[name] = self.page.evaluate("(name) => performance.mark(name).startTime", name)

    def stop(self) -> None:
        """End the recording."""
        events: list[dict[str, Any]] = json.loads(self.browser.stop_tracing())["traceEvents"]
        self.marks = {each["name"]: each for each in events if "blink.user_timing" in each["cat"]}
        thread = {(each["pid"], each["tid"]) for each in self.marks.values()}
        assert len(thread) == 1, "the marks are on the page's main thread"
        self.events = [each for each in events if each["name"] == "RunTask" and (each["pid"], each["tid"]) in thread]

    def tasks(self, start: str, end: str) -> list[Task]:
        """Return what ran between two marks, the longest computing first."""
        begins, ends = self.marks[start]["ts"], self.marks[end]["ts"]
        inside = [each for each in self.events if begins < each["ts"] < ends]
        assert inside, "the timeline has no task of the page: it is not being recorded"
        assert all("tdur" in each for each in inside), "the timeline does not say how long tasks were computing"
        found = [
            Task(self.times[start] + (each["ts"] - begins) / 1000, each["dur"] / 1000, each["tdur"] / 1000)
            for each in inside
        ]
        return sorted(found, key=lambda task: -task.computed)

    def own_doing(self, task: Task) -> list[str]:
        """Name the page's scripts, and its rendering, that were most of a task. None: it was the browser's own work."""
        parts: list[dict[str, Any]] = self.page.evaluate("() => window.parts")
        end = task.at + task.lasted
        inside = [(min(end, part["start"] + part["lasted"]) - max(task.at, part["start"]), part) for part in parts]
        return [f"{part['name']} {common:.0f} ms" for common, part in inside if common > task.lasted / 4]
