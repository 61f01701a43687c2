"""A person's own file: what the graph tells is guessed and said, what it does not tell is asked for."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from build_steps.models.model_entries import EntryError
from build_steps.models.own_model import own_model
from build_steps.whole_files import sha256_of
from tests.build.networks import SIDE, published


def write(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def test_without_a_spec_the_graph_tells(tmp_path: Path) -> None:
    file = write(tmp_path / "My Net (v2).onnx", published(auxiliary=1))
    entry, guessed = own_model(file, None, None, tmp_path / "downloads")
    assert entry["id"] == "my-net-v2"
    assert (entry["spec"]["looks"], entry["spec"]["multiple"]) == ([f"square {SIDE}"], SIDE)
    assert (entry["spec"]["input_name"], entry["spec"]["output_name"]) == ("photo", "alpha")
    assert entry["spec"]["activation"] == "none"
    assert entry["commercial_use"] is False
    kept = tmp_path / "downloads" / entry["source"]["model"]["name"]
    assert kept.read_bytes() == file.read_bytes()
    assert entry["source"]["model"]["sha256"] == sha256_of(file)
    said = "\n".join(guessed)
    for words in ("'photo' [1, 3, 32, 32]", "'alpha' [1, 1, 32, 32]", "made by Sigmoid", "ImageNet"):
        assert words in said


def test_a_name_that_cannot_be_shown_becomes_a_title_that_can(tmp_path: Path) -> None:
    file = write(tmp_path / f"a\nb{'W' * 200}.onnx", published())
    entry, _ = own_model(file, None, None, tmp_path / "downloads")
    assert entry["title"] == f"a\ufffdb{'W' * 56}…"
    assert entry["source"]["file"] == f"a\ufffdb{'W' * 200}.onnx"


def test_logits_are_recognised(tmp_path: Path) -> None:
    entry, guessed = own_model(write(tmp_path / "net.onnx", published(ends_in="Conv")), None, None, tmp_path / "d")
    assert entry["spec"]["activation"] == "sigmoid"
    assert "activation: sigmoid, because the output is made by Conv" in guessed


def test_a_spec_wins_and_nothing_it_says_is_guessed(tmp_path: Path) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(
        'id = "mine"\ntitle = "Mine"\nlicence = "my own"\ncommercial_use = true\nstore = "float32"\n'
        f'[spec]\ninput_name = "photo"\nlooks = ["square {SIDE}"]\n'
        "mean = [0.0, 0.0, 0.0]\nstd = [255.0, 255.0, 255.0]\n"
        'output_name = "alpha"\nactivation = "sigmoid"\nnormalise = "min-max"\n'
        '[variant]\nprecision = "float32"\nproviders = ["wasm"]\nneeds = []\n'
    )
    entry, guessed = own_model(write(tmp_path / "net.onnx", published()), spec, None, tmp_path / "d")
    assert guessed == []
    assert (entry["id"], entry["title"], entry["commercial_use"], entry["store"]) == ("mine", "Mine", True, "float32")
    assert (entry["spec"]["activation"], entry["spec"]["normalise"]) == ("sigmoid", "min-max")
    assert entry["variant"]["providers"] == ["wasm"]
    assert own_model(tmp_path / "net.onnx", spec, "yours", tmp_path / "d").entry["id"] == "yours"


def test_an_open_side_needs_a_spec(tmp_path: Path) -> None:
    file = write(tmp_path / "net.onnx", published(shape=("b", 3, "h", "w")))
    with pytest.raises(EntryError, match=r"input is 'photo' \[b, 3, h, w\], so looks, .*, are not known.*--spec"):
        own_model(file, None, None, tmp_path / "d")
    spec = tmp_path / "spec.toml"
    spec.write_text('[spec]\nlooks = ["square 64"]\n')
    made = own_model(file, spec, None, tmp_path / "d").entry["spec"]
    assert (made["looks"], made["multiple"]) == (["square 64"], 64)
    spec.write_text('[spec]\nlooks = ["square 64", "aspect 48"]\n')
    with pytest.raises(EntryError, match=r"with the looks square 64, aspect 48, multiple is not known.*--spec"):
        own_model(file, spec, None, tmp_path / "d")
    spec.write_text('[spec]\nlooks = ["square 64", "aspect 48"]\nmultiple = 16\n')
    assert own_model(file, spec, None, tmp_path / "d").entry["spec"]["multiple"] == 16


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[spec]\nlooks = ["square 64"]\n', r"looks are square 64, but its input is 'photo' \[1, 3, 32, 32\]"),
        (
            '[spec]\nlooks = ["aspect 32"]\nmultiple = 32\n',
            r"looks are aspect 32, but its input is .*one look, square 32",
        ),
        ("[spec]\ninput_name = 'x'\n", r"there is no input 'x', only 'photo'"),
        ("[spec]\nmean = [0.0, 0.0, 0.0]\n", "mean and std belong together"),
        ("[spec]\nactivation = 'tanh'\n", "activation is 'tanh'"),
        ("[spec]\nsurprise = 1\n", "surprise is 1; expected only id, input_name"),
        ("[source]\nurl = 'x'\n", r"source cannot be said for a file of your own\. Leave it out"),
        ("default = true\n", "default cannot be said .* --default-model"),
        ("default = false\n", "default cannot be said"),
        ("included = true\n", "included cannot be said"),
        ("spec = 3\n", r"spec is 3; expected a table, \[spec\]"),
        ("[spec]\nid = 'x'\n", "unknown field 'id'"),
        ("[spec]\nstd = [-4.0, 1.0, 1.0]\nmean = [0.0, 0.0, 0.0]\n", r"std is .* expected three numbers from 0\.001"),
        ('[spec]\nlooks = ["square 9000"]\n', r"looks is \['square 9000'\]; expected a list of 1 to 8 different looks"),
        ("[spec]\nmultiple = 9000\n", "multiple is 9000; expected a whole number from 1 to 8192"),
        ("[spec]\noutput_name = 5\n", "output_name is 5"),
        ("[spec]\ninput_name = ' '\n", "input_name is ' '"),
        ("title = ' '\n", "title is ' '"),
        ("spec = 1 =", "is not TOML"),
    ],
)
def test_a_wrong_spec_is_named(tmp_path: Path, text: str, named: str) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(text)
    with pytest.raises(EntryError, match=named):
        own_model(write(tmp_path / "net.onnx", published()), spec, None, tmp_path / "d")


def graph(inputs: dict[str, list[int]], outputs: dict[str, list[int]], op: str = "Identity") -> bytes:
    """A network of one operator from the first input to every output; shapes are as stated, not as computed."""
    nodes = [helper.make_node(op, [next(iter(inputs))], [name]) for name in outputs]
    values = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in ports.items()]
        for ports in (inputs, outputs)
    ]
    data: bytes = helper.make_model(helper.make_graph(nodes, "net", *values)).SerializeToString()
    return data


PHOTO, PLANE = [1, 3, 32, 32], [1, 1, 32, 32]


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (graph({"a": PHOTO, "b": PHOTO}, {"o": PLANE}), r"2 inputs, one image is expected: 'a' .*'b'"),
        (graph({"a": [1, 32, 32, 3]}, {"o": PLANE}), r"input is 'a' \[1, 32, 32, 3\]; a square image"),
        (graph({"a": [1, 3, 32, 48]}, {"o": PLANE}), r"input is 'a' \[1, 3, 32, 48\]; a square image"),
        (graph({"a": PHOTO}, {"o": [1, 2, 32, 32]}), r"no output has the shape .* 'o' \[1, 2, 32, 32\]"),
        (graph({"a": PHOTO}, {"o": PLANE}, "Tanh"), r"'o' is made by Tanh, which does not say"),
        (b"\x00\x01", r"is no ONNX model"),
        (b"", r"is no ONNX model"),
    ],
)
def test_what_cannot_be_guessed_is_refused_with_what_was_found(tmp_path: Path, raw: bytes, named: str) -> None:
    with pytest.raises(EntryError, match=named):
        own_model(write(tmp_path / "net.onnx", raw), None, None, tmp_path / "d")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EntryError, match=r"there is no file .*gone\.onnx"):
        own_model(tmp_path / "gone.onnx", None, None, tmp_path / "d")


def test_a_quantised_model_is_for_wasm(tmp_path: Path) -> None:
    model = onnx.load_from_string(published())
    model.graph.initializer.append(numpy_helper.from_array(np.zeros((1, 1, 1, 1), np.uint8), "w8"))
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["c"], ["q", "s", "z"]),
        helper.make_node("ConvInteger", ["q", "w8"], ["i"]),
        helper.make_node("Cast", ["i"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Sigmoid", ["f"], ["alpha"]),
    ]
    del model.graph.node[-1]
    model.graph.node.extend(nodes)
    entry = own_model(write(tmp_path / "net.onnx", model.SerializeToString()), None, None, tmp_path / "d").entry
    assert (entry["variant"]["precision"], entry["variant"]["providers"]) == ("uint8", ["wasm"])


def test_weights_beside_the_file_are_taken_along(tmp_path: Path) -> None:
    file = tmp_path / "net.onnx"
    onnx.save(onnx.load_from_string(published()), file, save_as_external_data=True, location="net.data")
    entry = own_model(file, None, None, tmp_path / "d").entry
    kept = onnx.load(tmp_path / "d" / entry["source"]["model"]["name"], load_external_data=False)
    assert all(tensor.raw_data for tensor in kept.graph.initializer)
    (tmp_path / "net.data").unlink()
    with pytest.raises(EntryError, match=r"that can be read: .*net\.data"):
        own_model(file, None, None, tmp_path / "d")
