"""Runs npm, pip and other programs for the build and turns their failures into one readable error."""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

# Less than any download of ours.
NO_ROOM_BYTES = 150_000_000


class CommandError(Exception):
    """A program the build needs is missing or failed; the message holds its last words."""


def run(command: Sequence[str], advice: str) -> str:
    """Run a program and return its standard output; ``advice`` ends the message when it fails.

    Raises
    ------
    CommandError
        The program is not installed or ended with an error.
    """
    done = subprocess.run([_program(command[0]), *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip())[-1500:]
        raise CommandError(f"`{' '.join(command)}` ended with {done.returncode}:\n{words}\n{advice}")
    return done.stdout


def run_visibly(command: Sequence[str], advice: str, writes_to: Path) -> None:
    """Run a program whose own progress output the user should see; ``advice`` ends the message when it fails.

    Raises
    ------
    CommandError
        The program is not installed or ended with an error.
    OSError
        It ended with an error, and there is next to no room where it writes.
    """
    code = subprocess.run([_program(command[0]), *command[1:]], check=False).returncode
    if code != 0:
        for folder in (writes_to, Path(tempfile.gettempdir())):
            if shutil.disk_usage(folder).free < NO_ROOM_BYTES:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
        raise CommandError(f"`{' '.join(command)}` ended with {code}; its output is above. {advice}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CommandError(f"{name} is not installed: install Node.js with npm and run the command again")
    return found
