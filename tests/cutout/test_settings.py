"""Options and model specifications from outside: good ones are taken over, others are refused by name."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cutout
from cutout.model_spec import Look, ModelSpec
from cutout.options import Options

SPEC = {
    "id": "balanced",
    "input_name": "input",
    "looks": ["square 1024"],
    "multiple": 1024,
    "mean": [128, 128, 128],
    "std": [256, 256, 256],
    "output_name": "output",
    "activation": "none",
    "normalise": "none",
    "levels": [0.01, 0.99],
    "softness_limit": 0.33,
}


def test_options_have_defaults():
    assert dataclasses.asdict(Options.from_mapping({})) == {
        "format": "png",
        "quality": 85,
        "lossless": False,
        "clean_edges": True,
        "edges": "fine",
        "hidden_colours": "keep",
        "looks": "automatic",
    }
    chosen = {
        "format": "avif",
        "quality": 1,
        "lossless": True,
        "clean_edges": False,
        "edges": "plain",
        "hidden_colours": "clear",
        "looks": "all",
    }
    assert dataclasses.asdict(Options.from_mapping(chosen)) == chosen


@pytest.mark.parametrize("choice", ["keep", "extend", "clear"])
def test_hidden_colours_are_one_of_three(choice):
    assert Options.from_mapping({"hidden_colours": choice}).hidden_colours == choice


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"colour": 1}, "colour"),
        ({"format": "jxl"}, "jxl"),
        ({"format": None}, "None"),
        ({"clean_edges": 1}, "clean_edges"),
        ({"edges": "yes"}, "edges"),
        ({"hidden_colours": "drop"}, "'keep', 'extend', 'clear', not 'drop'"),
        ({"hidden_colours": True}, "hidden_colours"),
        ({"hidden_colours": None}, "hidden_colours"),
        ({"lossless": 0}, "lossless"),
        ({"quality": 0}, "quality"),
        ({"quality": 101}, "quality"),
        ({"quality": 85.5}, "quality"),
        ({"quality": 85.0}, "quality"),
        ({"quality": "85"}, "quality"),
        ({"quality": True}, "quality"),
    ],
)
def test_other_options_are_refused_by_name(values, named):
    with pytest.raises(ValueError, match=named):
        Options.from_mapping(values)


def test_a_specification_is_taken_over():
    spec = ModelSpec.from_mapping(SPEC)
    assert (spec.id, spec.looks, spec.mean, spec.std) == (
        "balanced",
        (Look("square", 1024),),
        (128.0,) * 3,
        (256.0,) * 3,
    )


@pytest.mark.parametrize("key", SPEC)
def test_a_missing_field_is_named(key):
    with pytest.raises(ValueError, match=key):
        ModelSpec.from_mapping({name: value for name, value in SPEC.items() if name != key})


WRONG_VALUES = {
    "id": ["", " ", 3],
    "looks": [[], "square 1024", 1024, [1024], ["square 1024"] * 2, ["square 1024", "round 1024"], ["square 1000"]],
    "multiple": [0, 9000, 1.5, 512.0, True, float("inf"), float("nan"), "512"],
    "mean": [[1, 2], [1, 2, "3"], 5, [1, 2, float("nan")], [1e7, 0, 0], [10**400, 0, 0]],
    "std": [[1, 0, 1], [-4, 1, 1], [1e-300, 1, 1]],
    "output_name": [None, "\t"],
    "activation": ["tanh"],
    "normalise": ["mean", True],
    "levels": [[0.5, 0.5000001], [0.5], [0.9, 0.1], [-1, 1], [0, 2], 1],
    "softness_limit": [0, -0.3, 4.1, float("nan"), True, "0.33", None],
    "surprise": [1],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in WRONG_VALUES.items() for value in values])
def test_a_wrong_field_is_named(key, value):
    with pytest.raises(ValueError, match=key):
        ModelSpec.from_mapping({**SPEC, key: value})


def test_the_check_needs_nothing_but_the_standard_library():
    code = "import sys, cutout.model_spec; print({'numpy', 'PIL'} & set(sys.modules))"
    environment = os.environ | {"PYTHONPATH": str(Path(cutout.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
