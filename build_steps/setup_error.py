"""The one exception that build.py shows as a sentence, and the sentences for a full, read-only or forbidden disk.

It writes nothing and frees nothing; whoever failed to write asks it for words.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT}
LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}
# What other programs (pip, npm, venv) say when a disk refuses, in any language of theirs that we saw.
SAID_FULL = ("ENOSPC", "EDQUOT", "No space left on device", "[Errno 28]", "Disk quota exceeded", "not enough space")
SAID_LOCKED = ("EROFS", "EACCES", "Read-only file system", "[Errno 30]", "[Errno 13]", "Permission denied")
# 0.8 GB in the checkout, 0.3 GB in the cache; the caches of pip and npm, and what `test` needs, come on top.
NEEDED = "A first start needs about 2 GB"


class SetupError(Exception):
    """Something outside the project is missing or failed; the message says what to do."""


def is_refusal_of_a_disk(error: OSError) -> bool:
    """Return whether it was the disk, not the network: no space, or nobody may write there."""
    return error.errno in FULL | LOCKED


def words_for_disk(error: OSError, checkout: Path, cache: Path) -> str | None:
    """Return what to tell a person about a failed write or read, None where the disk is not to blame.

    Parameters
    ----------
    error : OSError
    checkout, cache : Path
        The two folders that are written to; the advice differs.
    """
    if error.errno in FULL:
        return _full(checkout, cache)
    if error.errno in LOCKED:
        named = error.filename2 or error.filename
        return _locked(Path(os.fsdecode(named)) if named else checkout, checkout, cache, error.strerror or str(error))
    return None


def words_for_output(output: str, checkout: Path, cache: Path) -> str | None:
    """Return the same for what a program printed before it failed."""
    if any(word in output for word in SAID_FULL):
        return _full(checkout, cache)
    if any(word in output for word in SAID_LOCKED):
        return _locked(_not_writable((checkout, cache)) or checkout, checkout, cache, "its last words are above")
    return None


def _full(checkout: Path, cache: Path) -> str:
    folders = [_existing(folder) for folder in (checkout, cache, Path(tempfile.gettempdir()))]
    tightest = min(folders, key=lambda folder: shutil.disk_usage(folder).free)
    free = shutil.disk_usage(tightest).free / 1e6
    return (
        f"the disk is full: {free:,.0f} MB are left where {tightest} is. {NEEDED}; free some space there and run the "
        "command again, it goes on where it stopped."
    )


def _locked(path: Path, checkout: Path, cache: Path, reason: str) -> str:
    found = f"{path} cannot be written or read ({reason})."
    if path.is_relative_to(cache):
        return f"{found} Set CUTROOM_CACHE to a folder that you may write to and run the command again."
    if path.is_relative_to(checkout) and _not_writable([checkout]) is None:
        return f"{found} Make it yours (chown, chmod) or delete it, and run the command again."
    return f"{found} Copy the checkout to a folder that you may write to and run the command there."


def _not_writable(folders: Iterable[Path]) -> Path | None:
    return next((folder for folder in map(_existing, folders) if not os.access(folder, os.W_OK)), None)


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())
