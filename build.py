#!/usr/bin/env python3
"""Cutroom's one command: set up, build, serve, test. Standard library only until its own environment exists.

This file chooses what runs; build_steps/ makes the environment (.venv, web/node_modules) and then dist/, server/ hands
dist/ out.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is what this is here to name
    sys.exit(
        f"build.py: Python 3.11 or newer is needed, this is {sys.version.split()[0]}. "
        "Run build.py with a newer one, for example: python3.12 build.py serve"
    )

from build_steps.building import build
from build_steps.checks import check, check_commands
from build_steps.node_packages import ensure_node_modules
from build_steps.one_at_a_time import alone_in
from build_steps.places import DIST, LOCKS, MADE_HERE, PEERS, ROOT, VENV, cache_folder, venv_python
from build_steps.python_environment import ensure_python_environment
from build_steps.run_shown import step
from build_steps.setup_error import SetupError, words_for_system
from build_steps.side_by_side import SideBySide

LOCKS_OF_VERB = {"test": 2, "check": 2, "bench": 3}
"""How many of LOCKS a verb needs, counted from the first; other verbs need one."""
BENCHES = {
    "quality": "bench.quality",
    "resize-modes": "bench.quality.resize_modes",
    "matte-bits": "bench.quality.matte_bits",
    "mattes": "bench.quality.mattes",
    "doubt": "bench.quality.doubt",
    "models": "bench.quality.model_pairs",
    "batch": "bench.batch",
    "memory": "bench.memory",
    "encode-png": "bench.encode_png",
    "networks": "bench.networks",
    "stages": "bench.stages",
}
NODE_LIMITS_S = {"tests/web": 120, "tests/pyodide": 1200}
"""For one file of tests, by folder. The corpus of real files takes minutes; pytest's limits are in pyproject.toml."""
TESTS_AT_ONCE = 2
"""A browser keeps more than one core busy, and for long stretches less than one."""
BROWSER_PARTS = 6
"""Into which the end-to-end tests are dealt, file by file, beside the browser matrix: so both places end together."""
NATIVE_BENCHES = ("doubt", "mattes", "models", "resize-modes", "matte-bits", "stages")
"""Those that need no browser."""

EPILOG = """
verbs:
  serve   build what is missing, then serve on http://127.0.0.1:8000/ (--host, --port, --models, --default-model)
  build   environment, browser runtime, default model, cutout wheel, dist/; `build --verify` reads every file that
          was built or kept and makes damaged ones again
  test    build, check, then every test (arguments after `--` go to the end-to-end tests' pytest)
  model   models to choose from: `model list`, `model add ID`, `model remove ID`; `model --help` says more
  check   formatters, linters, type checks
  bench   measure: `bench mattes` (cutouts of a real network against photos with a truth), `bench doubt` (which
          bad mattes are told, what further looks bring), `bench quality` (edges, with true and drawn alphas),
          `bench batch PHOTO …` (a batch in the browser),
          `bench batch --peers` (beside two npm packages), `bench models A B` (two models against ground truth),
          `bench memory`, `bench resize-modes`, `bench matte-bits` (16 bits beside the network's numbers),
          `bench encode-png`, `bench networks` (networks like RMBG-1.4 and RMBG-2.0 in the browser),
          `bench stages` (Python in the browser's runtime beside Pillow's);
          `bench NAME --help` lists what each takes
  clean   remove what build.py made in this folder (downloads stay in the cache)

Downloads are kept in CUTROOM_CACHE (default: `cutroom` in the user's cache folder).
"""


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
    if rest and args.verb not in ("serve", "model", "test", "bench") and (args.verb, rest) != ("build", ["--verify"]):
        parser.error(f"{args.verb} takes no further arguments: {' '.join(rest)}")
    try:
        if args.verb == "clean":
            return clean()
        ensure_python_environment(LOCKS[: LOCKS_OF_VERB.get(args.verb, 1)])
        if Path(sys.prefix).resolve() != VENV.resolve():
            return hand_over_to([venv_python(), __file__, *sys.argv[1:]])
        ensure_node_modules()
        return VERBS[args.verb](rest)
    except SetupError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        if (ROOT / (error.name or ".").split(".")[0]).exists():  # a file of this checkout, no package
            raise
        advice = "remove the folder .venv and run the command again, which makes it anew"
        print(f"build.py: .venv is damaged ({error}): {advice}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"build.py: {words_for_system(error, ROOT, cache_folder())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def hand_over_to(command: Sequence[str | Path]) -> int:
    """Become that program, so that whoever ends this process ends it; where a system cannot, wait for it."""
    words = [str(word) for word in command]
    sys.stdout.flush()
    if os.name != "nt":
        os.chdir(ROOT)
        os.execv(words[0], words)
    return subprocess.run(words, cwd=ROOT, check=False).returncode


# -- verbs: these run inside .venv -------------------------------------------------------------------------------------


def serve(rest: Sequence[str]) -> int:
    """Build, then hand over to the server."""
    build()
    return hand_over_to([sys.executable, "-m", "server", *rest])


def build_alone(rest: Sequence[str]) -> int:
    """Build, and say what is ready and what to run next."""
    build(rest)
    step(f"{DIST.name}/ is ready. To use it: python3 build.py serve")
    return 0


def model(rest: Sequence[str]) -> int:
    """List, add or remove models."""
    from build_steps.assembly.model_command import main as model_command

    return model_command(rest)


def test(rest: Sequence[str]) -> int:
    """Check, then every test: Python, JavaScript, the package in Pyodide, and the page in a real browser."""
    build()
    ensure_browser(matrix=True)
    pytest = [sys.executable, "-m", "pytest", "-q", "-ra", "--durations=25"]
    extra = [argument for argument in rest if argument != "--"]
    others = [*check_commands(), [*pytest, "tests"], *map(node_tests, NODE_LIMITS_S)]
    if extra:
        return SideBySide(others, TESTS_AT_ONCE).run() or SideBySide([[*pytest, "e2e", *extra]], 1).run()
    matrix = "e2e/test_matrix.py"
    files = sorted({path.relative_to(ROOT).as_posix() for path in (ROOT / "e2e").rglob("test_*.py")} - {matrix})
    parts = [files[first::BROWSER_PARTS] for first in range(BROWSER_PARTS)]
    # The longest part first: what is dealt out later fills the gaps.
    browser_tests = [[*pytest, matrix], *([*pytest, *part, "-m", "not alone"] for part in parts)]
    alone = [*pytest, "e2e", "-m", "alone"]
    return SideBySide([*others, *browser_tests], TESTS_AT_ONCE).run() or SideBySide([alone], 1).run()


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
    with alone_in(ROOT):
        for name in MADE_HERE:
            if (ROOT / name).is_dir() and not (ROOT / name).is_symlink():
                shutil.rmtree(ROOT / name)
            else:
                (ROOT / name).unlink(missing_ok=True)
    return 0


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "serve": serve,
    "build": build_alone,
    "model": model,
    "check": check,
    "test": test,
    "bench": bench,
}


# -- small helpers -----------------------------------------------------------------------------------------------------


def node_tests(folder: str) -> list[str]:
    """Return the command that runs the JavaScript tests below a folder; one that hangs fails after its limit."""
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*.test.js"))
    return ["node", "--test", f"--test-timeout={NODE_LIMITS_S[folder] * 1000}", "--test-reporter=dot", *files]


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


if __name__ == "__main__":
    sys.exit(main())
