"""How well doubt tells bad mattes, and what further looks bring: `python3 build.py bench doubt [--model ID]`.

Every photo with a truth is asked in every look of the model's record, by the real network, natively; answers are kept
in the cache folder. Mattes are enlarged plainly and compared with the truth: edges are `bench mattes`' concern. Doubt
and the choice among looks are the shipped ones (`cutout.matte.doubt`). Intervals are 95 %, over families of photos.
Needs dist/models and ../shared/testdata.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.quality.cutout_figures import overlap
from bench.quality.doubt_tables import ALL, AUTOMATIC, ONE, print_report
from bench.quality.network_answers import NetworkAnswers
from bench.quality.tables import Row
from bench.quality.testdata import MissingDataError
from bench.quality.true_photos import HALVES, SETS, TruePhoto, true_photos
from cutout.colour.quantise import in_sixteen_bits
from cutout.matte.alpha import enlarge_alpha
from cutout.matte.doubt import matte_doubt, together, wants_another
from cutout.matte.input import prepare_input
from cutout.matte.output import alpha_from_output
from cutout.model_spec import Look, ModelSpec
from cutout.pictures import Doubt


class Asked:
    """One photo, asked in every look."""

    def __init__(self, photo: TruePhoto, answers: NetworkAnswers, looks: Sequence[Look]) -> None:
        self.photo = photo
        self.looks = looks
        rgb, truth = photo.read()
        subject = truth >= 0.5
        self.answers: list[tuple[NDArray[np.float32], Doubt]] = []
        self.figures: list[Row] = []
        for look in looks:
            tensor = prepare_input(rgb, None, answers.spec, look)
            alpha = in_sixteen_bits(alpha_from_output(answers.output(tensor), answers.spec, *tensor.shape[2:]))
            self.answers.append((alpha, matte_doubt(alpha, answers.spec, tensor)))
            enlarged = enlarge_alpha(alpha, *truth.shape)
            mae = 255 * float(np.abs(enlarged - truth).mean())
            figures = {
                "iou": overlap(enlarged >= 0.5, subject),
                "mae": mae,
                "soft_area": soft_area(alpha),
            }
            self.figures.append({**figures, "pixels": alpha.size})

    def row(self, plan: str, made: Sequence[int]) -> Row:
        """Return what comes of some looks: the figures of the one that is kept, the doubt, and what it costs.

        Parameters
        ----------
        plan : str
            Its name.
        made : sequence of int
            The looks that were made, in that order.
        """
        kept, doubt = together([self.answers[i] for i in made])
        pixels = sum(self.figures[i]["pixels"] for i in made)
        return {
            "photo": self.photo.id,
            "half": self.photo.half,
            "family": self.photo.family,
            "group": group_of(self.photo),
            "plan": plan,
            **self.figures[made[kept]],
            "look": str(self.looks[made[kept]]),
            "looks": len(made),
            "score": doubt.score,
            "reasons": list(doubt.reasons),
            "cost": pixels / self.figures[0]["pixels"],
        }

    def automatic(self) -> list[int]:
        """Return the looks that the pipeline makes: another one as long as there is doubt."""
        made = [0]
        while len(made) < len(self.looks) and wants_another(together([self.answers[i] for i in made])[1]):
            made.append(len(made))
        return made

    def rows(self) -> list[Row]:
        """Return the rows of every plan."""
        rows = [self.row(ONE, [0]), self.row(AUTOMATIC, self.automatic())]
        rows.append(self.row(ALL, range(len(self.looks))))
        for i, look in enumerate(self.looks[1:], 1):
            again = wants_another(self.answers[0][1])
            rows.append(self.row(f"then {look}", [0, i] if again else [0]))
        return rows


def soft_area(alpha: NDArray[np.float32]) -> float:
    """Return the sum of 4a(1 - a) over the sum of a: what the shipped softness is better than."""
    whole = float(alpha.sum(dtype=np.float64))
    return 4 * (whole - float((alpha * alpha).sum(dtype=np.float64))) / whole if whole > 0 else 0.0


def group_of(photo: TruePhoto) -> str:
    """Return "real", "crop" or "small": small subjects lie over photos that mostly have a subject of their own."""
    return "real" if photo.set != "made" else "small" if photo.name.startswith("small") else "crop"


def main() -> None:
    """Ask, and print the tables."""
    parser = argparse.ArgumentParser(
        prog="build.py bench doubt", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="balanced", metavar="ID", help="a prepared model (default: balanced)")
    parser.add_argument("--looks", metavar="LIST", help='instead of the model\'s, such as "square 1024, aspect 768"')
    parser.add_argument("--half", choices=HALVES, help="only this half")
    parser.add_argument("--sets", nargs="*", choices=SETS, default=(), metavar="SET", help=f"of {', '.join(SETS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement to a file")
    arguments = parser.parse_args()
    try:
        photos = true_photos(arguments.half, arguments.sets)
        answers = NetworkAnswers(arguments.model)
        looks = looks_of(answers.spec, arguments.looks)
    except (MissingDataError, ValueError) as error:
        sys.exit(f"bench doubt: {error}")
    rows: list[Row] = []
    for photo in photos:
        asked = Asked(photo, answers, looks)
        rows += asked.rows()
        print(f"{photo.id:32}", *(f"{figures['iou']:.3f}" for figures in asked.figures), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False), "utf-8")
        print(f"\nevery measurement: {arguments.json}")
    print(f"\n{arguments.model}: {', '.join(map(str, looks))}; softness limit {answers.spec.softness_limit}")
    print_report(rows)


def looks_of(spec: ModelSpec, wanted: str | None) -> tuple[Look, ...]:
    """Return the looks that a comma-separated list names, or the model's own.

    Raises
    ------
    ValueError
        One is not written as a look.
    """
    return spec.looks if wanted is None else tuple(Look.parse(text.strip()) for text in wanted.split(","))


if __name__ == "__main__":
    main()
