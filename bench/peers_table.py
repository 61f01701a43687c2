"""Sets the peers beside us in one table. It measures nothing.

Our seconds are what a photo adds to the batch: from the end of the one before it. The first one's begin where its
worker was handed the photo, as the peers' begin after their loading; what came before is our loading.
"""

import statistics
from collections.abc import Sequence

from bench.batch_run import BatchResult
from bench.peers_run import PeerResult

OPACITY_APART = 0.02
"""Mean opacity of a result that two ways to scale and filter may differ by; other weights or input differ by more."""

BUSY_PERCENT = 10.0
"""Processor time that other programs may take before a comparison of seconds is doubtful."""


def our_seconds(result: BatchResult) -> list[float]:
    """Return the seconds of each of our photos, in the order in which they ended."""
    starts = [result.jobs[0]["runAt"], *(job["doneAt"] for job in result.jobs[:-1])]
    return [(job["doneAt"] - start) / 1000 for job, start in zip(result.jobs, starts, strict=True)]


def print_peers(result: BatchResult, peers: Sequence[PeerResult], busy_before: float) -> None:
    """Print the table, and what makes it doubtful."""
    ours = our_seconds(result)
    rows = [("Cutroom", "", ours, result.wall - sum(ours), max(value for _, value in result.memory), _our_run(result))]
    for peer in peers:
        seconds = [photo["seconds"] for photo in peer.photos]
        run = f"wasm, {peer.threads} threads, ORT {peer.runtime}"
        rows.append((peer.name, peer.version, seconds, peer.load + peer.warm_up, peer.memory_photos, run))
    columns = {"version": 9, "median s": 10, "total s": 10, "x median": 10, "x total": 9, "start s": 9, "peak MB": 9}
    print("\n" + " " * 28 + "".join(f"{column:>{width}}" for column, width in columns.items()))
    for name, version, seconds, start, peak, run in rows:
        median, total = statistics.median(seconds), sum(seconds)
        ratios = f"{median / statistics.median(ours):10.2f}{total / sum(ours):9.2f}"
        print(f"{name:28}{version:>9}{median:10.2f}{total:10.2f}{ratios}{start:9.2f}{peak:9.0f}  {run}")
    print("start: loading and, for the peers, one warm-up run; in no other column. Peak: all processes of the browser,")
    print("for the peers without loading and without keeping the results.")
    _print_doubts(peers, busy_before)


def _our_run(result: BatchResult) -> str:
    threads = f", {result.bare['threads']} threads" if result.bare else ""
    return f"{'/'.join(result.provider)}{threads}"


def _print_doubts(peers: Sequence[PeerResult], busy_before: float) -> None:
    for name, busy in (("Cutroom", busy_before), *((peer.name, peer.busy_before) for peer in peers)):
        if busy > BUSY_PERCENT:
            print(f"DOUBTFUL: other programs took {busy:.0f} % of the processor before {name} ran")
    for peer in peers:
        for url in peer.foreign:
            print(f"{peer.name} asked for {url} and did not get it")
    for photos in zip(*(peer.photos for peer in peers), strict=True):
        opacities = [photo["opacity"] for photo in photos]
        if max(opacities) - min(opacities) > OPACITY_APART:
            print(
                f"{photos[0]['name']}: the peers' mean opacities are {', '.join(f'{each:.3f}' for each in opacities)}"
            )
