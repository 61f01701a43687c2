"""The error codes that cross to JavaScript: each has exactly one class, and none has been added or lost by accident."""

import ast
from pathlib import Path

import numpy as np
import pytest

from cutout import errors
from cutout.errors import CutoutError
from cutout.formats.first_bytes import TABLE

PACKAGE = Path(errors.__file__).parent
COMPUTED = {("sniff.py", "found.kind"), ("sniff.py", "other.kind")}

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


def test_an_error_keeps_what_was_found_and_the_detail_apart():
    error = errors.DecodeFailedError("damaged", format="PNG", detail="zlib -3")
    assert (error.found, error.detail) == ({"case": "damaged", "format": "PNG"}, "zlib -3")
    assert str(error) == "decode-failed(case='damaged', format='PNG'); zlib -3"
    assert errors.EmptyFileError().found == {} and str(errors.EmptyFileError()) == "empty-file()"


@pytest.mark.parametrize(
    "given",
    [
        lambda: errors.DecodeFailedError("damaged"),
        lambda: errors.DecodeFailedError("damaged", format="PNG", percent=3),
        lambda: errors.DecodeFailedError("unheard-of", format="PNG"),
        lambda: errors.DecodeFailedError(format="PNG"),
        lambda: errors.DecodeFailedError("damaged", format=np.float64(3)),
        lambda: errors.EmptyFileError("damaged"),
    ],
)
def test_what_is_not_declared_cannot_be_raised(given):
    with pytest.raises(TypeError, match=r"has the cases|must be a text"):
        given()


def test_every_place_that_raises_names_a_case_and_its_facts():
    """Read from the source, so that a place which no test provokes cannot be wrong either."""
    sites = [site for path in sorted(PACKAGE.rglob("*.py")) for site in raised_in(path)]
    assert len(sites) > 20
    wrong = [
        f"{where}: {kind.__name__}({case!r}, {facts})"
        for where, kind, case, facts in sites
        if kind.cases.get(case) is None or sorted(kind.cases[case]) != facts
    ]
    assert wrong == []
    raised = {(kind.code, case) for _, kind, case, _ in sites}
    declared = {(leaf.code, case) for leaf in leaves(CutoutError) for case in leaf.cases}
    # `sniff` raises the kinds that the table of first bytes holds.
    kinds = {("unsupported-format", entry["kind"]) for entry in named_entries()}
    assert declared - raised - kinds == set(), "declared and never raised"


def raised_in(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        kind = getattr(errors, node.func.id, None)
        if not (isinstance(kind, type) and issubclass(kind, CutoutError)):
            continue
        facts = sorted(keyword.arg for keyword in node.keywords if keyword.arg != "detail")
        case = node.args[0] if node.args else ast.Constant("")
        if isinstance(case, ast.Constant):
            yield f"{path.name}:{node.lineno}", kind, case.value, facts
        else:
            assert (path.name, ast.unparse(case)) in COMPUTED, f"{path.name}:{node.lineno} computes its case"


def named_entries():
    entries = [*TABLE["signatures"], *TABLE["brands"], TABLE["other_brands"], *TABLE["texts"]]
    return [entry for entry in entries if "name" in entry]
