"""Fetches one file over HTTP into the cache: progress, resume after a broken connection, sha256 before it counts.

Not a package manager: pip and npm install the locked dependencies themselves.
"""

import hashlib
import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from web.build.progress import ProgressBar

CHUNK = 1 << 18
ATTEMPTS = 4
TIMEOUT_S = 30


class DownloadError(Exception):
    """A file could not be fetched or is not what was pinned; the message says from where and what to do.

    Attributes
    ----------
    reason : str
        The cause in a few words, for a caller that has another source to try.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


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


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_valid(path: Path, pin: Pin) -> bool:
    """Return whether the file is there with the pinned size and sha256."""
    return path.is_file() and path.stat().st_size == pin.bytes and sha256_of(path) == pin.sha256


def fetch(url: str, pin: Pin, folder: Path) -> Path:
    """Return the verified file, downloading it only when the cache has none.

    A partial file (``NAME.part``) is continued with ``Range``; a server that ignores the range restarts it. A complete
    file with the wrong sha256 is deleted and fetched once more from the start.

    Raises
    ------
    DownloadError
        No connection, an HTTP error, or content that is not the pinned one.
    """
    target = folder / pin.name
    if is_valid(target, pin):
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{pin.name}.part"
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            _continue(url, pin, part)
        except urllib.error.HTTPError as error:
            if error.code == 416:
                part.unlink(missing_ok=True)
            elif error.code < 500:
                raise _failure(url, pin, folder, f"HTTP {error.code} {error.reason}") from error
            reason = f"HTTP {error.code} {error.reason}"
            continue
        except (OSError, http.client.HTTPException) as error:
            if isinstance(getattr(error, "reason", None), OSError) and not part.exists():
                raise _failure(url, pin, folder, str(getattr(error, "reason", error))) from error
            reason = str(error)
            continue
        if part.stat().st_size < pin.bytes:
            reason = f"the connection ended after {part.stat().st_size:,} of {pin.bytes:,} bytes"
            continue
        if is_valid(part, pin):
            part.replace(target)
            return target
        reason = f"sha256 is {sha256_of(part)} with {part.stat().st_size:,} bytes, expected {pin.sha256}"
        part.unlink()
    raise _failure(url, pin, folder, reason)


def _continue(url: str, pin: Pin, part: Path) -> None:
    start = part.stat().st_size if part.exists() else 0
    if start >= pin.bytes:
        return
    request = urllib.request.Request(url, headers={"User-Agent": "cutroom-build"})
    if start:
        request.add_header("Range", f"bytes={start}-")
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
        if start and response.status != 206:
            start = 0
        bar = ProgressBar(f"fetching {pin.name}", pin.bytes)
        with part.open("ab" if start else "wb") as file:
            done = start
            while chunk := response.read(CHUNK):
                file.write(chunk)
                done += len(chunk)
                bar.update(done)
                if done > pin.bytes:
                    break
        bar.close()


def _failure(url: str, pin: Pin, folder: Path, reason: str) -> DownloadError:
    return DownloadError(
        f"could not fetch {pin.name} from {url}: {reason}. Check the connection and run the command again "
        f"(it continues where it stopped), or put the file there by hand: {folder / pin.name} (sha256 {pin.sha256}).",
        reason,
    )
