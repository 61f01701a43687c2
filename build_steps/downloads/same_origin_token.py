"""Opens an address with an access token that stays with the server it is for, whatever that one redirects to.

urllib copies ordinary headers to every redirect's target; hubs redirect downloads to storage of other companies.
"""

import urllib.request
from http.client import HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

AUTHORIZATION = "Authorization"


class _TokenStays(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        token = req.unredirected_hdrs.get(AUTHORIZATION)
        if request is not None and token and _origin(newurl) == _origin(req.full_url):
            request.add_unredirected_header(AUTHORIZATION, token)
        return request


def open_with_token(request: urllib.request.Request, token: str | None, timeout: float) -> Any:
    """Return the response to a request, as ``urllib.request.urlopen`` does.

    Parameters
    ----------
    request : urllib.request.Request
    token : str or None
        Sent as a bearer token to the origin (scheme, host and port) of the request's own address, and to redirects
        within it; once a redirect has left it, not any more.
    timeout : float
        Seconds without an answer.
    """
    if token:
        request.add_unredirected_header(AUTHORIZATION, f"Bearer {token}")
    return urllib.request.build_opener(_TokenStays).open(request, timeout=timeout)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
