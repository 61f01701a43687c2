"""Finished cutouts changed in the page to another format and back: what that costs beside cutting the same photos out.

It presses what people press, "Run again with these settings", and no network may run. The bar is for the default model
on two cores.
"""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from e2e.page import CutroomPage

FORMATS = ("WebP", "PNG")
"""In the order in which they are asked for. The batch itself made PNG, so the last change does all that a cut does, the
network excepted."""
BAR = 0.45
"""Seconds of changing all photos over seconds of cutting them out, at most."""
_LIMIT_MS = 3_600_000
_BUTTON = "Run again with these settings"


class Change(NamedTuple):
    """All photos of a batch, made anew in one format."""

    format: str
    wall: float
    """Seconds from the press to the end of the last photo."""
    jobs: list[dict[str, Any]]
    """As `batch_run` listened in on them."""


def change_all(page: CutroomPage, count: int) -> list[Change]:
    """Change a finished batch of `count` photos to each of `FORMATS`.

    Raises
    ------
    RuntimeError
        A photo did not come out, or was cut out again.
    """
    changes = []
    for name in FORMATS:
        done = page.page.evaluate("() => window.jobs.length")
        page.page.get_by_label("Format").select_option(label=name)
        started = time.perf_counter()
        page.button(_BUTTON).click()
        page.page.wait_for_selector('[data-item]:not([data-status="done"])')
        page.wait_all_ended(count, _LIMIT_MS)
        wall = time.perf_counter() - started
        jobs = page.page.evaluate("(done) => window.jobs.slice(done)", done)
        works = [job["work"] for job in jobs]
        if works != ["finish"] * count or set(page.statuses().values()) != {"done"}:
            raise RuntimeError(f"{name}: the jobs were {works}, the statuses are {page.statuses()}")
        changes.append(Change(name, wall, jobs))
    return changes


def print_changes(changes: Sequence[Change], cut_wall: float, cut_jobs: list[dict[str, Any]]) -> dict[str, float]:
    """Print each change beside the cut; return the ratios."""
    ratios = {}
    print(f"{'all photos':28}{'seconds':>10}{'ratio':>8}{'after the first, a photo':>28}{'ratio':>8}")
    print(f"{'cut out as PNG':28}{cut_wall:10.2f}{'':8}{_after_the_first(cut_jobs):28.2f}")
    for change in changes:
        ratio, later = change.wall / cut_wall, _after_the_first(change.jobs)
        ratios[f"change_to_{change.format}"] = ratio
        later_ratio = later / _after_the_first(cut_jobs)
        print(f"{'changed to ' + change.format:28}{change.wall:10.2f}{ratio:8.2f}{later:28.2f}{later_ratio:8.2f}")
        stages = {
            stage: sum(job["timings"].get(stage, 0.0) for job in change.jobs) for stage in change.jobs[0]["timings"]
        }
        print("  of that", ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in stages.items()))
    for change in changes:
        kept = "within" if change.wall / cut_wall <= BAR else "beyond"
        print(f"changed to {change.format}: {change.wall / cut_wall:.2f} of cutting out, {kept} {BAR}")
    return ratios


def _after_the_first(jobs: list[dict[str, Any]]) -> float:
    """Seconds a photo without the first one, whose worker had no start ahead of time."""
    return float(jobs[-1]["doneAt"] - jobs[0]["doneAt"]) / 1000 / max(1, len(jobs) - 1)
