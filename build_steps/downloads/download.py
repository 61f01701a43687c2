"""Fetches one file over HTTP into the cache: progress, resume after a broken connection, sha256 before it counts.

Not a package manager: pip and npm install the locked dependencies themselves. Where models come from: `model_sources`.
"""

import http.client
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_steps.downloads.progress import ProgressBar
from build_steps.downloads.same_origin_token import open_with_token
from build_steps.one_at_a_time import alone_in
from build_steps.setup_error import is_refusal_of_a_disk
from build_steps.whole_files import part_of, sha256_of

CHUNK = 1 << 18
TIMEOUT_S = 30
# Before each further attempt, when the one before brought nothing; a connection that breaks but brings something is
# continued at once, as often as it takes.
WAITS_S = (1.0, 4.0, 10.0)
RETRIED = {408, 429}
OTHER = "it is another file"
CONNECTION = "Check the connection and run the command again (it continues where it stopped)"
OTHER_FILE = "A proxy or a page to sign in may answer in its place: check the connection and run the command again"
GONE = "The server does not give it: a newer Cutroom may know where it is now"


class DownloadError(Exception):
    """A file could not be fetched or is not what was pinned; the message says from where and what to do.

    Attributes
    ----------
    reason : str
        The cause in a few words, for a caller that has another source to try.
    status : int or None
        The HTTP status that ended it, if one did.
    """

    def __init__(self, message: str, reason: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason or message
        self.status = status


@dataclass(frozen=True)
class Pin:
    """What a downloaded file has to be.

    Attributes
    ----------
    name : str
        File name in the cache.
    sha256 : str
        64 hexadecimal digits.
    bytes : int
        Exact size.
    """

    name: str
    sha256: str
    bytes: int


def is_valid(path: Path, pin: Pin) -> bool:
    """Return whether the file is there with the pinned size and sha256."""
    return path.is_file() and path.stat().st_size == pin.bytes and sha256_of(path) == pin.sha256


def fetch(url: str, pin: Pin, folder: Path, *, token: str | None = None) -> Path:
    """Return the verified file, downloading it only when the cache has none.

    A partial file (``NAME.part``) is continued with ``Range``; a server that ignores the range restarts it. A complete
    file with the wrong sha256 is deleted and fetched once more from the start.

    Parameters
    ----------
    url : str
    pin : Pin
    folder : Path
        Where the file and its partial copy are kept.
    token : str, optional
        Sent to the origin of ``url`` only, see `same_origin_token`. It is in no message.

    Raises
    ------
    DownloadError
        No connection, an HTTP error, or content that is not the pinned one.
    OSError
        The folder cannot be written, or its disk is full.
    """
    target = folder / pin.name
    if not is_valid(target, pin):
        with alone_in(folder):
            if not is_valid(target, pin):  # or another build.py fetched it meanwhile
                _fetch(url, pin, folder, token)
    return target


def _fetch(url: str, pin: Pin, folder: Path, token: str | None) -> None:
    target = folder / pin.name
    part = part_of(target)
    failures, wrong_files = 0, 0
    while True:
        had = _size(part)
        try:
            _continue(url, pin, part, token)
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"HTTP {error.code} {error.reason}"
            if error.code == 416:
                part.unlink(missing_ok=True)
            elif error.code < 500 and error.code not in RETRIED:
                raise _failure(url, pin, folder, reason, error.code) from error
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and is_refusal_of_a_disk(error):
                raise
            if isinstance(getattr(error, "reason", None), OSError) and not part.exists():
                raise _failure(url, pin, folder, str(getattr(error, "reason", error))) from error
            reason = str(error)
        else:
            have = _size(part)
            if have >= pin.bytes:
                if is_valid(part, pin):
                    part.replace(target)
                    return
                reason = f"{OTHER}: its sha256 is {sha256_of(part)} with {have:,} bytes, expected {pin.sha256}"
                part.unlink()
                wrong_files += 1
                if wrong_files == 2:
                    raise _failure(url, pin, folder, reason)
                continue
            reason = f"the connection ended after {have:,} of {pin.bytes:,} bytes"
        if _size(part) > had:
            failures = 0
            continue
        if failures == len(WAITS_S):
            raise _failure(url, pin, folder, reason)
        time.sleep(WAITS_S[failures])
        failures += 1


def _continue(url: str, pin: Pin, part: Path, token: str | None) -> None:
    start = _size(part)
    if start >= pin.bytes:
        return
    request = urllib.request.Request(url, headers={"User-Agent": "cutroom-build"})
    if start:
        request.add_header("Range", f"bytes={start}-")
    with open_with_token(request, token, TIMEOUT_S) as response:
        if response.status != 206:
            start = 0
        elif not _begins_at(response, start):
            part.unlink()
            raise OSError("the server sent another part of the file than was asked for")
        _check_size(response, start, url, pin, part.parent)
        bar = ProgressBar(f"fetching {pin.name}", pin.bytes, done=start)
        with part.open("ab" if start else "wb") as file:
            done = start
            while done <= pin.bytes and (chunk := response.read(CHUNK)):
                file.write(chunk)
                done += len(chunk)
                bar.update(done)
        bar.close()


def _begins_at(response: Any, start: int) -> bool:
    return re.match(rf"bytes {start}-", response.headers.get("Content-Range") or "") is not None


def _check_size(response: Any, start: int, url: str, pin: Pin, folder: Path) -> None:
    """Refuse another file before it is fetched: a page with an error, a newer version."""
    length = response.headers.get("Content-Length")
    if length is not None and start + int(length) != pin.bytes:
        raise _failure(
            url, pin, folder, f"{OTHER}: the server has {start + int(length):,} bytes, expected {pin.bytes:,}"
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _failure(url: str, pin: Pin, folder: Path, reason: str, status: int | None = None) -> DownloadError:
    cure = OTHER_FILE if status is None and reason.startswith(OTHER) else GONE if status else CONNECTION
    return DownloadError(
        f"could not fetch {pin.name} from {url}: {reason}. {cure}, or put the file there by hand: {folder / pin.name} "
        f"(sha256 {pin.sha256}).",
        reason,
        status,
    )
