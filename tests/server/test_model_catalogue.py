"""Descriptors and the catalogue: the wire format, the default model, and errors that name file and field."""

import json

import pytest

from server.model_catalogue import load_catalogue
from server.start_error import StartError
from tests.server import sample

RUN = {"look": "square 64", "height": 64, "width": 64, "side": 1, "values": [0]}


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


def load_error(models, default=None):
    with pytest.raises(StartError) as caught:
        load_catalogue(models, default)
    return str(caught.value)


def test_the_catalogue_is_the_descriptors_with_urls(client, settings):
    response = client.get("/models/catalogue.json")
    assert response.headers["content-type"] == "application/json"
    catalogue = response.json()
    descriptor = json.loads((settings.models / "balanced" / "model.json").read_text())
    descriptor["default"] = False
    for file in descriptor["variants"][0]["files"]:
        file["url"] = f"/models/balanced/{file['path']}?v={file['sha256'][:16]}"
    assert catalogue == {"default": "balanced", "models": [descriptor]}
    for file in catalogue["models"][0]["variants"][0]["files"]:
        assert sample.sha256(client.get(file["url"]).content) == file["sha256"]


def test_the_catalogue_is_asked_about_each_time(client):
    tag = client.get("/models/catalogue.json").headers["etag"]
    assert client.get("/models/catalogue.json", headers={"If-None-Match": tag}).status_code == 304


def test_the_first_model_is_the_default(models):
    for name in ("small", "balanced"):
        sample.write_model(models, name)
    catalogue = load_catalogue(models)
    assert (catalogue.default, catalogue.ids) == ("balanced", ["balanced", "small"])


def test_a_marked_model_is_the_default(models):
    sample.write_model(models, "balanced", default=False)
    sample.write_model(models, "small", default=True)
    assert load_catalogue(models).default == "small"
    assert load_catalogue(models, "balanced").default == "balanced"


def test_two_marked_models(models):
    for name in ("balanced", "small"):
        sample.write_model(models, name, default=True)
    assert "balanced, small" in load_error(models)
    assert load_catalogue(models, "small").default == "small"


def test_an_unknown_default(models):
    sample.write_model(models)
    assert "'huge'" in load_error(models, "huge")
    assert "balanced" in load_error(models, "huge")


def test_no_models(models):
    assert "python3 build.py build" in load_error(models)
    models.mkdir()
    (models / "half-prepared").mkdir()
    sample.write_model(models, ".hidden")
    assert "no prepared model" in load_error(models)


def test_fields_for_the_page_only_are_kept(models):
    sample.write_model(models, note="new")
    assert json.loads(load_catalogue(models).to_json())["models"][0]["note"] == "new"


def test_one_file_without_separate_weights(models):
    descriptor = sample.write_model(models)
    descriptor["variants"][0]["files"].pop()
    sample.write_json(models / "balanced" / "model.json", descriptor)
    assert [file.url for file in load_catalogue(models).models[0].files] == ["/models/balanced/model.onnx"]


