"""A missing, incomplete or wrong build stops the start with a sentence that names the place."""

import re
import shutil

import pytest

from server.manifest import load_manifest
from server.start_error import StartError
from tests.server import sample

MAIN = f"{sample.APP}main.js"


@pytest.fixture
def dist(tmp_path):
    return tmp_path / "dist"


@pytest.fixture
def manifest(dist):
    return sample.write_dist(dist)


def load_error(dist):
    with pytest.raises(StartError) as caught:
        load_manifest(dist)
    assert "python3 build.py build" in str(caught.value) or "link" in str(caught.value)
    return str(caught.value)


def test_a_good_manifest(dist, manifest):
    loaded = load_manifest(dist)
    assert loaded.build == sample.BUILD
    assert loaded.units == sample.UNITS
    assert loaded.files[MAIN].path.read_bytes() == sample.SCRIPT
    assert set(loaded.files) == set(sample.ASSETS)


def test_no_dist(dist):
    assert "does not exist" in load_error(dist)


def test_no_manifest(dist):
    dist.mkdir()
    assert "manifest.json" in load_error(dist)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", b"\xff\xfe".decode("latin-1")])
def test_not_a_json_object(dist, manifest, content):
    (dist / "manifest.json").write_text(content, encoding="latin-1")
    assert "manifest.json" in load_error(dist)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda m: m.pop("build"), "field build is missing"),
        (lambda m: m.update(build="xyz"), "field build is 'xyz'"),
        (lambda m: m.update(build=12), "field build is 12"),
        (lambda m: m.update(units=[]), "field units is []"),
        (lambda m: m["units"].pop("ort"), "field units.ort is missing"),
        (lambda m: m["units"].update(ort="/assets/ort/"), "field units.ort is '/assets/ort/'"),
        (lambda m: m["units"].update(ort="https://cdn.example/"), "field units.ort"),
        (lambda m: m["units"].update(new="/assets/new.0123456789ab/"), "unit new"),
        (lambda m: m.update(files={}), "field files is {}"),
        (lambda m: m["files"].update({MAIN: 7}), f"field files.{MAIN} is 7"),
        (lambda m: m["files"][MAIN].update(bytes=-1), "bytes is -1"),
        (lambda m: m["files"][MAIN].update(bytes=True), "bytes is True"),
        (lambda m: m["files"][MAIN].update(bytes=3), "the manifest says 3"),
        (lambda m: m["files"][MAIN].update(sha256="abc"), "sha256 is 'abc'"),
        (lambda m: m["files"].update({"/secret": m["files"][MAIN]}), "'/secret'"),
        (lambda m: m["files"].update({f"{sample.APP}../../manifest.json": m["files"][MAIN]}), "not a path"),
        (lambda m: m["files"].update({f"{sample.APP}.hidden": m["files"][MAIN]}), "not a path"),
        (lambda m: m["files"].update({f"{sample.APP}a\\b": m["files"][MAIN]}), "not a path"),
        (lambda m: m["files"].update({f"{sample.APP}gone.js": m["files"][MAIN]}), "gone.js is missing"),
    ],
)
def test_wrong_fields(dist, manifest, change, named):
    change(manifest)
    sample.write_json(dist / "manifest.json", manifest)
    assert named in load_error(dist)


def test_a_unit_whose_folder_is_gone(dist, manifest):
    shutil.rmtree(dist / sample.UNITS["ort"][1:])
    assert re.search(r"ort\..* is missing", load_error(dist))


def test_a_link_that_leads_out(dist, manifest, tmp_path):
    (tmp_path / "secret").write_bytes(sample.SCRIPT)
    (dist / MAIN[1:]).unlink()
    (dist / MAIN[1:]).symlink_to(tmp_path / "secret")
    assert "leads outside" in load_error(dist)
