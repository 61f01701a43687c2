"""The one exception that build.py shows as a sentence, and the sentences for what the system refused.

It writes nothing and frees nothing; whoever failed to write asks it for words.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from build_steps.places import MADE_HERE

FULL = {errno.ENOSPC, errno.EDQUOT}
LOCKED = {errno.EROFS, errno.EACCES, errno.EPERM}
# What other programs (pip, npm, venv) say when a disk refuses, in any language of theirs that we saw.
SAID_FULL = ("ENOSPC", "EDQUOT", "No space left on device", "[Errno 28]", "Disk quota exceeded", "not enough space")
SAID_LOCKED = ("EROFS", "EACCES", "Read-only file system", "[Errno 30]", "[Errno 13]", "Permission denied")
# 0.8 GB in the checkout, 0.3 GB in the cache; the caches of pip and npm, and what `test` needs, come on top.
# Below it nothing that build.py installs has room; venv does not say what stopped it, and frees what it had written.
TOO_LITTLE = 100e6
NEEDED = "A first start needs about 2 GB"
OTHER_CACHE = "Set CUTROOM_CACHE to a folder that you may write to and run the command again."


class SetupError(Exception):
    """Something outside the project is missing or failed; the message says what to do."""


def is_refusal_of_a_disk(error: OSError) -> bool:
    """Return whether it was the disk, not the network: no space, or nobody may write there."""
    return error.errno in FULL | LOCKED


def words_for_system(error: OSError, checkout: Path, cache: Path) -> str:
    """Return what to tell a person about what the system refused: the path, and the one thing to do.

    Parameters
    ----------
    error : OSError
    checkout, cache : Path
        The two folders that are written to; the advice differs.
    """
    if error.errno in FULL:
        return _full(checkout, cache)
    named, reason = error.filename2 or error.filename, error.strerror or str(error) or type(error).__name__
    path = Path(os.fsdecode(named)) if isinstance(named, str | bytes | os.PathLike) else None
    if error.errno in LOCKED:
        return _locked(path or checkout, checkout, cache, reason)
    return _unusable(path, checkout, cache, reason)


def words_for_output(output: str, checkout: Path, cache: Path) -> str | None:
    """Return the same for what a program printed before it failed."""
    if any(word in output for word in SAID_FULL):
        return _full(checkout, cache)
    if any(word in output for word in SAID_LOCKED):
        return _locked(_not_writable((checkout, cache)) or checkout, checkout, cache, "its last words are above")
    return None


def words_for_little_space(checkout: Path, cache: Path) -> str | None:
    """Return the sentence for a full disk where there is hardly any space left, for a failure that has no words."""
    return _full(checkout, cache) if shutil.disk_usage(_tightest(checkout, cache)).free < TOO_LITTLE else None


def _full(checkout: Path, cache: Path) -> str:
    tightest = _tightest(checkout, cache)
    free = shutil.disk_usage(tightest).free / 1e6
    return (
        f"the disk is full: {free:,.0f} MB are left where {tightest} is. {NEEDED}; free some space there and run the "
        "command again, it goes on where it stopped."
    )


def _tightest(checkout: Path, cache: Path) -> Path:
    folders = [_existing(folder) for folder in (checkout, cache, Path(tempfile.gettempdir()))]
    return min(folders, key=lambda folder: shutil.disk_usage(folder).free)


def _locked(path: Path, checkout: Path, cache: Path, reason: str) -> str:
    found = f"{path} cannot be written or read ({reason})."
    if path.is_relative_to(cache):
        return f"{found} {OTHER_CACHE}"
    if path.is_relative_to(checkout) and _not_writable([checkout]) is None:
        return f"{found} Make it yours (chown, chmod) or delete it, and run the command again."
    return f"{found} Copy the checkout to a folder that you may write to and run the command there."


def _unusable(path: Path | None, checkout: Path, cache: Path, reason: str) -> str:
    if path is None:
        return f"the system refused something ({reason}). Run the command again."
    found = f"{path} cannot be used ({reason})."
    if path.is_relative_to(cache) or (cache.is_relative_to(path) and not checkout.is_relative_to(path)):
        return f"{found} {OTHER_CACHE}"
    if any(path.is_relative_to(checkout / name) for name in MADE_HERE):
        return f"{found} Run `python3 build.py clean`, then the command again: what was there is made anew."
    if path.is_relative_to(checkout):
        return f"{found} Bring it back (git checkout) or get the checkout again, and run the command again."
    return f"{found} Look at that path, mend it and run the command again."


def _not_writable(folders: Iterable[Path]) -> Path | None:
    return next((folder for folder in map(_existing, folders) if not os.access(folder, os.W_OK)), None)


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())
