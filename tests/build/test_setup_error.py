"""What the system or an installer refuses becomes one sentence with the path and the one thing to do."""

import errno
import os
import re
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from build_steps import python_environment, run_shown, setup_error
from build_steps.setup_error import SetupError, words_for_system

REPOSITORY = Path(__file__).resolve().parents[2]


def refused(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (lambda root: refused(errno.ENOSPC, root), r"the disk is full: .* MB are left .* free some space there"),
        (lambda root: OSError(errno.EDQUOT, "Disk quota exceeded"), "the disk is full"),
        (lambda root: refused(errno.EROFS, root / "cache" / "a"), "Set CUTROOM_CACHE to a folder"),
        (lambda root: refused(errno.EACCES, root / "checkout" / "a"), r"checkout/a cannot be .* Make it yours"),
        (lambda root: refused(errno.EROFS, root / "elsewhere"), "Copy the checkout to a folder"),
        (
            lambda root: refused(errno.EEXIST, root / "cache"),
            r"/cache cannot be used \(File exists\)\. Set CUTROOM_CACHE",
        ),
        (lambda root: refused(errno.ENOTDIR, root / "checkout" / "dist" / "a"), r"dist/a cannot .* build\.py clean`"),
        (lambda root: refused(errno.ENOENT, root / "checkout" / "web" / "a.js"), r"web/a\.js cannot .*git checkout"),
        (lambda root: refused(errno.ENOTDIR, root / "elsewhere"), r"/elsewhere cannot be used \(Not a directory\)"),
        (lambda _: OSError(errno.EIO, "Input/output error"), r"\(Input/output error\)\. Run the command again"),
    ],
)
def test_what_the_system_refuses_is_one_sentence_with_the_path(
    tmp_path: Path, error: Callable[[Path], OSError], named: str
) -> None:
    words = words_for_system(error(tmp_path), tmp_path / "checkout", tmp_path / "cache")
    assert re.search(named, words)


def test_a_read_only_checkout_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_error.os, "access", lambda *_: False)  # tests may run as root, who may write anywhere
    words = words_for_system(refused(errno.EROFS, tmp_path / "dist"), tmp_path, tmp_path.parent / "cache")
    assert "Copy the checkout to a folder that you may write to" in words


def by_build_py(cache: Path) -> subprocess.CompletedProcess[str]:
    """Run the real build.py's build, with this environment's Python and another cache."""
    environment = os.environ | {"CUTROOM_CACHE": str(cache)}
    command = [sys.executable, "build.py", "build"]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("place", ["file", "file/below", "proc"])
def test_a_cache_that_cannot_be_made_is_one_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a person's own")
    cache = Path("/proc/cutroom/cache") if place == "proc" else tmp_path / place
    if place == "proc" and not Path("/proc/self").exists():
        cache = Path(os.devnull) / "cutroom"
    done = by_build_py(cache)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert re.match(r"build\.py: \S+ cannot be (used|written or read) \(.+\)\. Set CUTROOM_CACHE to a folder", line)
    assert str(cache if place != "proc" else cache.parent) in line
    assert (tmp_path / "file").read_text() == "a person's own"


@pytest.mark.parametrize(("free", "named"), [(20e6, "the disk is full: 20 MB are left"), (5e9, "otherwise this")])
def test_a_failure_without_words_on_a_full_disk_is_the_disks(
    monkeypatch: pytest.MonkeyPatch, free: float, named: str
) -> None:
    monkeypatch.setattr(setup_error.shutil, "disk_usage", lambda _: types.SimpleNamespace(free=free))
    words = "Error: Command '['.venv/bin/python', '-m', 'ensurepip']' returned non-zero exit status 1."
    with pytest.raises(SetupError, match=named):
        run_shown.run_shown(saying(words), "otherwise this")


def saying(words: str, code: int = 1) -> list[str | Path]:
    return [sys.executable, "-c", f"import sys; print({words!r}, file=sys.stderr); sys.exit({code})"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("ERROR: [Errno 28] No space left on device: '/x'", "the disk is full"),
        ("npm ERR! code ENOSPC", "the disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "a package is not the pinned one"),
        ("ERROR: No matching distribution found for numpy", "has no locked package for Python"),
        ("ConnectionResetError", "otherwise this"),
    ],
)
def test_what_pip_says_becomes_the_one_thing_to_do(words: str, named: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SetupError, match=named):
        run_shown.run_shown(saying(words), "otherwise this", known=python_environment.PIP_KNOWS)
    assert words in capfd.readouterr().err


def test_an_installation_that_succeeds_says_nothing_more(capfd: pytest.CaptureFixture[str]) -> None:
    run_shown.run_shown(saying("fine", 0), "otherwise this")
    assert capfd.readouterr().err == "fine\n"
