"""The tables of `bench mattes`, from its rows: means, ratios photo by photo with their intervals, and the bars."""

from collections.abc import Callable, Sequence

from bench.quality.cutout_figures import EDGES, MORE_IS_BETTER, WHOLE
from bench.quality.intervals import mean_estimate, ratio_estimate, ratios
from bench.quality.matte_bars import bar_lines
from bench.quality.tables import Row, chosen, digits, markdown, mean, table
from bench.quality.true_photos import HARD_EDGED, PUBLISHED

NOW, BEFORE, PLAIN, CLOSED_FORM = "Cutroom", "before", "plain enlargement", "closed form"
"""The methods: this checkout, the commit it is held against, the same matte enlarged, and pymatting's."""
SMALL, CROPS = "small subjects", "tall and wide crops"
FOUND = 0.7
"""IoU from which a subject counts as found."""
WORSE = 1.02
"""A ratio above this counts as worse."""
GROUPS: dict[str, Callable[[Row], bool]] = {
    "all": lambda _: True,
    "development half": lambda row: row["half"] == "development",
    "held-back half": lambda row: row["half"] == "held-back",
    "measured alphas": lambda row: row["set"] in ("alphamatting", "lemur"),
    "published mattes": lambda row: row["set"] in PUBLISHED,
    "small subjects": lambda row: _kind(row) == SMALL,
    "tall and wide crops": lambda row: _kind(row) == CROPS,
    "hard edges": lambda row: row["set"] in HARD_EDGED,
}
SET_COLUMNS = ("iou", "s", "wf", "mae")
Pair = tuple[Row, Row]
"""Of one photo: the row of `NOW` and that of another method."""


def print_report(rows: Sequence[Row]) -> None:
    """Print every table."""
    main = [row for row in rows if row["method"] != CLOSED_FORM]
    count = len(chosen(rows, method=NOW))
    print(f"\nWhole cutouts, {count} photos, means\n\n{table(main, WHOLE)}")
    print(f"\n{NOW} by set\n\n{set_table(chosen(rows, method=NOW))}")
    found = found_photos(main)
    edges = [row for row in main if row["photo"] in found and "band_mse" in row]
    if edges:
        print(f"\nEdges of the {len(chosen(edges, method=NOW))} photos found whose truth has soft edges, means\n")
        print(table(edges, EDGES))
    own = chosen(rows, method=NOW)
    print(f"\nLowest IoU: {worst(own, 'iou')}")
    print(f"Largest band MSE of photos found: {worst([row for row in own if row['photo'] in found], 'band_mse')}")
    for other in (PLAIN, BEFORE, CLOSED_FORM):
        pairs = pairs_of(rows, other)
        if not pairs:
            continue
        in_found = [pair for pair in pairs if pair[0]["photo"] in found]
        print(f"\n{NOW} / {other}, photos found, geometric mean of the ratios\n\n{ratio_table(in_found)}")
        print(f"\n{NOW} - {other}, all {len(pairs)} photos, mean of the differences\n\n{difference_table(pairs)}")
    print(f"\nBars\n\n{markdown(bar_lines(rows, NOW, BEFORE, PLAIN, found))}")


def set_table(own: Sequence[Row]) -> str:
    """Return what the cutouts of one method are like on each set of photos: what a model is good at."""
    lines = [["set", "", "found", *(WHOLE[key] for key in SET_COLUMNS), "band MAE", "flagged"]]
    for name in dict.fromkeys(map(_kind, own)):
        group = [row for row in own if _kind(row) == name]
        soft = [row for row in group if "band_mae" in row]
        cells = [digits(mean(group, key)) for key in SET_COLUMNS]
        flagged = sum(bool(row["reasons"]) for row in group)
        found = sum(row["iou"] >= FOUND for row in group)
        lines.append(
            [name, str(len(group)), str(found), *cells, digits(mean(soft, "band_mae")) if soft else "", str(flagged)]
        )
    return markdown(lines)


def _kind(row: Row) -> str:
    """Return the set of a photo; what is made is of two kinds."""
    if row["set"] != "made":
        return str(row["set"])
    return SMALL if row["photo"].startswith("made/small") else CROPS


def found_photos(rows: Sequence[Row]) -> set[str]:
    """Return the photos that every method finds: only there the errors of edges can be compared."""
    missed = {row["photo"] for row in rows if row["iou"] < FOUND}
    return {row["photo"] for row in rows} - missed


def worst(own: Sequence[Row], key: str) -> str:
    """Name the five photos with the worst figures, and why each is to be checked if something is said."""
    sign = 1 if key in MORE_IS_BETTER else -1
    ordered = sorted((row for row in own if key in row), key=lambda row: sign * row[key])
    return "; ".join(
        f"{row['photo']} {digits(row[key])} ({', '.join(row['reasons']) or 'not flagged'})" for row in ordered[:5]
    )


def pairs_of(rows: Sequence[Row], other: str) -> list[Pair]:
    """Return the rows of this checkout and of another method, photo by photo, where both are there."""
    others = {row["photo"]: row for row in chosen(rows, method=other)}
    return [(row, others[row["photo"]]) for row in chosen(rows, method=NOW) if row["photo"] in others]


def ratio_table(pairs: Sequence[Pair]) -> str:
    """Return the ratios of the errors by group of photos; those of the band only where the truth is soft."""
    columns = {"mse": "MSE, whole photo", **{key: f"band {title}" for key, title in EDGES.items()}, "de": "ΔE00"}
    lines = [["photos", "", *columns.values(), f"worse than {WORSE}", "worst (band MSE, else MSE)"]]
    for name, belongs in GROUPS.items():
        group = [pair for pair in pairs if belongs(pair[0])]
        if not group or (name != "all" and len(group) == len(pairs)):
            continue
        cells = [_ratio_cell(group, key) for key in columns]
        telling = [(pair, "band_mse" if "band_mse" in pair[0] else "mse") for pair in group]
        each = [(float(ratios([now[key]], [other[key]])[0]), now["photo"]) for (now, other), key in telling]
        worst = max(each)
        worse = sum(ratio > WORSE for ratio, _ in each)
        lines.append([name, str(len(group)), *cells, str(worse), f"{worst[0]:.2f} {worst[1]}"])
    return markdown(lines)


def difference_table(pairs: Sequence[Pair]) -> str:
    """Return the mean differences of the figures of whole cutouts by group of photos."""
    lines = [["photos", "", *WHOLE.values(), "IoU better", "IoU worse"]]
    for name, belongs in GROUPS.items():
        group = [pair for pair in pairs if belongs(pair[0])]
        if not group or (name != "all" and len(group) == len(pairs)):
            continue
        families = [now["family"] for now, _ in group]
        cells = []
        for key in WHOLE:
            found = mean_estimate([now[key] - other[key] for now, other in group], families)
            places = 3 if key in MORE_IS_BETTER else 2
            cells.append(f"{found.value:+.{places}f} [{found.low:+.{places}f}, {found.high:+.{places}f}]")
        apart = [now["iou"] - other["iou"] for now, other in group]
        lines.append(
            [name, str(len(group)), *cells, str(sum(d > 0.01 for d in apart)), str(sum(d < -0.01 for d in apart))]
        )
    return markdown(lines)


def _ratio_cell(group: Sequence[Pair], key: str) -> str:
    used = [(now, other) for now, other in group if key in now]
    if not used:
        return ""
    families = [now["family"] for now, _ in used]
    found = ratio_estimate([now[key] for now, _ in used], [other[key] for _, other in used], families)
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"
