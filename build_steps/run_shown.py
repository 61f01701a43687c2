"""Runs pip, npm and venv so that their words are seen, and reads those words when they fail. It knows none of them."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from build_steps.one_at_a_time import inherited
from build_steps.places import ROOT, cache_folder
from build_steps.setup_error import SetupError, words_for_little_space, words_for_output

LAST_WORDS = 20_000


def run_shown(
    command: Sequence[str | Path], otherwise: str, cwd: Path = ROOT, known: Mapping[str, str] | None = None
) -> None:
    """Run a program that sets something up.

    Parameters
    ----------
    command : sequence of str or Path
    otherwise : str
        What to tell people when it fails for a reason that is not known here.
    cwd : Path, optional
        Where it runs.
    known : mapping of str to str, optional
        Words that it may print -> what to tell people then.

    Raises
    ------
    SetupError
        It failed; the message says why and what to do.
    """
    output = ""
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=inherited()
    ) as process:
        assert process.stdout is not None
        while part := os.read(process.stdout.fileno(), 4096):
            sys.stderr.buffer.write(part)
            sys.stderr.flush()
            output = (output + part.decode("utf-8", "replace"))[-LAST_WORDS:]
    if process.returncode == 0:
        return
    by_words = next((advice for words, advice in (known or {}).items() if words in output), None)
    folders = ROOT, cache_folder()
    raise SetupError(words_for_output(output, *folders) or by_words or words_for_little_space(*folders) or otherwise)


def step(text: str) -> None:
    """Say what happens next."""
    print(f"-- {text}", flush=True)
