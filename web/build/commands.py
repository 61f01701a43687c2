"""Runs npm, pip and other programs for the build and turns their failures into one readable error."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


class CommandError(Exception):
    """A program the build needs is missing or failed; the message holds its last words."""


def run(command: Sequence[str], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a program and return its standard output.

    Raises
    ------
    CommandError
        The program is not installed or ended with an error.
    """
    done = subprocess.run(
        [_program(command[0]), *command[1:]], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip())[-1500:]
        raise CommandError(f"`{' '.join(command)}` ended with {done.returncode}:\n{words}")
    return done.stdout


def run_visibly(command: Sequence[str], *, cwd: Path | None = None) -> None:
    """Run a program whose own progress output the user should see.

    Raises
    ------
    CommandError
        The program is not installed or ended with an error.
    """
    code = subprocess.run([_program(command[0]), *command[1:]], cwd=cwd, check=False).returncode
    if code != 0:
        raise CommandError(f"`{' '.join(command)}` ended with {code}; its output is above")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CommandError(f"{name} is not installed; README.md names what Cutroom needs")
    return found
