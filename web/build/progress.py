"""A progress bar for one download: redrawn in a terminal, a line per tenth in a log. Knows nothing about networks."""

import sys
from typing import TextIO


class ProgressBar:
    """Show ``done`` of ``total`` bytes under a label.

    Parameters
    ----------
    label : str
        What is being fetched.
    total : int or None
        Bytes expected, None when the server does not say.
    """

    def __init__(self, label: str, total: int | None, stream: TextIO | None = None) -> None:
        self.label, self.total = label, total
        self.stream = sys.stderr if stream is None else stream
        self.terminal = self.stream.isatty()
        self.tenths_shown = -1

    def update(self, done: int) -> None:
        """Redraw for ``done`` bytes."""
        if self.total is None or self.total <= 0:
            if self.terminal:
                self._write(f"\r{self.label}  {done / 1e6:.1f} MB")
            return
        fraction = min(1.0, done / self.total)
        if self.terminal:
            filled = round(fraction * 30)
            bar = "#" * filled + "." * (30 - filled)
            self._write(f"\r{self.label}  [{bar}] {done / 1e6:7.1f} of {self.total / 1e6:.1f} MB")
        elif int(fraction * 10) > self.tenths_shown:
            self.tenths_shown = int(fraction * 10)
            self._write(f"{self.label}  {done / 1e6:.1f} of {self.total / 1e6:.1f} MB\n")

    def close(self) -> None:
        """End the bar's line."""
        if self.terminal:
            self._write("\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
