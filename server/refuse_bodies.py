"""Answers 413 to every request that announces a body, without reading a byte of it.

It is the server's half of the promise that no picture is uploaded; the page's half is the CSP.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.error_responses import error_response

MESSAGE = "This server takes no data; photos stay in the browser."


class RefuseBodies:
    """ASGI middleware; it never calls ``receive``, so the body stays in the network buffers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on."""
        if scope["type"] == "http" and announces_body(Headers(scope=scope)):
            # closing the connection is what spares us the unread body: it would be taken for the next request
            await error_response(413, MESSAGE, {"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def announces_body(headers: Headers) -> bool:
    """Say whether a body follows the headers (RFC 9112, 6.3); a length that is no number counts as one."""
    lengths = headers.getlist("content-length")
    return "transfer-encoding" in headers or any(length.strip("0 ") != "" for length in lengths)
