"""Bytes and rate of a download, in a log and in a terminal."""

import io

from build_steps.downloads.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def bar(stream: io.StringIO, done: int = 0) -> ProgressBar:
    seconds = iter(range(100))
    return ProgressBar("fetching", 20_000_000, stream, done=done, clock=lambda: 2.0 * next(seconds))


def test_a_log_has_a_line_for_each_tenth_with_the_rate() -> None:
    stream = io.StringIO()
    shown = bar(stream)
    for done in (1_000_000, 2_000_000, 3_000_000, 20_000_000):
        shown.update(done)
    assert stream.getvalue().splitlines() == [
        "fetching  1.0 of 20.0 MB, 0.5 MB/s",
        "fetching  2.0 of 20.0 MB, 0.5 MB/s",
        "fetching  20.0 of 20.0 MB, 3.3 MB/s",
    ]


def test_what_was_there_before_does_not_count_for_the_rate() -> None:
    stream = io.StringIO()
    bar(stream, done=18_000_000).update(20_000_000)
    assert stream.getvalue() == "fetching  20.0 of 20.0 MB, 1.0 MB/s\n"


def test_a_terminal_is_redrawn() -> None:
    stream = Terminal()
    shown = bar(stream)
    shown.update(10_000_000)
    shown.close()
    assert stream.getvalue() == f"\rfetching  [{'#' * 15}{'.' * 15}]    10.0 of 20.0 MB, 5.0 MB/s\n"
