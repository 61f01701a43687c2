"""A progress bar for one download: redrawn in a terminal, a line per tenth in a log. Knows nothing about networks."""

import sys
import time
from collections.abc import Callable
from typing import TextIO


class ProgressBar:
    """Show ``done`` of ``total`` bytes under a label, and how fast they come.

    Parameters
    ----------
    label : str
        What is being fetched.
    total : int or None
        Bytes expected, None when the server does not say.
    stream : TextIO, optional
        Standard error unless given.
    done : int
        Bytes that are there already; they do not count for the rate.
    clock : callable
        Seconds, from any moment.
    """

    def __init__(
        self,
        label: str,
        total: int | None,
        stream: TextIO | None = None,
        *,
        done: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.label, self.total = label, total
        self.stream = sys.stderr if stream is None else stream
        self.terminal = self.stream.isatty()
        self.tenths_shown = -1
        self._first, self._clock, self._began = done, clock, clock()

    def update(self, done: int) -> None:
        """Redraw for ``done`` bytes."""
        if self.total is None or self.total <= 0:
            if self.terminal:
                self._write(f"\r{self.label}  {done / 1e6:.1f} MB{self._rate(done)}")
            return
        fraction = min(1.0, done / self.total)
        if self.terminal:
            filled = round(fraction * 30)
            bar = "#" * filled + "." * (30 - filled)
            self._write(f"\r{self.label}  [{bar}] {done / 1e6:7.1f} of {self.total / 1e6:.1f} MB{self._rate(done)}")
        elif int(fraction * 10) > self.tenths_shown:
            self.tenths_shown = int(fraction * 10)
            self._write(f"{self.label}  {done / 1e6:.1f} of {self.total / 1e6:.1f} MB{self._rate(done)}\n")

    def close(self) -> None:
        """End the bar's line."""
        if self.terminal:
            self._write("\n")

    def _rate(self, done: int) -> str:
        seconds = self._clock() - self._began
        return f", {(done - self._first) / seconds / 1e6:.1f} MB/s" if seconds > 0 else ""

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
