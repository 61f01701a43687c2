"""Runs what CONTRIBUTING.md names: formatters, linters and type checks, one after the other until one fails."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from build_steps.places import NODE_MODULES, ROOT, venv_python
from build_steps.run_shown import step


def check(_: Sequence[str] = ()) -> int:
    """Formatters, linters and type checks over everything."""
    return run_all(check_commands())


def check_commands() -> list[list[str]]:
    """Return what runs each of them."""
    bin_folder, node_bin = venv_python().parent, NODE_MODULES / ".bin"
    python_code = ["build.py", "build_steps", "server", "pyodide_pkg", "tests", "e2e", "bench"]
    python_code = [name for name in python_code if (ROOT / name).exists()]
    return [
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
            "e2e",
            "bench",
        ],
        [str(node_bin / "tsc"), "--build", "web/tsconfig.json", "tests/tsconfig.json"],
    ]


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
