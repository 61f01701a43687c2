"""A lock on a folder: two build.py at once wait for each other. It ends with its process, however that one ends.

On POSIX the programs that write there inherit it, so that an installation whose build.py was killed keeps others out
until it has ended too.
"""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".lock"
_held: dict[Path, IO[bytes]] = {}


@contextlib.contextmanager
def alone_in(folder: Path, wait_s: float = 0.2) -> Iterator[None]:
    """Hold the folder's lock; who holds it already, in this process, just goes on.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    wait_s : float
        Seconds between two looks at a lock that another process has.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    folder = folder.resolve()
    if folder in _held:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+b") as file:
        is_announced = False
        while not _take(file):
            if not is_announced:
                print(f"-- waiting for another build.py that works in {folder}", flush=True)
                is_announced = True
            time.sleep(wait_s)
        _held[folder] = file
        try:
            yield
        finally:
            del _held[folder]
            _release(file)


def inherited() -> tuple[int, ...]:
    """Return the descriptors of all locks held, for ``pass_fds``; none on Windows, where files are locked otherwise."""
    return () if sys.platform == "win32" else tuple(file.fileno() for file in _held.values())


def _take(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # some network file systems have no locks; nobody is kept out there
        return True
    return True


def _release(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_UN)
