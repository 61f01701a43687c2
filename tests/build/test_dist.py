"""dist/: hashed tmp_path, a manifest that tells the truth, compressed copies that are copies."""

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from build_steps.assembly.compress import CompressedCopies
from build_steps.assembly.dist import Dist
from build_steps.assembly.units import Unit
from build_steps.checked_files import NOTES, CheckedFiles
from build_steps.models.model_folder import write_folder


def write_units(folder: Path, units: list[Unit], *, verify: bool = False) -> None:
    Dist(folder / "dist", verify=verify).write_units(units, CompressedCopies(folder / "cache", verify=verify))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != NOTES}


def unit(folder: Path, text: str = "export {};\n") -> Unit:
    source = folder / "source.js"
    source.write_text(text)
    return Unit("app", {"main.js": source, "ui/row.js": source})


def test_the_manifest_names_every_file_with_its_hash(tmp_path: Path) -> None:
    made = unit(tmp_path, "// " + "words " * 500)
    write_units(tmp_path, [made])
    manifest = json.loads((tmp_path / "dist" / "manifest.json").read_text())
    assert manifest["units"] == {"app": f"/assets/app.{made.content_hash}/"}
    assert set(manifest["files"]) == {f"/assets/{made.folder}/{name}" for name in ("main.js", "ui/row.js")}
    for url, entry in manifest["files"].items():
        data = (tmp_path / "dist" / url.removeprefix("/")).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert brotli.decompress((tmp_path / "dist" / f"{url[1:]}.br").read_bytes()) == data
        assert gzip.decompress((tmp_path / "dist" / f"{url[1:]}.gz").read_bytes()) == data


@pytest.mark.parametrize("kind", ["file", "dangling link", "link to itself"])
def test_what_stands_where_dist_has_to_be_makes_room(tmp_path: Path, kind: str) -> None:
    dist = tmp_path / "dist"
    if kind == "file":
        dist.write_text("no folder")
    else:
        dist.symlink_to(dist if kind == "link to itself" else tmp_path / "gone")
    write_units(tmp_path, [unit(tmp_path)])
    assert (dist / "manifest.json").is_file()
    assert not dist.is_symlink()


def test_a_link_to_a_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "other disk").mkdir()
    (tmp_path / "dist").symlink_to(tmp_path / "other disk")
    write_units(tmp_path, [unit(tmp_path)])
    assert (tmp_path / "other disk" / "manifest.json").is_file()
    assert (tmp_path / "dist").is_symlink()


def test_other_content_or_another_name_gives_another_folder(tmp_path: Path) -> None:
    first = unit(tmp_path)
    renamed = Unit("app", {"other.js": tmp_path / "source.js", "ui/row.js": tmp_path / "source.js"})
    assert first.content_hash != renamed.content_hash
    before = first.content_hash
    assert unit(tmp_path, "export const changed = 1;\n").content_hash != before


def test_an_unchanged_build_writes_nothing_and_a_changed_one_leaves_nothing_behind(tmp_path: Path) -> None:
    write_units(tmp_path, [unit(tmp_path)])
    written = {path: path.stat().st_mtime_ns for path in (tmp_path / "dist").rglob("*") if path.is_file()}
    write_units(tmp_path, [unit(tmp_path)])
    assert written == {path: path.stat().st_mtime_ns for path in (tmp_path / "dist").rglob("*") if path.is_file()}
    changed = unit(tmp_path, "export const changed = 1;\n")
    write_units(tmp_path, [changed])
    assert [path.name for path in (tmp_path / "dist" / "assets").iterdir()] == [changed.folder]


def test_what_does_not_shrink_has_no_copy(tmp_path: Path) -> None:
    noise, packed = tmp_path / "noise.wasm", tmp_path / "packed.whl"
    noise.write_bytes(os.urandom(5000))
    packed.write_bytes(b"x" * 5000)
    copies = CompressedCopies(tmp_path / "cache")
    assert copies.of(noise, hashlib.sha256(noise.read_bytes()).hexdigest()) == {}
    assert copies.of(packed, "any") == {}


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def become_a_folder(path: Path) -> None:
    path.unlink()
    (path / "deep").mkdir(parents=True)


def become_a_link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


def share_its_bytes(path: Path) -> None:
    path.with_name("shared").hardlink_to(path)


