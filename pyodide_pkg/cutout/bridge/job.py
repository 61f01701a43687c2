"""What JavaScript asks for in one job, checked. It reads no file: bytes stay where they are until they are needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from cutout.bridge.values import to_python
from cutout.limits import MAX_PIXELS
from cutout.model_spec import ModelSpec
from cutout.options import Options

Work = Literal["cut", "finish"]

_ALWAYS = ("work", "data", "options", "limits")
_FIELDS: dict[Work, tuple[str, ...]] = {
    "cut": (*_ALWAYS, "spec", "version"),
    "finish": (*_ALWAYS, "matte"),
}


@dataclass(frozen=True)
class Job:
    """One job.

    Parameters
    ----------
    work : {"cut", "finish"}
        Both halves, or the second one.
    data : Uint8Array proxy or bytes-like
        The source file.
    options : Options
    max_pixels : int
        The largest photo to decode.
    matte : Uint8Array proxy or bytes-like, or None
        The file of the matte; of a "finish" only.
    spec : ModelSpec or None
    version : str
        Of the model; both of a "cut" only.
    """

    work: Work
    data: Any
    options: Options
    max_pixels: int
    matte: Any = None
    spec: ModelSpec | None = None
    version: str = ""


def read_job(given: Any) -> Job:
    """Check a mapping or a JavaScript object with the fields that `bridge.run` describes.

    Raises
    ------
    ValueError
        Naming the field that is missing, unknown or wrong. What the other kind of work needs may be there, and is left.
    """
    fields = given.to_py(depth=1) if hasattr(given, "to_py") else given  # 1: large values stay in JavaScript's memory
    if not isinstance(fields, Mapping):
        raise ValueError(f"job must be an object with named fields, not {type(fields).__name__}")
    if unknown := sorted(set(fields) - {name for names in _FIELDS.values() for name in names}):
        raise ValueError(f"job has unknown fields: {', '.join(map(repr, unknown))}")
    work = _work(fields.get("work"))
    if missing := [name for name in _FIELDS[work] if name not in fields]:
        raise ValueError(f"job {work!r} lacks {', '.join(map(repr, missing))}")
    options = Options.from_mapping(_mapping(fields["options"], "options"))
    max_pixels = _max_pixels(_mapping(fields["limits"], "limits"))
    if work == "finish":
        return Job("finish", fields["data"], options, max_pixels, matte=fields["matte"])
    version = fields["version"]
    if not isinstance(version, str) or not version:
        raise ValueError(f"job 'version' must be a text, not {version!r}")
    spec = ModelSpec.from_mapping(_mapping(fields["spec"], "spec"))
    return Job("cut", fields["data"], options, max_pixels, spec=spec, version=version)


def _work(value: object) -> Work:
    for work in get_args(Work):
        if value == work:
            return cast(Work, work)
    raise ValueError(f"job 'work' must be 'cut' or 'finish', not {value!r}")


def _mapping(value: object, name: str) -> Mapping[str, object]:
    converted = to_python(value)
    if not isinstance(converted, Mapping):
        raise ValueError(f"{name} must be an object with named fields, not {type(converted).__name__}")
    return converted


def _max_pixels(limits: Mapping[str, object]) -> int:
    value = limits.get("max_pixels")
    if set(limits) != {"max_pixels"} or isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"limits must be {{'max_pixels': a positive whole number}}, not {dict(limits)!r}")
    return min(value, MAX_PIXELS)
