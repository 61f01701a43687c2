"""What the user may choose for one job: one record per option. Not the model: that is `model_spec`.

This is the one table. The page's copy, `web/src/shared/option-table.js`, is written from it by `build.py build`; the
words of each option are in `web/src/words/options.js`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cutout.export_formats import EXPORT_FORMATS, ExportFormat
from cutout.option_rules import Choice, Flag, OptionRecord, Whole, checked, option, read_table

ALWAYS_EXACT = tuple(name for name, facts in EXPORT_FORMATS.items() if not facts.can_be_lossy)
LOSSY_FORMATS = tuple(name for name, facts in EXPORT_FORMATS.items() if facts.can_be_lossy)
"""Those that are exact only where that is asked for."""

Edges = Literal["fine", "plain"]
EDGES: tuple[Edges, ...] = get_args(Edges)

Looks = Literal["automatic", "one", "all"]
LOOKS: tuple[Looks, ...] = get_args(Looks)

HiddenColours = Literal["keep", "extend", "clear"]
HIDDEN_COLOURS: tuple[HiddenColours, ...] = get_args(HiddenColours)


@dataclass(frozen=True)
class Options:
    """The settings of one job.

    Parameters
    ----------
    format : {"png", "webp", "avif"}
        File format of the cutout.
    lossless : bool
        Every pixel exact, colours under alpha 0 included. PNG always is.
    quality : int, 1 to 100
        Of a lossy export; without effect on PNG and where `lossless` is set.
    clean_edges : bool
        Replace the colour of translucent pixels by the estimated foreground (edge decontamination).
    edges : {"fine", "plain"}
        Whether alpha at hair and edges follows the photo, or is the network's matte, only enlarged.
    hidden_colours : {"keep", "extend", "clear"}
        What lies under alpha 0 in an exact file: the photo's colours, the subject's colours continued outwards, or
        zeros. Lossy files cannot keep it; see `colour.hidden`.
    looks : {"automatic", "one", "all"}
        In how many shapes the network is asked: in another one only where the answer is doubtful, in the first one, or
        in each that the model has.
    """

    format: ExportFormat = option("png", Choice(tuple(EXPORT_FORMATS)))
    lossless: bool = option(False, Flag(), counts=({"format": LOSSY_FORMATS},))
    quality: int = option(85, Whole(1, 100), counts=({"format": LOSSY_FORMATS, "lossless": (False,)},))
    clean_edges: bool = option(True, Flag())
    edges: Edges = option("fine", Choice(EDGES))
    hidden_colours: HiddenColours = option(
        "keep", Choice(HIDDEN_COLOURS), counts=({"format": ALWAYS_EXACT}, {"lossless": (True,)})
    )

    looks: Looks = option("automatic", Choice(LOOKS), changes="matte")

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> "Options":
        """Check settings that came from outside; what is missing gets its default.

        Raises
        ------
        ValueError
            Naming the unknown key or the value that is not allowed.
        """
        return cls(**checked(OPTION_TABLE, values))


OPTION_TABLE: Mapping[str, OptionRecord] = read_table(Options)