DAMAGES = [flip, Path.unlink, become_a_folder, become_a_link, share_its_bytes, lambda path: path.write_bytes(b"")]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["main.js", "main.js.br", "ui/row.js.gz"])
def test_a_damaged_file_is_made_again(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    made = unit(tmp_path, "// " + "words " * 500)
    write_units(tmp_path, [made])
    right = contents(tmp_path / "dist")
    damage(tmp_path / "dist" / "assets" / made.folder / name)
    write_units(tmp_path, [made])
    assert contents(tmp_path / "dist") == right
    assert all(path.stat().st_nlink == 1 for path in (tmp_path / "dist").rglob("*") if path.is_file())


@pytest.mark.parametrize("damage", [flip, Path.unlink, lambda path: path.write_text("{")])
@pytest.mark.parametrize("name", ["manifest.json", NOTES])
def test_a_damaged_list_is_made_again(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    made = unit(tmp_path)
    write_units(tmp_path, [made])
    right = contents(tmp_path / "dist")
    damage(tmp_path / "dist" / name)
    write_units(tmp_path, [made])
    assert contents(tmp_path / "dist") == right


@pytest.mark.parametrize("damage", [flip, Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_damaged_copy_in_the_cache_reaches_nobody(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    made = unit(tmp_path, "// " + "words " * 500)
    write_units(tmp_path, [made])
    right = contents(tmp_path / "dist") | contents(tmp_path / "cache")
    for extension in ("br", "gz"):
        (copy,) = (tmp_path / "cache").glob(f"*.{extension}")
        damage(copy)
    shutil.rmtree(tmp_path / "dist")
    write_units(tmp_path, [made])
    assert contents(tmp_path / "dist") | contents(tmp_path / "cache") == right


def test_damage_that_kept_size_and_times_is_found_when_everything_is_read(tmp_path: Path) -> None:
    made = unit(tmp_path)
    write_units(tmp_path, [made])
    right = contents(tmp_path / "dist")
    main = tmp_path / "dist" / "assets" / made.folder / "main.js"
    flip(main)
    notes = CheckedFiles(tmp_path / "dist")
    notes.note(main, made.hashes["main.js"])  # as after a fault of the disk itself
    notes.save()
    write_units(tmp_path, [made])
    assert contents(tmp_path / "dist") != right
    write_units(tmp_path, [made], verify=True)
    assert contents(tmp_path / "dist") == right


def test_nothing_foreign_stays_beside_what_is_served(tmp_path: Path) -> None:
    made = unit(tmp_path)
    write_units(tmp_path, [made])
    right = contents(tmp_path / "dist")
    folder = tmp_path / "dist" / "assets" / made.folder
    (folder / "main.js.zst").write_bytes(b"x")
    (folder / "main.js.part").write_bytes(b"x")
    (folder / "more").mkdir()
    (folder / "more" / "file.js").write_bytes(b"x")
    write_units(tmp_path, [made])
    assert contents(tmp_path / "dist") == right
    assert not (folder / "more").exists()


def test_models_are_placed_once_and_replaced_when_they_change(tmp_path: Path) -> None:
    cached = tmp_path / "cache" / "tiny.0123456789ab"
    write_folder(cached, {"model.onnx": b"graph", "model.half.onnx": b"half", "model.json": b"{}"})
    dist = tmp_path / "dist"
    Dist(dist).place_models([cached])
    placed = dist / "models" / "tiny"
    assert {path.name: path.read_bytes() for path in placed.iterdir()} == {
        "model.onnx": b"graph",
        "model.half.onnx": b"half",
        "model.json": b"{}",
    }
    written = (placed / "model.onnx").stat().st_mtime_ns
    Dist(dist).place_models([cached])
    assert (placed / "model.onnx").stat().st_mtime_ns == written
    newer = tmp_path / "cache" / "tiny.ba9876543210"
    write_folder(newer, {"model.onnx": b"newer", "model.json": b'{"v": 2}'})
    Dist(dist).place_models([newer])
    assert {path.name: path.read_bytes() for path in placed.iterdir()} == {
        "model.onnx": b"newer",
        "model.json": b'{"v": 2}',
    }


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["model.onnx", "model.json"])
def test_a_damaged_model_is_placed_again(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    cached = tmp_path / "cache" / "tiny.0123456789ab"
    write_folder(cached, {"model.onnx": b"graph", "model.json": b"{}"})
    Dist(tmp_path / "dist").place_models([cached])
    right = contents(tmp_path / "dist")
    kept = contents(cached)
    damage(tmp_path / "dist" / "models" / "tiny" / name)
    Dist(tmp_path / "dist").place_models([cached])
    assert contents(tmp_path / "dist") == right
    assert contents(cached) == kept
