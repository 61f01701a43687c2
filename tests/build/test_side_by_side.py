import sys
import time
from pathlib import Path

import pytest

from build_steps.side_by_side import SideBySide

WAIT_FOR = """
import sys, time
from pathlib import Path
Path(sys.argv[1]).touch()
while not Path(sys.argv[2]).exists(): time.sleep(0.01)
print(f"{sys.argv[1]} has seen {sys.argv[2]}")
"""


def python(script: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", script, *arguments]


def test_two_run_at_the_same_time_and_each_output_is_in_one_piece(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    commands = [python(WAIT_FOR, "one", "two"), python(WAIT_FOR, "two", "one"), python("print('last')")]
    assert SideBySide(commands, 2, tmp_path).run() == 0
    shown = capfd.readouterr().out
    for words in ("one has seen two", "two has seen one", "last"):
        assert shown.count(f"{words}\n") == 1


def test_the_first_failure_ends_the_others_and_starts_no_more(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    started = time.monotonic()
    touch = "from pathlib import Path; Path('started').touch()"
    commands = [python(WAIT_FOR, "one", "never"), python("print('why'); raise SystemExit(3)"), python(touch)]
    assert SideBySide(commands, 2, tmp_path).run() == 3
    assert time.monotonic() - started < 60, "the one that waits for ever was ended"
    assert not (tmp_path / "started").exists()
    shown = capfd.readouterr()
    assert "why\n" in shown.out
    assert "KeyboardInterrupt" not in shown.out, "what was ended is no news"
    assert "build.py: failed" in shown.err


def test_one_at_a_time_keeps_the_order(tmp_path: Path) -> None:
    write = "import sys; open('order', 'a').write(sys.argv[1])"
    assert SideBySide([python(write, name) for name in "abc"], 1, tmp_path).run() == 0
    assert (tmp_path / "order").read_text() == "abc"
