"""Every way a cutout can fail, as exceptions that speak to people.

`code` is the stable name that crosses to JavaScript, `message` says what was found and what to do,
`detail` is for a bug report. Anything else that is raised inside this package is a defect (`internal-error`).

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

from typing import ClassVar


class CutoutError(Exception):
    """Base of all errors of this package; raise one of the leaves.

    Parameters
    ----------
    message : str
        For people: what was found, and what to do about it.
    detail : str
        Technical: what a maintainer wants to know. May be empty.
    """

    code: ClassVar[str]

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class SourceFileError(CutoutError):
    """The source file is the reason; the same file will fail again."""


class EmptyFileError(SourceFileError):
    """The source file has no bytes."""

    code = "empty-file"


class UnsupportedFormatError(SourceFileError):
    """The file type is known by name, and this package cannot read it."""

    code = "unsupported-format"


class UnrecognisedFileError(SourceFileError):
    """The first bytes belong to no file type that this package knows by name."""

    code = "unrecognised-file"


class DecodeFailedError(SourceFileError):
    """The file type is supported and the file is damaged or uses an unreadable variant."""

    code = "decode-failed"


class PhotoTooLargeError(SourceFileError):
    """The header declares more pixels than `limits` allows."""

    code = "photo-too-large"


class InferenceFailedError(CutoutError):
    """The network did not run, or what it returned is not an alpha."""

    code = "inference-failed"


class MatteDamagedError(CutoutError):
    """The file of a kept matte is not what this package wrote for this photo; the network has to run again."""

    code = "matte-damaged"


class EncodeFailedError(CutoutError):
    """The cutout cannot be written in the chosen format; another format may hold it."""

    code = "encode-failed"


class EncodeVerificationFailedError(CutoutError):
    """The bytes of an export are not what they should be."""

    code = "encode-verification-failed"


class OutOfMemoryError(CutoutError):
    """An allocation failed."""

    code = "out-of-memory"


class InternalError(CutoutError):
    """A defect of this package, or of what the caller handed in."""

    code = "internal-error"
