"""What the figures of `bench mattes` should reach, beside what they are. Knows no photo and no method by itself."""

from collections.abc import Collection, Sequence

from bench.quality.intervals import ratio_estimate, ratios
from bench.quality.tables import Row, chosen, mean

FAILED, GOOD = 0.7, 0.9
"""IoU below which a cutout failed, and above which a flag is false."""
MUCH_WORSE = 0.05
"""Of IoU: a photo that lost this much has to be flagged."""


def bar_lines(rows: Sequence[Row], now: str, before: str, plain: str, found: Collection[str]) -> list[list[str]]:
    """Return the lines of a table: what, the figure, the bar, whether it is reached."""
    own = chosen(rows, method=now)
    earlier = {row["photo"]: row for row in chosen(rows, method=before)}
    plains = {row["photo"]: row for row in chosen(rows, method=plain)}
    lines = [["figure", "found", "bar", "reached"], *_doubt_lines(own)]
    real, made = ([row for row in own if (row["set"] == "made") == wanted] for wanted in (False, True))
    if real:
        iou = mean(real, "iou")
        lines.append(["mean IoU, real photos", f"{iou:.3f}", ">= 0.875", _yes(iou >= 0.875)])
    if made:
        lines.append(["mean IoU, small subjects and crops", f"{mean(made, 'iou'):.3f}", "none", "-"])
    if earlier:
        lost = [r["photo"] for r in own if r["iou"] < earlier[r["photo"]]["iou"] - MUCH_WORSE and not r["reasons"]]
        lines.append(["lost more than 0.05 of IoU, not flagged", ", ".join(lost) or "none", "none", _yes(not lost)])
    soft = [row for row in own if row["photo"] in found and "band_mse" in row]
    if soft:
        lines += _ratio_lines("band MSE / plain", soft, plains, "band_mse", 0.60, 1.05)
    hard = [row for row in own if row["hard"]]
    if hard and earlier:
        lines += _ratio_lines("hard edges: MSE / before", hard, earlier, "mse", 1.02)
        lines += _ratio_lines("hard edges: MAE / before", hard, earlier, "mae", 1.02)
    if earlier:
        # The composite of a mask keeps the old background's colours at the edge: it is no truth of colours.
        lines += _ratio_lines("ΔE00 / before, photos found, soft edges", soft, earlier, "de", 0.82)
        lines += _ratio_lines("ΔE00 / before, all photos", own, earlier, "de")
    return lines


def _doubt_lines(own: Sequence[Row]) -> list[list[str]]:
    failures = [row for row in own if row["iou"] < FAILED]
    good = [row for row in own if row["iou"] > GOOD]
    caught, false = (sum(bool(row["reasons"]) for row in group) for group in (failures, good))
    again = sum(row["looks"] > 1 for row in good)
    return [
        _share_line(f"failures (IoU < {FAILED}) flagged", caught, failures, ">= 85 %", caught >= 0.85 * len(failures)),
        _share_line(f"flags where IoU > {GOOD}", false, good, "<= 5 %", false <= 0.05 * len(good)),
        [f"looked at again where IoU > {GOOD}", f"{again} of {len(good)}", "none", "-"],
    ]


def _share_line(title: str, count: int, group: Sequence[Row], bar: str, reached: bool) -> list[str]:
    return [title, f"{count} of {len(group)}", bar, _yes(reached) if group else "-"]


def _ratio_lines(
    title: str,
    own: Sequence[Row],
    others: dict[str, Row],
    key: str,
    most: float | None = None,
    worst: float | None = None,
) -> list[list[str]]:
    """Return a line for the geometric mean and its bar `most`, and with `worst` one for the worst photo."""
    if not own:
        return []
    after, before = [row[key] for row in own], [others[row["photo"]][key] for row in own]
    estimate = ratio_estimate(after, before, [row["family"] for row in own])
    reached = "-" if most is None else _yes(estimate.value <= most)
    lines = [[title, str(estimate), "none" if most is None else f"<= {most}", reached]]
    if worst is not None:
        ratio, photo = max(zip(ratios(after, before).tolist(), (row["photo"] for row in own), strict=True))
        lines.append([f"{title}, worst photo", f"{ratio:.3f} {photo}", f"<= {worst}", _yes(ratio <= worst)])
    return lines


def _yes(reached: bool) -> str:
    return "yes" if reached else "no"
