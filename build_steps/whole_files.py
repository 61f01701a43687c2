"""Writes files that are either whole or not there. Whoever writes into a folder is alone there (`one_at_a_time`)."""

import contextlib
import hashlib
import shutil
import sys
from pathlib import Path

if sys.platform == "linux":
    import fcntl

FICLONE = 0x40049409  # of linux/fs.h: share the blocks of another file until one of the two is written


def write_whole(target: Path, data: str | bytes) -> None:
    """Write a file under another name and rename it."""
    part = part_of(target)
    part.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    part.replace(target)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file under another name and rename it; where the file system can, the copy takes no room of its own.

    Never a hard link: who edits one of the two would edit the other.
    """
    part = part_of(target)
    if not _clone(source, part):
        shutil.copyfile(source, part)
    part.replace(target)


def part_of(target: Path) -> Path:
    """Return the name under which a file is written before it is whole."""
    return target.with_name(f"{target.name}.part")


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clone(source: Path, target: Path) -> bool:
    if sys.platform == "linux":
        with contextlib.suppress(OSError), source.open("rb") as read, target.open("wb") as written:
            fcntl.ioctl(written, FICLONE, read.fileno())
            return True
    return False
