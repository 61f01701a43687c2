"""A response whose body was made at the start of the server: the page, the catalogue.

It is not for files on disk; file_response.py is.
"""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from server.etag import is_unchanged


def memory_response(request: Request, body: bytes, media_type: str) -> Response:
    """Answer with the body, or 304 when the browser has it; it has to ask each time (``no-cache``)."""
    headers = {"Cache-Control": "no-cache", "ETag": f'"{hashlib.sha256(body).hexdigest()}"'}
    if is_unchanged(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
