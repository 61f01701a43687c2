"""Makes .venv with the locked packages. It counts only with a stamp, which is taken away first and written last.

A .venv without a stamp was interrupted, at whatever moment: it is made again from nothing, because a package that pip
had half unpacked looks installed to the next pip. What pip had downloaded is in its own cache.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from build_steps.one_at_a_time import alone_in
from build_steps.places import LOCKS, ROOT, STAMP, VENV, venv_python
from build_steps.run_shown import run_shown, step
from build_steps.setup_error import SetupError
from build_steps.whole_files import sha256_of, write_whole

CONNECTION = "Check the connection (behind a proxy, HTTPS_PROXY) and run the command again."
PIP_KNOWS = {
    "DO NOT MATCH THE HASHES": "a package is not the pinned one: what lies between you and the package index changes "
    "files. Use another index or connection and run the command again.",
    "No matching distribution found": f"the package index has no locked package for Python {sys.version.split()[0]} on "
    f"this machine ({sys.platform}). Run build.py with another Python, 3.11 or newer.",
}
NO_VENV = (
    "this Python has no complete venv module. Install it (on Debian and Ubuntu: apt install python3-venv) and run the "
    "command again."
)


def ensure_python_environment(locks: Sequence[str]) -> None:
    """Make .venv and install the locked packages, with their hashes checked; nothing happens when they are there.

    Raises
    ------
    SetupError
        A step failed.
    OSError
        The checkout cannot be written, or its disk is full.
    """
    wanted = {name: sha256_of(ROOT / name) for name in locks}
    if not missing_locks(wanted):
        return
    with alone_in(ROOT):
        if not (missing := missing_locks(wanted)):  # another build.py made it meanwhile
            return
        noted = _stamp()
        if VENV.exists():  # a link that leads to nothing, or to itself, is none
            (VENV / STAMP).unlink(missing_ok=True)
        if not _is_usable(noted):
            _make_anew()
            noted, missing = {}, list(locks)
        step(f"installing Python packages ({', '.join(missing)})")
        pip: list[str | Path] = [
            venv_python(),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
        ]
        for name in locks_to_install(missing):
            run_shown(
                [*pip, "-r", name],
                f"pip could not install the packages; its words are above. {CONNECTION}",
                ROOT,
                PIP_KNOWS,
            )
        write_whole(VENV / STAMP, json.dumps(noted | wanted | _circumstances()))


def missing_locks(wanted: dict[str, str]) -> list[str]:
    """Return the locks whose packages are not in .venv, given each lock's sha256."""
    noted = _stamp()
    return [name for name, sha256 in wanted.items() if not _is_usable(noted) or noted.get(name) != sha256]


def locks_to_install(missing: Sequence[str]) -> list[str]:
    """Leave out what another lock of the list holds too: the one for development holds everything of the first."""
    return [name for name in missing if name != LOCKS[0] or LOCKS[1] not in missing]


def _make_anew() -> None:
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        step("removing .venv, which was not finished or whose Python is gone")
        shutil.rmtree(VENV)
    python: str = getattr(sys, "_base_executable", sys.executable)
    # Asked first: venv says that ensurepip failed whatever went wrong, a full disk too.
    if subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode != 0:
        raise SetupError(NO_VENV)
    step("making .venv")
    run_shown([python, "-m", "venv", VENV], "this Python could not make .venv; its words are above", ROOT)


def _is_usable(noted: dict[str, str]) -> bool:
    """Return whether a finished .venv is there, where it was made and with the Python that it was made with."""
    now = _circumstances()
    return bool(noted) and venv_python().exists() and all(noted.get(name, now[name]) == now[name] for name in now)


def _circumstances() -> dict[str, str]:
    """Return what the scripts in .venv rely on: their own place, and where its Python leads to."""
    return {"place": str(VENV), "python": os.path.realpath(venv_python())}


def _stamp() -> dict[str, str]:
    try:
        noted = json.loads((VENV / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
