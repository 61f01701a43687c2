"""dist/: hashed folders, a manifest that tells the truth, compressed copies that are copies."""

import gzip
import hashlib
import json
import os
from pathlib import Path

import brotli
import pytest

from web.build import dist
from web.build.compress import compressed_copies
from web.build.units import Unit


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(dist, "ASSETS", tmp_path / "dist" / "assets")
    monkeypatch.setattr(dist, "MANIFEST", tmp_path / "dist" / "manifest.json")
    monkeypatch.setattr(dist, "MODELS", tmp_path / "dist" / "models")
    return tmp_path


def unit(folder: Path, text: str = "export {};\n") -> Unit:
    source = folder / "source.js"
    source.write_text(text)
    return Unit("app", {"main.js": source, "ui/row.js": source})


def test_the_manifest_names_every_file_with_its_hash(folders: Path) -> None:
    made = unit(folders, "// " + "words " * 500)
    dist.write_units([made], folders / "cache")
    manifest = json.loads((folders / "dist" / "manifest.json").read_text())
    assert manifest["units"] == {"app": f"/assets/app.{made.content_hash}/"}
    assert set(manifest["files"]) == {f"/assets/{made.folder}/{name}" for name in ("main.js", "ui/row.js")}
    for url, entry in manifest["files"].items():
        data = (folders / "dist" / url.removeprefix("/")).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert brotli.decompress((folders / "dist" / f"{url[1:]}.br").read_bytes()) == data
        assert gzip.decompress((folders / "dist" / f"{url[1:]}.gz").read_bytes()) == data


def test_other_content_or_another_name_gives_another_folder(folders: Path) -> None:
    first = unit(folders)
    renamed = Unit("app", {"other.js": folders / "source.js", "ui/row.js": folders / "source.js"})
    assert first.content_hash != renamed.content_hash
    before = first.content_hash
    assert unit(folders, "export const changed = 1;\n").content_hash != before


def test_an_unchanged_build_writes_nothing_and_a_changed_one_leaves_nothing_behind(folders: Path) -> None:
    dist.write_units([unit(folders)], folders / "cache")
    written = {path: path.stat().st_mtime_ns for path in (folders / "dist").rglob("*") if path.is_file()}
    dist.write_units([unit(folders)], folders / "cache")
    assert written == {path: path.stat().st_mtime_ns for path in (folders / "dist").rglob("*") if path.is_file()}
    changed = unit(folders, "export const changed = 1;\n")
    dist.write_units([changed], folders / "cache")
    assert [path.name for path in (folders / "dist" / "assets").iterdir()] == [changed.folder]


def test_what_does_not_shrink_has_no_copy(tmp_path: Path) -> None:
    noise = os.urandom(5000)
    sha256 = hashlib.sha256(noise).hexdigest()
    assert compressed_copies(noise, ".wasm", sha256, tmp_path) == {}
    assert compressed_copies(b"x" * 5000, ".whl", "any", tmp_path) == {}


def test_models_are_placed_once_and_replaced_when_they_change(folders: Path) -> None:
    cached = folders / "cache" / "tiny.0123456789ab"
    cached.mkdir(parents=True)
    (cached / "model.onnx").write_bytes(b"graph")
    (cached / "model.json").write_text("{}")
    dist.place_models([cached])
    placed = folders / "dist" / "models" / "tiny"
    assert (placed / "model.onnx").read_bytes() == b"graph"
    newer = folders / "cache" / "tiny.ba9876543210"
    newer.mkdir()
    (newer / "model.onnx").write_bytes(b"newer")
    (newer / "model.json").write_text('{"v": 2}')
    dist.place_models([newer])
    assert (placed / "model.onnx").read_bytes() == b"newer"
