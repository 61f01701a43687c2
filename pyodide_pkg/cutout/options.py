"""What the user may choose for one job. Not the model: that is `model_spec`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

ExportFormat = Literal["png"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


@dataclass(frozen=True)
class Options:
    """The settings of one job.

    Parameters
    ----------
    format : {"png"}
        File format of the cutout.
    clean_edges : bool
        Replace the colour of translucent pixels by the estimated foreground (edge decontamination).
    """

    format: ExportFormat = "png"
    clean_edges: bool = True

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> "Options":
        """Check settings that came from outside.

        Raises
        ------
        ValueError
            Naming the unknown key or the value that is not allowed.
        """
        unknown = sorted(set(values) - {"format", "clean_edges"})
        if unknown:
            raise ValueError(f"unknown option {', '.join(map(repr, unknown))}; known are 'format' and 'clean_edges'")
        clean_edges = values.get("clean_edges", True)
        if not isinstance(clean_edges, bool):
            raise ValueError(f"option 'clean_edges' must be true or false, not {clean_edges!r}")
        chosen = values.get("format", "png")
        for export_format in EXPORT_FORMATS:
            if chosen == export_format:
                return cls(format=export_format, clean_edges=clean_edges)
        raise ValueError(f"option 'format' must be one of {', '.join(map(repr, EXPORT_FORMATS))}, not {chosen!r}")
