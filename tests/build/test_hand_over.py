"""One command is one process: what ends `build.py serve` ends the server."""

import os
import subprocess
import sys

import pytest

from build_steps.places import ROOT

HAND_OVER = """
import sys
import build
build.hand_over_to([sys.executable, "-c", "import os, sys; print(os.getpid(), os.getcwd()); sys.exit(3)"])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot replace a process by another")
def test_the_program_that_is_handed_over_to_is_this_process() -> None:
    command = [sys.executable, "-c", HAND_OVER]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        found, _ = process.communicate(timeout=60)
    assert (found.split(), process.returncode) == ([str(process.pid), str(ROOT)], 3)
