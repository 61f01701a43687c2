"""One file from disk as a response: Starlette's FileResponse with stricter reading of Range.

It does not decide which file may be served, nor its caching; static_files.py and model_files.py do.
"""

import logging
import os
import re
import stat
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

_log = logging.getLogger("uvicorn.error")  # the one log that a running server shows
_ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-[0-9]{1,18})", re.IGNORECASE)


class RangeFileResponse(FileResponse):
    """Answers one byte range, suffix or open-ended range, and If-Range, as FileResponse does.

    A Range header that is malformed, in another unit, asks for several ranges or comes with HEAD is ignored, as
    RFC 9110 (14.2) asks or allows: FileResponse alone answers the first two with 400 and HEAD with 206.
    """

    chunk_size = 256 * 1024  # each chunk is a trip to a thread; models are large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or the part of it that was asked for."""
        if not is_usable_range(scope):
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}
        await super().__call__(scope, receive, send)


def is_usable_range(scope: Scope) -> bool:
    """Say whether the request's Range header, if any, is one that has to be obeyed."""
    lines = Headers(scope=scope).getlist("range")
    match = _ONE_RANGE.fullmatch(lines[0].strip()) if len(lines) == 1 and scope["method"] == "GET" else None
    return match is not None and not (match[1] and match[2] and int(match[1]) > int(match[2]))


def readable_unchanged(path: Path, size: int) -> os.stat_result:
    """Return the file's status if it can be read and still has the size that it had at the start.

    FileResponse opens the file only when the headers are sent, when it is too late for another status.

    Raises
    ------
    HTTPException
        503 if it is gone, no file any more or of another size: the folder was rebuilt under the running server, and its
        tags and addresses no longer fit. 503 too if the system lets nobody read it; the log says why.
    """
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size == size:
            with path.open("rb") as file:
                file.read(1)  # some file systems say only here that they cannot
            return status
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        _log.error("%s cannot be read: %s. Let the server read it.", path, error.strerror or error)
        raise HTTPException(503, f"The server cannot read {path.name}. Its log says why.") from error
    raise HTTPException(503, f"{path.name} changed after the server had started. Restart the server.")
