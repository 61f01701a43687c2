"""The tables of `bench doubt`, made of its rows. It asks no network and reads no photo."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bench.quality.intervals import Estimate, mean_estimate, statistic_estimate
from bench.quality.matte_bars import FAILED, GOOD, MUCH_WORSE
from bench.quality.tables import Row, chosen, markdown
from bench.quality.true_photos import HALVES

POOR = 0.85
"""IoU below which a matte has lost a part that anybody sees."""
ONE, AUTOMATIC, ALL = "one look", "automatic", "all looks"
CLEAR = "clear photos"
GROUPS: dict[str, tuple[str, ...]] = {
    "real photos": ("real",),
    "crops": ("crop",),
    "small subjects": ("small",),
    "real photos and crops": ("real", "crop"),
}
"""A small subject is pasted over a photo that mostly has a subject of its own; the truth knows only the pasted one."""


def print_report(rows: Sequence[Row]) -> None:
    """Print every table for each half and group."""
    for half in (*HALVES, None):
        for group, names in GROUPS.items():
            some = [row for row in rows if half in (None, row["half"]) and row["group"] in names]
            if some and (half is None) == (len(names) > 1):
                print(f"\n## {half or 'both halves'}, {group}: {len(chosen(some, plan=ONE))} photos\n")
                print(markdown(flag_lines(some)))
                print(f"\n{markdown(plan_lines(some))}")
                print(f"\n{missed(some)}")


def flag_lines(rows: Sequence[Row]) -> list[list[str]]:
    """Return how well soft area and doubt tell failures, after one look and with the looks of the automatic plan."""
    lines = [["figure", "soft area, one look", "doubt, one look", "doubt, automatic"]]
    one, automatic = chosen(rows, plan=ONE), chosen(rows, plan=AUTOMATIC)
    columns = [(one, "soft_area"), (one, "score"), (automatic, "score")]
    for limit in (FAILED, POOR):
        name = f"AUC, IoU < {limit}"
        lines.append([name, *(str(auc_estimate(some, key, limit) or "–") for some, key in columns)])
    shares: dict[str, tuple[Callable[[Row], bool], Callable[[Row], bool]]] = {
        f"recall: of IoU < {FAILED}, flagged": (lambda row: row["iou"] < FAILED, lambda row: bool(row["reasons"])),
        f"recall: of IoU < {POOR}, flagged": (lambda row: row["iou"] < POOR, lambda row: bool(row["reasons"])),
        f"precision: of the flagged, IoU < {POOR}": (lambda row: bool(row["reasons"]), lambda row: row["iou"] < POOR),
        f"false flags: of IoU > {GOOD}, flagged": (lambda row: row["iou"] > GOOD, lambda row: bool(row["reasons"])),
    }
    for name, (counts, holds) in shares.items():
        lines.append([name, "", *(share(some, counts, holds) for some in (one, automatic))])
    return lines


def plan_lines(rows: Sequence[Row]) -> list[list[str]]:
    """Return what each plan of looks brings against one look, and what it costs."""
    plans = list(dict.fromkeys(row["plan"] for row in rows))
    one = chosen(rows, plan=ONE)
    families = [row["family"] for row in one]
    clear = [not row["reasons"] for row in one]
    heads = ["plan", "IoU", "ΔIoU", "ΔMAE", "failures", "lost > 0.05 (not flagged)", "cost", f"cost, {CLEAR}"]
    lines = [heads]
    for plan in plans:
        own = chosen(rows, plan=plan)
        gains = [after["iou"] - before["iou"] for after, before in zip(own, one, strict=True)]
        errors = [after["mae"] - before["mae"] for after, before in zip(own, one, strict=True)]
        lost = [row for row, gain in zip(own, gains, strict=True) if gain < -MUCH_WORSE]
        costs = [row["cost"] for row in own]
        on_clear = [cost for cost, is_clear in zip(costs, clear, strict=True) if is_clear]
        lines.append(
            [
                plan,
                f"{np.mean([row['iou'] for row in own]):.3f}",
                "" if plan == ONE else str(mean_estimate(gains, families)),
                "" if plan == ONE else str(mean_estimate(errors, families)),
                str(sum(row["iou"] < FAILED for row in own)),
                f"{len(lost)} ({sum(not row['reasons'] for row in lost)})",
                f"{np.mean(costs):.2f}",
                f"{np.mean(on_clear):.2f}" if on_clear else "–",
            ]
        )
    return lines


def missed(rows: Sequence[Row]) -> str:
    """Name the failures that nobody is told of, and the good mattes that are flagged, under the automatic plan."""
    own = chosen(rows, plan=AUTOMATIC)
    silent = [f"{row['photo']} {row['iou']:.2f}" for row in own if row["iou"] < FAILED and not row["reasons"]]
    false = [f"{row['photo']} {', '.join(row['reasons'])}" for row in own if row["iou"] > GOOD and row["reasons"]]
    return f"failed, not flagged: {'; '.join(silent) or 'none'}\nflagged, good: {'; '.join(false) or 'none'}"


def share(rows: Sequence[Row], counts: Callable[[Row], bool], holds: Callable[[Row], bool]) -> str:
    """Return "n of N" with the interval of the share (Wilson 1927, doi:10.2307/2276774), which holds near 0 and 1."""
    some = [row for row in rows if counts(row)]
    if not some:
        return "0 of 0"
    held, count = sum(map(holds, some)), len(some)
    low, high = wilson(held, count)
    return f"{held} of {count} [{low:.2f}, {high:.2f}]"


def wilson(held: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    z = 1.96
    middle, below = (held + z * z / 2) / (count + z * z), count + z * z
    reach = z * np.sqrt(held * (count - held) / count + z * z / 4) / below
    return max(0.0, float(middle - reach)), min(1.0, float(middle + reach))


def auc_estimate(rows: Sequence[Row], key: str, limit: float) -> Estimate | None:
    """Return how often the worse of two photos, one below the limit of IoU and one not, has the larger value."""
    values = np.array([[row[key], row["iou"] < limit] for row in rows], np.float64)
    if np.isnan(auc(values)):
        return None
    return statistic_estimate(values, [row["family"] for row in rows], auc)


def auc(values: NDArray[np.float64]) -> float:
    """Return the area under the curve of a predictor.

    Parameters
    ----------
    values : ndarray, (photos, 2) float64
        The predictor, and 1 where it should be large.
    """
    large, small = (values[values[:, 1] == truth, 0] for truth in (1, 0))
    if not len(large) or not len(small):
        return float("nan")
    differences = np.sign(large[:, np.newaxis] - small)
    return float((differences.mean() + 1) / 2)
