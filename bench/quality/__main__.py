"""The command line of `build.py bench quality`: what is measured, in which order, and where it goes."""

import os

# One thread in every library, so that CPU seconds can be compared; they read this when they are imported.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from bench.quality.cases import ALPHA_KINDS, JPEG_QUALITIES, case_names
from bench.quality.decontamination import COLUMNS, measure_decontamination, warm_up
from bench.quality.tables import Row, chosen, table
from bench.quality.testdata import MissingDataError, check_testdata
from bench.quality.upsampling import ALPHA_COLUMNS, CHAIN_COLUMNS, measure_upsampling

Results = dict[str, list[Row]]
KIND_WORDS = {"true": "true alpha", "exact": "true alpha made small", "drawn": "drawn (synthetic) alpha"}
"""The drawn one stands in for a network's."""


def main() -> int:
    """Measure, print tables, write files."""
    parser = argparse.ArgumentParser(
        prog="build.py bench quality",
        description="Quality at edges against ground truth, with the true alpha and with a drawn one in place of "
        "a network's. No network is run: `bench mattes` does that.",
    )
    parser.add_argument("--per", type=int, default=1, metavar="N", help="backgrounds for each subject (default 1)")
    parser.add_argument("--quick", action="store_true", help="eight subjects, fewer JPEG qualities, small pictures")
    parser.add_argument("--variants", action="store_true", help="also measure the forms of our estimator that lost")
    parser.add_argument("--no-browser", action="store_true", help="leave out time and memory in the browser")
    parser.add_argument("--no-cost", action="store_true", help="leave out time and memory altogether")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw edges of some cases at 300 %%")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: all)")
    arguments = parser.parse_args()
    try:
        check_testdata()
    except MissingDataError as error:
        print(f"bench quality: {error}", file=sys.stderr)
        return 1
    results = measure_quality(arguments)
    if arguments.sheet:
        from bench.quality.sheet import draw_sheet

        draw_sheet(arguments.sheet)
        print(f"\nsheet: {arguments.sheet}")
    if not arguments.no_cost:
        from bench.quality.cost import measure_cost

        results["cost"] = measure_cost(quick=arguments.quick, browser=not arguments.no_browser)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")
        print(f"\nevery measurement: {arguments.json}")
    return 0


def measure_quality(arguments: argparse.Namespace) -> Results:
    """Measure all cases and print the tables of means."""
    names = case_names(arguments.per, arguments.quick)
    qualities = (None, 75) if arguments.quick else JPEG_QUALITIES
    print(f"{len(names)} cases, from {names[0].subject} on {names[0].background} on")
    results: Results = {"decontamination": [], "alpha": [], "chain": []}
    with ProcessPoolExecutor(arguments.jobs, initializer=warm_up) as pool:
        colours = partial(measure_decontamination, qualities=qualities, variants=arguments.variants)
        alphas = partial(measure_upsampling, qualities=(None, 75))
        for rows in pool.map(colours, names):
            results["decontamination"] += rows
        for alpha_rows, chain_rows in pool.map(alphas, names):
            results["alpha"] += alpha_rows
            results["chain"] += chain_rows
    print_tables(results)
    return results


def print_tables(results: Results) -> None:
    """Print a table for each measurement, alpha kind and JPEG quality."""
    headings = {
        "decontamination": ("Decontamination", COLUMNS, ALPHA_KINDS),
        "alpha": ("Alpha at photo size", ALPHA_COLUMNS, ("exact", "drawn")),
        "chain": ("Whole chain, alpha's own error counted", CHAIN_COLUMNS, ("exact", "drawn")),
    }
    for key, (title, columns, kinds) in headings.items():
        for kind in kinds:
            for quality in dict.fromkeys(row["jpeg"] for row in results[key]):
                rows = chosen(results[key], alpha=kind, jpeg=quality)
                print(f"\n{title}: {KIND_WORDS[kind]}, {'no JPEG' if quality is None else f'JPEG {quality}'}\n")
                print(table(rows, columns))


if __name__ == "__main__":
    sys.exit(main())
