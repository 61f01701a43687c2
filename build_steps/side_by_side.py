"""Runs commands side by side, several at once, until one fails; the output of each is shown in one piece.

It knows no test; what is worth running at the same time is the caller's business.
"""

import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from build_steps.places import ROOT
from build_steps.run_shown import step

LONGEST_NAME = 110


class SideBySide:
    """One run over a list of commands.

    Parameters
    ----------
    commands : sequence of sequences of str
        In the order in which they start.
    at_once : int
    cwd : Path, optional
        Where they run.
    """

    def __init__(self, commands: Sequence[Sequence[str]], at_once: int, cwd: Path = ROOT) -> None:
        self._waiting: SimpleQueue[Sequence[str]] = SimpleQueue()
        for command in commands:
            self._waiting.put(command)
        self._at_once, self._cwd = at_once, cwd
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._code = 0

    def run(self) -> int:
        """Run them all; return 0, or the exit code of the first that failed, after which the others are ended."""
        threads = [threading.Thread(target=self._work) for _ in range(self._at_once)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except KeyboardInterrupt:  # the programs hear it too, and end
            self._fail(130)
            raise
        return self._code

    def _work(self) -> None:
        while self._code == 0:
            try:
                command = self._waiting.get_nowait()
            except Empty:
                return
            self._run_one(command)

    def _run_one(self, command: Sequence[str]) -> None:
        shown = " ".join([Path(command[0]).name, *command[1:]])
        started = time.monotonic()
        with tempfile.TemporaryFile() as output:
            with self._lock:
                if self._code != 0:
                    return
                step(f"{shown[:LONGEST_NAME]} …")
                process = subprocess.Popen(command, cwd=self._cwd, stdout=output, stderr=subprocess.STDOUT)
                self._running.add(process)
            code = process.wait()
            with self._lock:
                self._running.discard(process)
                if self._code != 0:
                    return
                step(f"{shown[:LONGEST_NAME]}: {time.monotonic() - started:.0f} s")
                output.seek(0)
                sys.stdout.write(output.read().decode("utf-8", "replace"))
                sys.stdout.flush()
        if code != 0:
            print(f"build.py: failed: {shown} (CONTRIBUTING.md says what to run)", file=sys.stderr)
            self._fail(code)

    def _fail(self, code: int) -> None:
        with self._lock:
            self._code = self._code or code
            for process in self._running:
                # As Ctrl+C: pytest ends its browsers and servers.
                process.send_signal(signal.SIGINT) if sys.platform != "win32" else process.terminate()
