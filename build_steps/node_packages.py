"""Installs a folder's locked npm packages. They count only with a stamp, which goes first and is written last."""

import shutil
import subprocess
from pathlib import Path

from build_steps.one_at_a_time import alone_in
from build_steps.places import ROOT, STAMP, WEB
from build_steps.python_environment import CONNECTION
from build_steps.run_shown import run_shown, step
from build_steps.setup_error import SetupError
from build_steps.whole_files import sha256_of, write_whole

OLDEST_NODE = 20
NPM_KNOWS = {
    "EINTEGRITY": "an npm package is not the pinned one, so what lies between you and the registry changes files. Use "
    "another registry or connection and run the command again.",
}


def ensure_node_modules(folder: Path = WEB) -> None:
    """Install a folder's locked npm packages (no install scripts run); nothing happens when they are there.

    Raises
    ------
    SetupError
        Node.js is missing or too old, or npm failed.
    OSError
        The checkout cannot be written, or its disk is full.
    """
    wanted = sha256_of(folder / "package-lock.json")
    installed = folder / "node_modules"
    if _stamp(installed) == wanted:
        return
    with alone_in(ROOT):
        if _stamp(installed) == wanted:  # another build.py installed them meanwhile
            return
        npm = _npm()
        if installed.exists():  # a link that leads to nothing, or to itself, is none
            (installed / STAMP).unlink(missing_ok=True)
        if installed.is_symlink():
            installed.unlink()
        elif installed.exists():
            shutil.rmtree(installed)
        step(f"installing npm packages ({folder.relative_to(ROOT).as_posix()}/package-lock.json)")
        command = [npm, "ci", "--no-progress", "--loglevel=error"]
        run_shown(command, f"npm could not install the packages; its words are above. {CONNECTION}", folder, NPM_KNOWS)
        write_whole(installed / STAMP, wanted)


def _npm() -> str:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise SetupError(f"Node.js {OLDEST_NODE} or newer with npm is needed: install it and run the command again")
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = asked.stdout.strip().lstrip("v").split(".")[0]
    if asked.returncode != 0 or not version.isdigit():
        raise SetupError(f"{node} does not say its version: install Node.js {OLDEST_NODE} or newer")
    if int(version) < OLDEST_NODE:
        raise SetupError(
            f"Node.js {OLDEST_NODE} or newer is needed, {node} is version {version}: install a newer one and run the "
            "command again"
        )
    return npm


def _stamp(installed: Path) -> str:
    try:
        return (installed / STAMP).read_text("utf-8")
    except OSError:
        return ""
