"""One batch in Chromium: where each photo's seconds go, how far that is from the bare network, and the memory.

    python3 build.py bench batch [PHOTO ...] [--count 10] [--model ID] [--provider wasm] [--json FILE] [--peers]
                                 [--refinish]

With `--refinish`, the finished cutouts are then changed to another format and back, without the network
(`bench/refinish.py`). With `--peers`, two packages of npm cut out the same photos with the same weights afterwards
(`bench/peers_run.py`). Machines differ and drift: compare shares and ratios within one run, not seconds between runs.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from bench.batch_run import BatchResult, run_batch
from bench.memory_meter import SELDOM
from bench.peers_run import busy, run_peers
from bench.peers_table import print_peers
from bench.photos import default_photos
from bench.refinish import print_changes

STARTS = ("start", "session")
"""Timings of what a worker does before it has a photo: Python, and the network's session beside it."""


def report(result: BatchResult) -> dict[str, float]:
    """Print the tables; return the figures that sum a run up."""
    print(f"{len(result.jobs)} photos, statuses {sorted(set(result.statuses.values()))}, provider {result.provider}")
    _print_photos(result.jobs)
    figures = summary(result)
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):44} {value:8.2f}")
    for name, (size, head) in result.entries.items():
        print(f"  {name:44} {size:>10,} bytes  {head}")
    return figures


def summary(result: BatchResult) -> dict[str, float]:
    """Return seconds a photo, the ratio to the bare network, and memory in MB."""
    count = len(result.jobs)
    figures = {
        "seconds_a_photo": result.wall / count,
        # Without the first photo's start-up, and without what a single photo cannot overlap with.
        "seconds_a_photo_after_the_first": (result.jobs[-1]["doneAt"] - result.jobs[0]["doneAt"])
        / 1000
        / max(1, count - 1),
    }
    if result.bare:
        warm = statistics.median(result.bare["warm"])
        figures |= {
            "bare_warm_run_seconds": warm,
            "bare_first_run_seconds": result.bare["first"],
            "ratio": figures["seconds_a_photo"] / warm,
            "ratio_after_the_first": figures["seconds_a_photo_after_the_first"] / warm,
        }
    megabytes = [value for _, value in result.memory]
    return figures | {"memory_first": megabytes[0], "memory_peak": max(megabytes), "memory_last": megabytes[-1]}


def _print_photos(jobs: list[dict[str, Any]]) -> None:
    """One line a photo: seconds of every part; `idle` is what lies between the end of one photo and this one's run."""
    stages = [stage for stage in jobs[0]["timings"] if stage not in STARTS]
    columns = ["MP", "ahead", *STARTS, "idle", *stages]
    print("".join(f"{column[:9]:>10}" for column in columns))
    rows = []
    ended = None
    for job in jobs:
        # What a spare worker had done before the photo before this one ended.
        ahead = 0.0 if ended is None else max(0.0, ended - job["createdAt"]) / 1000
        idle = (job["runAt"] - (ended if ended is not None else job["createdAt"])) / 1000
        timings = job["timings"]
        parts = [timings[stage] for stage in (*STARTS,)]
        rows.append([job["width"] * job["height"] / 1e6, ahead, *parts, idle, *(timings[stage] for stage in stages)])
        ended = job["doneAt"]
    for row in rows:
        print("".join(f"{value:10.2f}" for value in row))
    print("".join(f"{statistics.median(column):10.2f}" for column in zip(*rows, strict=True)) + "  median")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        prog="build.py bench batch", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=10, help="how many photos to choose where none are named")
    parser.add_argument("--model", default="balanced")
    parser.add_argument("--provider", default="auto", choices=["auto", "webgpu", "wasm"])
    parser.add_argument("--peers", action="store_true", help="run the peers too; all of them on WASM")
    parser.add_argument("--refinish", action="store_true", help="then change all cutouts; without the bare network")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    arguments = parser.parse_args()
    if arguments.peers and arguments.provider == "webgpu":
        parser.error("--peers compares on WASM: leave --provider out")
    if arguments.peers and arguments.refinish:
        parser.error("--peers is held against the bare network, which --refinish leaves out: one of them at a time")
    provider = "wasm" if arguments.peers else arguments.provider
    photos = arguments.photos or default_photos(arguments.count)
    busy_before = busy()
    with tempfile.TemporaryDirectory() as folder:
        result = run_batch(
            photos,
            arguments.model,
            provider,
            Path(folder),
            with_bare_run=not arguments.refinish,
            memory_every=SELDOM,
            refinish=arguments.refinish,
        )
    figures = report(result)
    if arguments.refinish:
        figures |= print_changes(result.changes, result.wall, result.jobs)
    measured = {"figures": figures, "busy_before": busy_before, **result._asdict()}
    if arguments.peers:
        peers = run_peers(photos, arguments.model)
        print_peers(result, peers, busy_before)
        measured["peers"] = [peer._asdict() for peer in peers]
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, indent=1), "utf-8")


if __name__ == "__main__":
    main()
