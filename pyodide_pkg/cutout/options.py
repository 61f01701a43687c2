"""What the user may choose for one job. Not the model: that is `model_spec`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, TypeVar, get_args

ExportFormat = Literal["png", "webp", "avif"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)

HiddenColours = Literal["keep", "extend", "clear"]
HIDDEN_COLOURS: tuple[HiddenColours, ...] = get_args(HiddenColours)

_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True)
class Options:
    """The settings of one job.

    Parameters
    ----------
    format : {"png", "webp", "avif"}
        File format of the cutout.
    quality : int, 1 to 100
        Of a lossy export; without effect on PNG and where `lossless` is set.
    lossless : bool
        Every pixel exact, colours under alpha 0 included. PNG always is.
    clean_edges : bool
        Replace the colour of translucent pixels by the estimated foreground (edge decontamination).
    refine_edges : bool
        Move alpha at edges to where the photo's own edges are.
    hidden_colours : {"keep", "extend", "clear"}
        What lies under alpha 0 in an exact file: the photo's colours, the subject's colours continued outwards, or
        zeros. Lossy files cannot keep it; see `colour.hidden`.
    """

    format: ExportFormat = "png"
    quality: int = 85
    lossless: bool = False
    clean_edges: bool = True
    refine_edges: bool = True
    hidden_colours: HiddenColours = "keep"

    @property
    def is_exact(self) -> bool:
        """Whether the export keeps every pixel."""
        return self.lossless or self.format == "png"

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> "Options":
        """Check settings that came from outside; what is missing gets its default.

        Raises
        ------
        ValueError
            Naming the unknown key or the value that is not allowed.
        """
        known = [field.name for field in fields(cls)]
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ValueError(f"unknown option {', '.join(map(repr, unknown))}; known are {', '.join(map(repr, known))}")
        return cls(
            format=_one_of("format", EXPORT_FORMATS, values.get("format", cls.format)),
            quality=_quality(values.get("quality", cls.quality)),
            lossless=_flag("lossless", values.get("lossless", cls.lossless)),
            clean_edges=_flag("clean_edges", values.get("clean_edges", cls.clean_edges)),
            refine_edges=_flag("refine_edges", values.get("refine_edges", cls.refine_edges)),
            hidden_colours=_one_of("hidden_colours", HIDDEN_COLOURS, values.get("hidden_colours", cls.hidden_colours)),
        )


def _one_of(name: str, words: tuple[_Word, ...], value: object) -> _Word:
    for word in words:
        if value == word:
            return word
    raise ValueError(f"option {name!r} must be one of {', '.join(map(repr, words))}, not {value!r}")


def _quality(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise ValueError(f"option 'quality' must be a whole number from 1 to 100, not {value!r}")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"option {name!r} must be true or false, not {value!r}")
    return value
