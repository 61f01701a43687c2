"""The environment: interrupted at any moment, the plain command makes it; two at once wait for each other."""

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import build
from build_steps import building, node_packages, python_environment
from build_steps.assembly import order
from build_steps.one_at_a_time import alone_in
from build_steps.places import LOCKS, STAMP
from build_steps.setup_error import SetupError

REPOSITORY = Path(__file__).resolve().parents[2]


class KilledError(BaseException):
    """Stands for a kill: nothing of ours runs after it."""


class FakeTools:
    """pip, venv and npm that leave behind what the real ones leave when they are killed in the middle."""

    def __init__(self, root: Path) -> None:
        self.root, self.steps, self.kill_at = root, list[str](), -1

    def run(self, command: list[object], *_: object) -> None:
        words = [str(word) for word in command]
        name = next(word for word in ("venv", "pip", "ci") if word in words)
        killed = len(self.steps) == self.kill_at
        self.steps.append(name)
        venv, modules = self.root / ".venv", self.root / "web" / "node_modules"
        if name == "venv":
            (venv / "bin").mkdir(parents=True)
            if killed:
                raise KilledError
            (venv / "bin" / "python").symlink_to(sys.executable)
        elif name == "pip":
            site = venv / "site"
            site.mkdir(exist_ok=True)
            package = site / words[-1]
            if (package / "METADATA").exists():  # as pip does: what has metadata counts as installed
                return
            package.mkdir(exist_ok=True)
            (package / "METADATA").touch()
            if killed:
                raise KilledError
            (package / "module.py").touch()
        else:
            assert not modules.exists()
            modules.mkdir()
            if killed:
                raise KilledError
            (modules / "package.js").touch()


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTools:
    fake = FakeTools(tmp_path)
    for name in LOCKS:
        (tmp_path / name).write_text(name)
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "package-lock.json").write_text("{}")
    monkeypatch.setattr(python_environment, "venv_python", lambda: tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(python_environment, "VENV", tmp_path / ".venv")
    for module in (python_environment, node_packages):
        monkeypatch.setattr(module, "ROOT", tmp_path)
        monkeypatch.setattr(module, "run_shown", fake.run)
    monkeypatch.setattr(node_packages, "_npm", lambda: "npm")
    return fake


def first_start(tools: FakeTools, locks: int = 2) -> None:
    python_environment.ensure_python_environment(LOCKS[:locks])
    node_packages.ensure_node_modules(tools.root / "web")


def whole(tools: FakeTools) -> bool:
    site = tools.root / ".venv" / "site"
    packages = [package for package in site.iterdir() if package.is_dir()]
    return (
        all((package / "module.py").exists() for package in packages)
        and (tools.root / "web" / "node_modules" / "package.js").exists()
    )


@pytest.mark.parametrize("kill_at", [0, 1, 2])
def test_an_interrupted_first_start_heals_itself(tools: FakeTools, kill_at: int) -> None:
    tools.kill_at = kill_at
    with pytest.raises(KilledError):
        first_start(tools)
    tools.kill_at = -1
    first_start(tools)
    assert whole(tools)
    done = len(tools.steps)
    first_start(tools)
    assert len(tools.steps) == done


def test_an_interrupted_addition_heals_itself(tools: FakeTools) -> None:
    first_start(tools, locks=1)
    tools.kill_at = len(tools.steps)
    with pytest.raises(KilledError):
        first_start(tools, locks=3)
    tools.kill_at = -1
    first_start(tools, locks=1)
    assert whole(tools)
    assert [path.name for path in (tools.root / ".venv" / "site").iterdir()] == [LOCKS[0]]


@pytest.mark.parametrize("stamp", ["", "{", "[]", "{}"])
def test_a_damaged_stamp_is_none(tools: FakeTools, stamp: str) -> None:
    first_start(tools)
    before = len(tools.steps)
    (tools.root / ".venv" / STAMP).write_text(stamp)
    first_start(tools)
    assert tools.steps[before:] == ["venv", "pip"]


@pytest.mark.parametrize("change", ["gone", "other"])
def test_an_environment_whose_python_went_is_made_again(tools: FakeTools, tmp_path: Path, change: str) -> None:
    first_start(tools)
    before = len(tools.steps)
    python = tmp_path / ".venv" / "bin" / "python"
    python.unlink()
    if change == "other":
        (tmp_path / "python3.99").touch()
        python.symlink_to(tmp_path / "python3.99")
    first_start(tools)
    assert tools.steps[before:] == ["venv", "pip"]


@pytest.mark.parametrize("target", ["gone", ".venv"])
def test_a_link_that_leads_nowhere_makes_room(tools: FakeTools, target: str) -> None:
    (tools.root / ".venv").symlink_to(tools.root / target)
    (tools.root / "web" / "node_modules").symlink_to(tools.root / "web" / target.replace(".venv", "node_modules"))
    first_start(tools)
    assert whole(tools)


def test_an_environment_that_was_moved_is_made_again(tools: FakeTools) -> None:
    first_start(tools)
    before = len(tools.steps)
    stamp = tools.root / ".venv" / STAMP
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"place": "/elsewhere/.venv"}))
    first_start(tools)
    assert tools.steps[before:] == ["venv", "pip"]


