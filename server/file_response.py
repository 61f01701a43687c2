"""One file from disk as a response: Starlette's FileResponse with stricter reading of Range.

It does not decide which file may be served, nor its caching; static_files.py and model_files.py do.
"""

import os
import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

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


def stat_unchanged(path: Path, size: int) -> os.stat_result:
    """Return the file's status if it still has the size that it had at the start.

    Raises
    ------
    HTTPException
        503 if it is gone or has another size: the folder was rebuilt under the running server, and its tags and
        addresses no longer fit.
    """
    try:
        status = path.stat()
    except OSError:
        status = None
    if status is None or status.st_size != size:
        raise HTTPException(503, f"{path.name} changed after the server had started. Restart the server.")
    return status
