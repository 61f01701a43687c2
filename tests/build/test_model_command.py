"""`build.py model` from end to end against a hub on this machine: what it says, fetches, keeps, refuses and forgets."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from build_steps.assembly import model_command, order
from build_steps.assembly.dist import Dist
from build_steps.models import added_models, model_entries
from build_steps.models.model_recipe import PreparedModels
from server.model_catalogue import load_catalogue
from tests.build.hub import Hub
from tests.build.networks import SIDE, published

RAW = published()
ROOT = Path(__file__).resolve().parents[2]


def entry(model_id: str, url: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": model_id,
        "title": model_id.capitalize(),
        "description": "Drawn by a test.",
        "licence": "MIT",
        "commercial_use": True,
        "source": {
            "url": url,
            "model": {"name": f"{model_id}.onnx", "bytes": len(RAW), "sha256": hashlib.sha256(RAW).hexdigest()},
        },
        "spec": {
            "looks": [f"square {SIDE}"],
            "multiple": SIDE,
            "mean": [128.0, 128.0, 128.0],
            "std": [256.0, 256.0, 256.0],
            "activation": "none",
            "normalise": "none",
            "levels": [0.0, 1.0],
            "softness_limit": 0.33,
        },
        "variant": {"precision": "float32", "providers": ["webgpu", "wasm"], "needs": []},
        **changes,
    }


@pytest.fixture
def catalogue(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    hub.content = RAW
    monkeypatch.setitem(model_entries.SOURCES["url"], "url", (lambda value: True, "any address"))
    entries = [
        entry("usual", hub.url, included=True, default=True),
        entry("open", hub.url, note="Slow."),
        entry("private", hub.url, commercial_use=False, licence="non-commercial", licence_url="https://a.example/l"),
    ]
    for module in (model_command, added_models):
        monkeypatch.setattr(module, "read_entries", lambda: entries)
    return entries


Run = Callable[..., int]


@pytest.fixture
def run(catalogue: list[dict[str, Any]], tmp_path: Path) -> Run:
    def run(*arguments: str, ask: Callable[[str], str] | None = None) -> int:
        return model_command.main(arguments, ask, models=tmp_path / "models", cache=tmp_path / "cache")

    return run


def no_one(question: str) -> str:
    raise AssertionError(question)


def test_the_list_says_what_is_here(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "open") == 0
    capsys.readouterr()
    assert run("list") == 0
    printed = capsys.readouterr().out
    rows = {line.split()[0]: " ".join(line.split()) for line in printed.splitlines()}
    assert rows["usual"].startswith("usual included, not built")
    assert rows["open"] == f"open added {len(RAW) / 1e6:.1f} MB yes Open"
    assert rows["private"].startswith("private not added") and " no Private" in rows["private"]
    assert "    Slow." in printed


def test_an_added_model_is_served_and_kept(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "open") == 0
    printed = capsys.readouterr().out
    assert "licence: MIT" in printed and "to fetch" in printed and "open is ready" in printed
    assert load_catalogue(tmp_path / "models").ids == ["open"]
    assert added_models.added_ids(tmp_path / "cache") == ["open"]


def test_the_size_is_said_before_the_download(run: Run, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    hub.status = 404
    assert run("add", "open") == 1
    printed = capsys.readouterr()
    assert f"{len(RAW) / 1e6:.1f} MB to fetch" in printed.out
    assert "HTTP 404" in printed.err


def test_a_failed_download_adds_nothing(run: Run, hub: Hub, tmp_path: Path) -> None:
    hub.content = RAW[::-1]
    assert run("add", "open") == 1
    assert added_models.added_ids(tmp_path / "cache") == []
    assert not (tmp_path / "models").exists()


def test_a_licence_has_to_be_accepted(run: Run, hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("add", "private") == 1
    printed = capsys.readouterr()
    assert "not for commercial use: non-commercial" in printed.out and "https://a.example/l" in printed.out
    assert "--accept-licence" in printed.err
    assert hub.ranges == []


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("Yes ", 0), ("no", 1), ("", 1)])
def test_on_a_terminal_it_is_asked(
    run: Run, hub: Hub, capsys: pytest.CaptureFixture[str], answer: str, code: int
) -> None:
    assert run("add", "private", ask=lambda _: answer) == code
    assert (len(hub.ranges) == 0) is (code == 1)
    assert ("was not accepted" in capsys.readouterr().err) is (code == 1)


def test_an_accepted_licence_is_not_asked_again(run: Run) -> None:
    assert run("add", "private", "--accept-licence", ask=no_one) == 0
    assert run("add", "private", ask=no_one) == 0
    assert run("add", "open", ask=no_one) == 0


def test_a_file_fetched_by_hand_needs_no_network(run: Run, hub: Hub, tmp_path: Path) -> None:
    by_hand = tmp_path / "download.onnx"
    by_hand.write_bytes(RAW)
    assert run("add", "private", "--accept-licence", "--from", str(by_hand)) == 0
    assert hub.ranges == []
    assert load_catalogue(tmp_path / "models").ids == ["private"]


def test_another_file_is_refused(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_hand = tmp_path / "download.onnx"
    by_hand.write_bytes(RAW + b"x")
    assert run("add", "open", "--from", str(by_hand)) == 1
    assert "is not the file of open" in capsys.readouterr().err


def test_a_model_of_ones_own(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "mine.onnx"
    own.write_bytes(RAW)
    assert run("add", "--from", str(own), ask=no_one) == 0
    assert "made by Sigmoid" in capsys.readouterr().out
    own.unlink()
    assert load_catalogue(tmp_path / "models").ids == ["mine"]
    entries, problems = added_models.added_entries(tmp_path / "cache")
    assert ([each["id"] for each in entries], problems) == (["mine"], [])
    assert run("list") == 0
    assert "mine" in capsys.readouterr().out


def test_a_name_of_the_catalogue_is_not_taken(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "open.onnx"
    own.write_bytes(published(auxiliary=1))
    assert run("add", "--from", str(own)) == 1
    assert "give yours another id" in capsys.readouterr().err


def test_removing_leaves_nothing_of_it(run: Run, tmp_path: Path) -> None:
    assert run("add", "open") == 0
    assert run("add", "private", "--accept-licence") == 0
    assert run("remove", "open") == 0
    assert load_catalogue(tmp_path / "models").ids == ["private"]
    assert [path.name for path in (tmp_path / "cache").rglob("*") if path.name.startswith("open")] == []
    assert added_models.added_ids(tmp_path / "cache") == ["private"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("remove", "usual"), "usual is included"),
        (("remove", "open"), "open was not added"),
        (("add", "opn"), "there is no model 'opn'; there are usual, open, private"),
        (("add", "open", "--spec", "s.toml"), "leave --spec out"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    assert run(*arguments) == 1
    assert named in capsys.readouterr().err


def test_a_build_makes_added_models_again_after_clean(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("add", "open") == 0
    cache = tmp_path / "cache"
    order._make_added_models(cache, PreparedModels(cache), Dist(tmp_path / "other"))
    assert load_catalogue(tmp_path / "other" / "models").ids == ["open"]


def test_an_added_model_that_cannot_be_made_does_not_stop_the_build(
    run: Run, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    added_models.remember(tmp_path / "cache", "open", None)
    added_models.remember(tmp_path / "cache", "unheard-of", None)
    hub.status = 404
    cache = tmp_path / "cache"
    order._make_added_models(cache, PreparedModels(cache), Dist(tmp_path / "other"))
    said = capsys.readouterr().err
    assert "unheard-of was added, but this catalogue does not know it" in said
    assert "open is left out: could not fetch" in said
    assert "model remove ID" in said


def test_a_note_that_is_damaged_is_named(run: Run, tmp_path: Path) -> None:
    added_models.remember(tmp_path / "cache", "open", None)
    (tmp_path / "cache" / added_models.FOLDER / "open.json").write_text("{")
    entries, (problem,) = added_models.added_entries(tmp_path / "cache")
    assert entries == []
    assert "what was noted of it is wrong" in problem


def test_what_is_added_says_how_it_was_prepared(run: Run, tmp_path: Path) -> None:
    assert run("add", "open") == 0
    descriptor = json.loads((tmp_path / "models" / "open" / "model.json").read_text("utf-8"))
    assert descriptor["note"] == "Slow."
    assert descriptor["preparation"]["published_bytes"] == len(RAW)


def test_build_py_hands_its_arguments_on(tmp_path: Path) -> None:
    command = [sys.executable, "build.py", "model", "add", "rmbg-1-4"]
    environment = os.environ | {"CUTROOM_CACHE": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "88 MB to fetch" in done.stdout
    assert "add --accept-licence" in done.stderr
    assert list(tmp_path.iterdir()) == []
