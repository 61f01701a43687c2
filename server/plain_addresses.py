"""Answers 404 to every address with a character that none of ours has: line breaks, NUL, spaces, letters beyond ASCII.

Routes alone do not do that: their patterns end in ``$``, which also matches before a last line break.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from server.error_responses import error_response

_PLAIN = re.compile(r"/[!-~]*")


class PlainAddresses:
    """ASGI middleware; it looks at the decoded path only, not at the query."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the address or pass the request on."""
        if scope["type"] == "http" and not _PLAIN.fullmatch(scope["path"]):
            await error_response(404, "There is nothing at this address.")(scope, receive, send)
        else:
            await self._app(scope, receive, send)
