"""Every way a cutout can fail, as codes with facts. There are no sentences here.

`code` is the stable name that crosses to JavaScript. `found` says which case it is and what was found, as flat plain
values; the page makes the sentences of it (`web/src/words/errors.js`). `detail` is for a bug report. Anything else that
is raised inside this package is a defect (`internal-error`).

    CutoutError
    ├── SourceFileError
    │   ├── EmptyFileError               empty-file
    │   ├── UnsupportedFormatError       unsupported-format
    │   ├── UnrecognisedFileError        unrecognised-file
    │   ├── DecodeFailedError            decode-failed
    │   └── PhotoTooLargeError           photo-too-large
    ├── InferenceFailedError             inference-failed
    ├── MatteDamagedError                matte-damaged
    ├── EncodeFailedError                encode-failed
    ├── EncodeVerificationFailedError    encode-verification-failed
    ├── OutOfMemoryError                 out-of-memory
    └── InternalError                    internal-error
"""

from collections.abc import Mapping
from typing import ClassVar

Fact = str | int | float | bool

Cases = Mapping[str, tuple[str, ...]]

ONLY: Cases = {"": ()}
"""The cases of an error that has one, without facts."""


class CutoutError(Exception):
    """Base of all errors of this package; raise one of the leaves.

    Parameters
    ----------
    case : str
        One of `cases`.
    detail : str
        Technical: what a maintainer wants to know. May be empty.
    **found
        The facts that `cases` names for it, of plain types (a NumPy number does not cross to JavaScript as one).

    Attributes
    ----------
    code : str
    cases : mapping
        Case → names of the facts that its sentence needs. "" is the case without a name.
    found : dict
        Flat: the facts, and "case" where it has a name.

    Raises
    ------
    TypeError
        Another case, or other facts, than the class declares.
    """

    code: ClassVar[str]
    cases: ClassVar[Cases]

    def __init__(self, case: str = "", *, detail: str = "", **found: Fact) -> None:
        if case not in self.cases or sorted(found) != sorted(self.cases[case]):
            raise TypeError(f"{self.code} has the cases {dict(self.cases)!r}, not {case!r} with {sorted(found)!r}")
        if odd := [name for name, value in found.items() if type(value) not in (str, int, float, bool)]:
            raise TypeError(f"{self.code}: {', '.join(odd)} must be a text, a number or a truth value")
        self.found: dict[str, Fact] = {"case": case, **found} if case else {**found}
        self.detail = detail
        facts = ", ".join(f"{name}={value!r}" for name, value in self.found.items())
        super().__init__("; ".join(part for part in (f"{self.code}({facts})", detail) if part))


class SourceFileError(CutoutError):
    """The source file is the reason; the same file will fail again."""


class EmptyFileError(SourceFileError):
    """The source file has no bytes."""

    code = "empty-file"
    cases = ONLY


class UnsupportedFormatError(SourceFileError):
    """The file type is known by name, and this package cannot read it."""

    code = "unsupported-format"
    cases = dict.fromkeys(
        # The kinds of `first_bytes.json`, and what only a JPEG's frame header tells.
        ("picture", "raw", "other", "archive", "pointer", "apple", "side", "shortcut", "saved", "unusual-jpeg"),
        ("name",),
    )


class UnrecognisedFileError(SourceFileError):
    """The first bytes belong to no file type that this package knows by name."""

    code = "unrecognised-file"
    cases = ONLY


class DecodeFailedError(SourceFileError):
    """The file type is supported and the file is damaged or uses an unreadable variant."""

    code = "decode-failed"
    cases: ClassVar[Cases] = {
        "ends-early": ("format",),
        "damaged": ("format",),
        "impossible-size": ("format", "width", "height"),
        "undecodable": ("format",),
        "picture-missing": ("format", "percent"),
        "detail-missing": ("format", "percent"),
    }


class PhotoTooLargeError(SourceFileError):
    """The header declares more pixels than `limits` allows."""

    code = "photo-too-large"
    cases: ClassVar[Cases] = {"pixels": ("width", "height", "max_pixels"), "side": ("width", "height", "max_side")}


class InferenceFailedError(CutoutError):
    """The network did not run, or what it returned is not an alpha."""

    code = "inference-failed"
    cases: ClassVar[Cases] = {"not-run": (), "incomplete": (), "no-alpha": (), "no-numbers": ()}


class MatteDamagedError(CutoutError):
    """The file of a kept matte is not what this package wrote for this photo; the network has to run again."""

    code = "matte-damaged"
    cases: ClassVar[Cases] = {"file": (), "other-photo": ("matte_width", "matte_height", "width", "height")}


class EncodeFailedError(CutoutError):
    """The cutout cannot be written in the chosen format; another format may hold it."""

    code = "encode-failed"
    cases: ClassVar[Cases] = {
        "side": ("format", "width", "height", "max_side"),
        "pixels": ("format", "width", "height", "max_pixels"),
        "not-written": ("format", "width", "height"),
    }


class EncodeVerificationFailedError(CutoutError):
    """The bytes of an export are not what they should be."""

    code = "encode-verification-failed"
    cases: ClassVar[Cases] = {"cutout": ("format",), "matte": ()}


class OutOfMemoryError(CutoutError):
    """An allocation failed."""

    code = "out-of-memory"
    cases: ClassVar[Cases] = {"decode": ("format",), "photo": ()}


class InternalError(CutoutError):
    """A defect of this package, or of what the caller handed in."""

    code = "internal-error"
    cases = ONLY
