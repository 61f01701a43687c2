"""Whole cutouts of the shipped pipeline, with a real network, against a truth: `python3 build.py bench mattes`.

Every photo goes in as a file and is cut out as in the browser, with the default settings; the exported PNG is decoded
and compared. Beside it: the same matte enlarged plainly; with `--against COMMIT` the pipeline of that commit, on the
same answers of the network; with `--closed-form` closed-form matting on a trimap of the same matte. Answers are kept in
the cache folder: the first run asks the network, some seconds a photo, later runs do not. Intervals are 95 %,
bootstrapped over families of photos. Needs dist/models and ../shared/testdata.
"""

import os

# Before numpy and numba are imported: each process is one of several.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}

import argparse
import json
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.quality.closed_form import closed_form_cutout
from bench.quality.commit import PACKAGE, read_commit
from bench.quality.cutout_figures import figures_of, true_foreground
from bench.quality.matte_sheet import Strip, draw_sheet, sheet_photos, strip_of
from bench.quality.matte_tables import BEFORE, CLOSED_FORM, NOW, PLAIN, print_report
from bench.quality.network_answers import NetworkAnswers
from bench.quality.pipeline_process import PipelineProcess
from bench.quality.pixels import as_float
from bench.quality.tables import Row
from bench.quality.testdata import MissingDataError
from bench.quality.true_photos import HALVES, SETS, TruePhoto, true_photos


class Setup(NamedTuple):
    """What a process needs to know."""

    model: str
    specs: dict[str, dict[str, Any]]
    """Of the pipelines, by `NOW` and `BEFORE`."""
    packages: dict[str, Path]
    closed_form: bool
    folder: Path
    """For files between processes."""


class Measurer(ExitStack):
    """Cuts out and measures one photo after the other; a process has one."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._closed_form = setup.closed_form
        answers = NetworkAnswers(setup.model)
        self._pipelines: dict[str, PipelineProcess] = {}
        for name, spec in setup.specs.items():
            folder = Path(tempfile.mkdtemp(dir=setup.folder))
            process = PipelineProcess(spec, answers.output, setup.packages[name], folder)
            self._pipelines[name] = self.enter_context(process)

    def measure(self, photo: TruePhoto, shown: bool) -> tuple[list[Row], Strip | None]:
        """Return a row for each cutout, and with `shown` the photo's strip of the contact sheet."""
        rgb, truth = photo.read()
        cuts = {name: pipeline.cut(rgb) for name, pipeline in self._pipelines.items()}
        cutouts: dict[str, NDArray[np.uint8]] = {PLAIN: cuts[NOW].plain}
        cutouts |= {name: cut.shipped for name, cut in reversed(cuts.items())}
        if self._closed_form:
            solved = closed_form_cutout(rgb, as_float(cuts[NOW].plain[..., 3]))
            cutouts |= {} if solved is None else {CLOSED_FORM: solved}
        identity = {"photo": photo.id, "set": photo.set, "family": photo.family, "half": photo.half}
        rows: list[Row] = []
        for name, figures in figures_of(cutouts, truth, true_foreground(photo, rgb, truth)).items():
            cut = cuts.get(name, cuts[NOW])
            told = {"reasons": list(cut.reasons), "doubt": cut.doubt, "looks": cut.looks, "look": cut.look}
            rows.append({**identity, "hard": photo.hard_edged, "method": name, **figures, **told})
        first = cutouts[BEFORE if BEFORE in cutouts else PLAIN]
        return rows, strip_of(photo.id, rgb, truth, first, cutouts[NOW]) if shown else None


_measurer: Measurer | None = None


def _start(setup: Setup) -> None:
    global _measurer
    _measurer = Measurer(setup)


def _measure(photo: TruePhoto, shown: frozenset[str]) -> tuple[list[Row], Strip | None]:
    if _measurer is None:
        raise RuntimeError("the process was not started")
    return _measurer.measure(photo, photo.id in shown)


def set_up(model: str, against: str | None, closed_form: bool, folder: Path) -> Setup:
    """Read what the pipelines are; a commit's package is written into `folder`.

    Raises
    ------
    MissingDataError
        The model or the commit is not there.
    """
    words = NetworkAnswers(model).spec_words
    specs, packages = {NOW: words}, {NOW: PACKAGE}
    if against:
        commit = read_commit(against, folder)
        specs[BEFORE] = commit.spec(model, {name: words[name] for name in ("input_name", "output_name")})
        packages[BEFORE] = commit.package
    return Setup(model, specs, packages, closed_form, folder)


def measured(photos: list[TruePhoto], setup: Setup, shown: frozenset[str], jobs: int) -> tuple[list[Row], list[Strip]]:
    """Measure all photos in several processes and say each one's figures as they come."""
    rows: list[Row] = []
    strips: list[Strip] = []
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(setup,)) as pool:
        for found, strip in pool.map(partial(_measure, shown=shown), photos):
            rows += found
            strips += [strip] if strip else []
            said = "  ".join(
                f"{row['method']} {row['iou']:.3f} {row.get('band_mse', row['mse']):6.1f}" for row in found
            )
            print(f"{found[0]['photo']:36} {said}", flush=True)
    return rows, strips


def main() -> None:
    """Read the arguments, measure, print and write."""
    parser = argparse.ArgumentParser(
        prog="build.py bench mattes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="balanced", metavar="ID", help="a prepared model (default: balanced)")
    parser.add_argument("--half", choices=HALVES, help="settings are chosen on the development half (default: both)")
    parser.add_argument("--set", action="append", choices=SETS, default=[], help="only these sets of photos")
    parser.add_argument("--photos", type=int, metavar="N", help="only the first N photos")
    parser.add_argument("--against", metavar="COMMIT", help="also measure the pipeline of a commit")
    parser.add_argument("--closed-form", action="store_true", help="also closed form, on photos up to 1 MP: slow")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw edges of twelve photos at 200 %%")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: all)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cutroom-bench-") as folder:
        try:
            photos = true_photos(arguments.half, arguments.set)[: arguments.photos]
            setup = set_up(arguments.model, arguments.against, arguments.closed_form, Path(folder))
        except MissingDataError as error:
            sys.exit(f"bench mattes: {error}")
        if not photos:
            sys.exit("bench mattes: no photo is left. Name other sets, or the other half")
        real = [photo for photo in photos if photo.set != "made"]
        shown = frozenset(sheet_photos(real) if arguments.sheet else ())
        rows, strips = measured(photos, setup, shown, arguments.jobs)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False), "utf-8")
        print(f"\nevery measurement: {arguments.json}")
    if arguments.sheet:
        draw_sheet(strips, arguments.sheet)
        print(f"\nsheet: {arguments.sheet}")
    print_report(rows)


if __name__ == "__main__":
    main()