def test_the_folder_of_a_model_may_be_a_link(models, tmp_path):
    sample.write_model(tmp_path / "elsewhere")
    models.mkdir()
    (models / "balanced").symlink_to(tmp_path / "elsewhere" / "balanced")
    assert load_catalogue(models).ids == ["balanced"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda d: d.pop("id"), "field id is missing"),
        (lambda d: d.update(id="other"), "field id is 'other'; expected 'balanced'"),
        (lambda d: d.update(id="../x"), "field id"),
        (lambda d: d.pop("title"), "field title is missing"),
        (lambda d: d.update(licence=" "), "field licence is ' '"),
        (lambda d: d.update(commercial_use="yes"), "field commercial_use is 'yes'; expected true or false"),
        (lambda d: d.update(default="yes"), "field default is 'yes'"),
        (lambda d: d.pop("spec"), "field spec is missing"),
        (lambda d: d["spec"].update(id="other"), "field spec.id"),
        (lambda d: d["spec"].update(looks=[]), "field spec.looks is []; expected a list of 1 to 8 different looks"),
        (
            lambda d: d["spec"].update(multiple=True),
            "field spec.multiple is True; expected a whole number from 1 to 8192",
        ),
        (lambda d: d["spec"].update(mean=[1, 2]), "field spec.mean is [1, 2]; expected three numbers below 1,000,000"),
        (lambda d: d["spec"].update(mean=[1, 2, "3"]), "field spec.mean"),
        (lambda d: d["spec"].update(mean=[1, 2, float("nan")]), "NaN is not a JSON number"),
        (lambda d: d["spec"].update(std=[1, 2, 0]), "field spec.std"),
        (lambda d: d["spec"].update(std=[-4, 1, 1]), "field spec.std is [-4, 1, 1]; expected three numbers from 0.001"),
        (lambda d: d["spec"].update(std=[1e-300, 1, 1]), "field spec.std"),
        (lambda d: d["spec"].update(mean=[1e7, 0, 0]), "field spec.mean"),
        (lambda d: d["spec"].update(mean=[10**400, 0, 0]), "field spec.mean"),
        (
            lambda d: d["spec"].update(looks=["square 96"]),
            "field spec.looks is ['square 96']; expected squares whose side is a multiple of 64",
        ),
        (lambda d: d["spec"].update(input_name=" "), "field spec.input_name is ' '"),
        (lambda d: d["spec"].update(output_name=None), "field spec.output_name is None"),
        (lambda d: d["spec"].update(colour="red"), "field spec.colour is 'red'; expected only id, input_name"),
        (lambda d: d["spec"].update(levels=[0.5, 0.5000001]), "field spec.levels"),
        (lambda d: d.update(title="W" * 61), "expected a text of at most 60 characters"),
        (lambda d: d.update(title="a\0b"), "field title is 'a\\x00b'; expected a text"),
        (lambda d: d.update(note=" "), "field note is ' '"),
        (lambda d: d.update(note=None), "field note is None"),
        (lambda d: d.update(licence_url="http://x.example/"), "field licence_url is 'http://x.example/'"),
        (
            lambda d: d.update(self_check={"side": 1, "values": [0]}),
            "field self_check is {'side': 1, 'values': [0]}; expected a non-",
        ),
        (lambda d: d.update(self_check=[RUN | {"values": [10**400]}]), "field self_check[0].values"),
        (lambda d: d.update(self_check=[RUN | {"height": 0}]), "field self_check[0].height is 0"),
        (
            lambda d: d.update(self_check=[RUN | {"look": "square 32"}]),
            "self_check[0].look is 'square 32'; expected 'square 64'",
        ),
        (lambda d: d["variants"][0].update(limits={"buffer_bytes": 10**20}), "limits.buffer_bytes"),
        (lambda d: d["spec"].update(activation="softmax"), "field spec.activation is 'softmax'"),
        (lambda d: d["spec"].pop("normalise"), "field spec.normalise is missing"),
        (lambda d: d["spec"].update(levels=[0.9, 0.1]), "field spec.levels is [0.9, 0.1]"),
        (lambda d: d["spec"].update(softness_limit=5), "field spec.softness_limit is 5"),
        (lambda d: d["variants"][0].update(files=[]), "field variants[0].files is []"),
        (lambda d: d["variants"][0].update(files=["model.onnx"]), "field variants[0].files"),
        (lambda d: d["variants"][0]["files"][1].update(role="graph"), "field variants[0].files is"),
        (lambda d: d["variants"][0]["files"][1].update(role="notes"), "field variants[0].files[1].role is 'notes'"),
        (lambda d: d["variants"][0]["files"][1].update(path="model.onnx", bytes=len(sample.GRAPH)), "each path once"),
        (
            lambda d: d["variants"][0]["files"][0].update(path="../../secret"),
            "field variants[0].files[0].path is '../../secret'",
        ),
        (lambda d: d.update(variants=[]), "field variants is []; expected a non-empty list"),
        (lambda d: d["variants"][0].update(precision="float8"), "field variants[0].precision is 'float8'"),
        (lambda d: d["variants"][0].update(providers=[]), "field variants[0].providers is []"),
        (lambda d: d["variants"][0].update(providers=["wasm", "wasm"]), "each at most once"),
        (
            lambda d: d["variants"][0].update(limits={"storage_buffers": 0}),
            "field variants[0].limits.storage_buffers is 0",
        ),
        (
            lambda d: d["variants"].append(
                {
                    **d["variants"][0],
                    "files": [
                        {
                            **file,
                            "path": "model.onnx" if i else "model.weights",
                            "bytes": len(sample.GRAPH if i else sample.WEIGHTS),
                            "sha256": sample.sha256(sample.GRAPH if i else sample.WEIGHTS),
                        }
                        for i, file in enumerate(d["variants"][0]["files"])
                    ],
                }
            ),
            "the same file of weights in all of them",
        ),
        (lambda d: d["variants"][0].update(needs=["luck"]), "field variants[0].needs is ['luck']"),
        (lambda d: d.update(self_check=[RUN | {"side": 2, "values": [1, 2]}]), "field self_check[0].values"),
        (lambda d: d["variants"][0]["files"][0].update(path="/etc/passwd"), "field variants[0].files[0].path"),
        (lambda d: d["variants"][0]["files"][0].update(path="a\\b"), "field variants[0].files[0].path"),
        (
            lambda d: d["variants"][0]["files"][0].update(path="gone.onnx"),
            "field variants[0].files[0].path is 'gone.onnx'",
        ),
        (lambda d: d["variants"][0]["files"][0].update(path="link.onnx"), "leads outside"),
        (
            lambda d: d["variants"][0]["files"][0].update(bytes=7),
            "field variants[0].files[0].bytes is 7, but model.onnx has 1024 bytes",
        ),
        (lambda d: d["variants"][0]["files"][0].update(sha256="A" * 64), "field variants[0].files[0].sha256"),
    ],
)
def test_wrong_fields(models, tmp_path, change, named):
    (tmp_path / "secret").write_bytes(sample.GRAPH)
    descriptor = sample.write_model(models)
    (models / "balanced" / "link.onnx").symlink_to(tmp_path / "secret")
    change(descriptor)
    sample.write_json(models / "balanced" / "model.json", descriptor)
    message = load_error(models)
    assert named in message
    assert str(models / "balanced") in message


def test_a_descriptor_that_is_no_json(models):
    sample.write_model(models)
    (models / "balanced" / "model.json").write_text("{,}")
    assert str(models / "balanced" / "model.json") in load_error(models)


def test_a_wrong_model_takes_no_other_away(models, caplog):
    sample.write_model(models, "balanced")
    sample.write_model(models, "own", spec={"id": "own"}, default=True)
    sample.write_model(models, "small")
    (models / "small" / "model.onnx").unlink()
    catalogue = load_catalogue(models)
    assert (catalogue.default, catalogue.ids) == ("balanced", ["balanced"])
    assert "The model own is left out:" in caplog.text
    assert "field spec.input_name is missing" in caplog.text
    assert "The model small is left out:" in caplog.text


def test_a_wrong_model_that_was_asked_for_is_named(models):
    sample.write_model(models, "balanced")
    sample.write_model(models, "own", title=3)
    assert "field title is 3" in load_error(models, "own")
