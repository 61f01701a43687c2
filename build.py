#!/usr/bin/env python3
"""Cutroom's one command: set up, build, serve, test. Standard library only until its own environment exists.

This file makes the environment (.venv, web/node_modules) and chooses what runs; web/build/ holds the build's steps,
server/ what is served.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WEB = ROOT / "web"
NODE_MODULES = WEB / "node_modules"
PEERS = ROOT / "bench" / "peers"
STAMP = "cutroom-stamp.json"
MADE_HERE = (
    ".venv",
    "dist",
    "web/node_modules",
    "bench/peers/node_modules",
    "e2e/output",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
)
OLDEST_NODE = 20
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
LOCKS_OF_VERB = {"test": 2, "check": 2, "bench": 3}
"""How many of LOCKS a verb needs, counted from the first; other verbs need one."""
BENCHES = {
    "quality": "bench.quality",
    "resize-modes": "bench.quality.resize_modes",
    "models": "bench.quality.model_pairs",
    "batch": "bench.batch",
    "memory": "bench.memory",
    "encode-png": "bench.encode_png",
    "networks": "bench.networks",
    "stages": "bench.stages",
}
NATIVE_BENCHES = ("models", "resize-modes", "stages")
"""Those that need no browser."""

EPILOG = """
verbs:
  serve   build what is missing, then serve on http://127.0.0.1:8000/ (--host, --port, --models, --default-model)
  build   environment, browser runtime, default model, cutout wheel, dist/
  test    build, check, then every test (arguments after `--` go to the end-to-end tests' pytest)
  model   models to choose from: `model list`, `model add ID`, `model remove ID`; `model --help` says more
  check   formatters, linters, type checks
  bench   measure: `bench quality` (edges against ground truth), `bench batch PHOTO …` (a batch in the browser),
          `bench batch --peers` (beside two npm packages), `bench models A B` (two models against ground truth),
          `bench memory`, `bench resize-modes`, `bench encode-png`, `bench networks` (networks like RMBG-1.4 and
          RMBG-2.0 in the browser);
          `bench stages` (Python in the browser's runtime beside Pillow's);
          `bench NAME --help` lists what each takes
  clean   remove what build.py made in this folder (downloads stay in the cache)

Downloads are kept in CUTROOM_CACHE (default: `cutroom` in the user's cache folder).
"""


class SetupError(Exception):
    """Something outside the project is missing or failed; the message says what to do."""


def main() -> int:
    """Run one verb and return its exit code."""
    parser = argparse.ArgumentParser(
        description="Cutroom: background removal inside the browser.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=["serve", "build", "model", "test", "check", "bench", "clean"])
    if sys.argv[1:2] in (["bench"], ["model"]):  # argparse would keep --help for itself
        args, rest = argparse.Namespace(verb=sys.argv[1]), sys.argv[2:]
    else:
        args, rest = parser.parse_known_args()
    if rest and args.verb not in ("serve", "model", "test", "bench"):
        parser.error(f"{args.verb} takes no further arguments: {' '.join(rest)}")
    if args.verb == "clean":
        return clean()
    try:
        ensure_python_environment(LOCKS[: LOCKS_OF_VERB.get(args.verb, 1)])
        if Path(sys.prefix).resolve() != VENV.resolve():
            return subprocess.run([VENV_PYTHON, __file__, *sys.argv[1:]], cwd=ROOT, check=False).returncode
        ensure_node_modules()
        return VERBS[args.verb](rest)
    except SetupError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# -- environment -------------------------------------------------------------------------------------------------------


def ensure_python_environment(locks: Sequence[str]) -> None:
    """Make .venv and install the locked packages, with their hashes checked; nothing happens when they are there."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is what this is here to name
        raise SetupError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    wanted = {name: sha256_of(ROOT / name) for name in locks}
    stamp = VENV / STAMP
    installed = json.loads(stamp.read_text("utf-8")) if stamp.exists() else {}
    if not VENV_PYTHON.exists():
        installed = {}
    missing = [name for name in locks if installed.get(name) != wanted[name]]
    if not missing:
        return
    if not VENV_PYTHON.exists():
        step("making .venv")
        run(
            [sys.executable, "-m", "venv", str(VENV)],
            "the venv module is missing: install python3-venv or a full Python",
        )
    step(f"installing Python packages ({', '.join(missing)})")
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for name in locks_to_install(missing):
        run([*pip, "-r", name], "pip could not install the locked packages; see its message above")
    stamp.write_text(json.dumps(installed | wanted), "utf-8")


def locks_to_install(missing: Sequence[str]) -> list[str]:
    """Leave out what another lock of the list holds too: the one for development holds everything of the first."""
    return [name for name in missing if name != LOCKS[0] or LOCKS[1] not in missing]


def ensure_node_modules(folder: Path = WEB) -> None:
    """Install a folder's locked npm packages (no install scripts run); nothing happens when they are there."""
    wanted = sha256_of(folder / "package-lock.json")
    stamp = folder / "node_modules" / STAMP
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise SetupError(f"Node.js {OLDEST_NODE} or newer with npm is needed: install it and run the command again")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        raise SetupError(f"Node.js {OLDEST_NODE} or newer is needed, {node} is {version}")
    step(f"installing npm packages ({folder.relative_to(ROOT).as_posix()}/package-lock.json)")
    run([npm, "ci", "--no-progress", "--loglevel=error"], "npm could not install the locked packages", cwd=folder)
    stamp.write_text(wanted, "utf-8")


# -- verbs: these run inside .venv -------------------------------------------------------------------------------------


def build(_: Sequence[str] = ()) -> int:
    """Bring dist/ up to date."""
    from web.build.commands import CommandError
    from web.build.download import DownloadError
    from web.build.main import build as build_dist
    from web.build.model_entries import EntryError

    try:
        build_dist()
    except (CommandError, DownloadError, EntryError, RuntimeError) as error:
        raise SetupError(str(error)) from error
    return 0


def serve(rest: Sequence[str]) -> int:
    """Build, then hand over to the server."""
    build()
    sys.stdout.flush()
    command = [sys.executable, "-m", "server", *rest]
    if os.name != "nt":
        os.chdir(ROOT)
        os.execv(sys.executable, command)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def model(rest: Sequence[str]) -> int:
    """List, add or remove models."""
    from web.build.model_command import main as model_command

    return model_command(rest)


def check(_: Sequence[str] = ()) -> int:
    """Formatters, linters and type checks over everything."""
    bin_folder, node_bin = VENV_PYTHON.parent, NODE_MODULES / ".bin"
    python_code = ["build.py", "server", "web/build", "pyodide_pkg", "tests", "e2e", "bench"]
    python_code = [name for name in python_code if (ROOT / name).exists()]
    commands: list[list[str]] = [
        [str(bin_folder / "ruff"), "format", "--check", "--quiet", *python_code],
        [str(bin_folder / "ruff"), "check", "--quiet", *python_code],
        [str(bin_folder / "mypy")],
        [
            str(node_bin / "biome"),
            "check",
            "--config-path",
            "web",
            "--error-on-warnings",
            "web/src",
            "web/styles",
            "tests",
            "bench",
        ],
        [str(node_bin / "tsc"), "--build", "web/tsconfig.json"],
    ]
    return run_all(commands)


def test(rest: Sequence[str]) -> int:
    """Check, then every test: Python, JavaScript, the package in Pyodide, and the page in a real browser."""
    build()
    ensure_browser(matrix=True)
    node_tests = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.test.js"))
    pytest = [sys.executable, "-m", "pytest", "-q", "-ra"]
    extra = [argument for argument in rest if argument != "--"]
    tests = [
        [*pytest, "tests"],
        ["node", "--test", "--test-reporter=dot", *node_tests],
        [*pytest, "e2e", *extra],
    ]
    return check() or run_all(tests)


def bench(rest: Sequence[str]) -> int:
    """Measure; the first argument says what, the others belong to that measurement."""
    name, *others = rest or ["--help"]
    if name not in BENCHES:
        print(f"usage: build.py bench {{{','.join(BENCHES)}}} ... (each takes --help; paths start at {ROOT.name}/)")
        return 0 if name in ("-h", "--help") else 2
    if not {"-h", "--help", "--no-browser", "--no-cost"} & set(others):
        build()
        if name not in NATIVE_BENCHES:
            ensure_browser()
        if "--peers" in others:
            ensure_node_modules(PEERS)
    command = [sys.executable, "-m", BENCHES[name], *others]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "pyodide_pkg")}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def clean() -> int:
    """Remove what build.py made inside the checkout."""
    for name in MADE_HERE:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "serve": serve,
    "build": build,
    "model": model,
    "check": check,
    "test": test,
    "bench": bench,
}


# -- small helpers -----------------------------------------------------------------------------------------------------


def ensure_browser(*, matrix: bool = False) -> None:
    """Make sure that there is a Chromium to drive; for the browser matrix, others too where they can be installed."""
    from e2e.browser import ensure_chromium
    from e2e.browser_packages import install_missing

    try:
        ensure_chromium()
        if matrix:
            install_missing()
    except RuntimeError as error:
        raise SetupError(str(error)) from error


def run_all(commands: Sequence[Sequence[str]]) -> int:
    """Run the commands in order and stop at the first that fails."""
    for command in commands:
        shown = [Path(command[0]).name, *command[1:]]
        step(" ".join(shown)[:110])
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code != 0:
            print(f"build.py: failed: {' '.join(shown)} (CONTRIBUTING.md says what to run)", file=sys.stderr)
            return code
    return 0


def run(command: Sequence[str | Path], advice: str, cwd: Path = ROOT) -> None:
    """Run a set-up command whose output the user should see."""
    if subprocess.run(command, cwd=cwd, check=False).returncode != 0:
        raise SetupError(advice)


def step(text: str) -> None:
    """Say what happens next."""
    print(f"-- {text}", flush=True)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a small file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