def test_a_new_lock_is_installed_over_the_old_one(tools: FakeTools) -> None:
    first_start(tools)
    before = len(tools.steps)
    (tools.root / LOCKS[0]).write_text("newer")
    (tools.root / "web" / "package-lock.json").write_text('{"newer": 1}')
    first_start(tools)
    assert tools.steps[before:] == ["pip", "ci"]
    assert json.loads((tools.root / ".venv" / STAMP).read_text())[LOCKS[0]]


HOLDER = """
import subprocess, sys, time
from pathlib import Path
from build_steps.one_at_a_time import alone_in, inherited
with alone_in(Path(sys.argv[1])):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], pass_fds=inherited())
    print(child.pid, flush=True)
    time.sleep(60)
"""
SECOND = """
import sys
from pathlib import Path
from build_steps.one_at_a_time import alone_in
with alone_in(Path(sys.argv[1])):
    print("in")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither SIGKILL nor inherited locks")
def test_a_second_start_waits_also_for_what_a_killed_one_left_running(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        try:
            with subprocess.Popen(
                [sys.executable, "-u", "-c", SECOND, str(tmp_path)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
            ) as waiting:
                assert waiting.stdout is not None
                assert waiting.stdout.readline().startswith("-- waiting for another build.py")
                holder.kill()
                holder.wait()
                assert waiting.poll() is None
                os.kill(child, signal.SIGKILL)
                assert waiting.stdout.readline() == "in\n"
        finally:
            holder.kill()


def test_who_holds_a_lock_goes_on(tmp_path: Path) -> None:
    with alone_in(tmp_path), alone_in(tmp_path):
        pass


def test_a_python_without_venv_is_told_before_anything_is_made(
    tools: FakeTools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "_base_executable", str(python))
    with pytest.raises(SetupError, match="no complete venv module"):
        first_start(tools)
    assert tools.steps == []


def test_a_file_that_node_modules_lost_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried, installed = list[bool](), list[bool]()

    def build_dist(*, verify: bool) -> None:
        tried.append(verify)
        if not installed:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(lost))

    monkeypatch.setattr(order, "build", build_dist)
    monkeypatch.setattr(building, "alone_in", lambda _: contextlib.nullcontext())
    monkeypatch.setattr(building, "NODE_MODULES", tmp_path)
    lost = tmp_path / "pyodide" / "pyodide.mjs"
    (tmp_path / STAMP).write_text("installed")
    monkeypatch.setattr(building, "ensure_node_modules", lambda: installed.append((tmp_path / STAMP).exists()))
    assert building.build(["--verify"]) == 0
    assert (tried, installed) == ([True, True], [False])


def test_a_build_ends_with_what_to_run_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(building, "ROOT", tmp_path)
    monkeypatch.setattr(order, "build", lambda *, verify: print(f"verify={verify}"))
    assert build.VERBS["build"](["--verify"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "verify=True",
        "-- dist/ is ready. To use it: python3 build.py serve",
    ]
