"""The error codes that cross to JavaScript: each has exactly one class, and none has been added or lost by accident."""

from cutout import errors
from cutout.errors import CutoutError

CODES = {
    "empty-file",
    "unsupported-format",
    "unrecognised-file",
    "decode-failed",
    "photo-too-large",
    "inference-failed",
    "matte-damaged",
    "encode-failed",
    "encode-verification-failed",
    "out-of-memory",
    "internal-error",
}


def leaves(kind):
    return [leaf for child in kind.__subclasses__() for leaf in leaves(child)] or [kind]


def test_every_code_has_one_class_and_is_in_the_drawn_tree():
    codes = [leaf.code for leaf in leaves(CutoutError)]
    assert sorted(codes) == sorted(CODES)
    assert all(
        f"{leaf.__name__:<32} {leaf.code}".replace(" ", "") in errors.__doc__.replace(" ", "")
        for leaf in leaves(CutoutError)
    )


def test_an_error_speaks_to_people_and_keeps_the_detail_apart():
    error = errors.DecodeFailedError("It is damaged.", detail="zlib -3")
    assert (str(error), error.message, error.detail) == ("It is damaged.", "It is damaged.", "zlib -3")
