"""Compares entity tags (RFC 9110, 8.8.3 and 13.1.2).

It makes no tags: whoever knows the content's sha256 does.
"""

import re

from starlette.datastructures import Headers

_TAG = re.compile(r'"[^"]*"')  # a W/ before it does not matter here


def is_unchanged(headers: Headers, etag: str) -> bool:
    """Say whether ``If-None-Match`` names this tag, so that 304 is the answer.

    Parameters
    ----------
    headers : Headers
        Of the request.
    etag : str
        The strong tag of the representation that would be sent, with its quotation marks.

    Notes
    -----
    The comparison is the weak one, as the RFC asks for this header: proxies may have marked our tag as weak.
    """
    lines = headers.getlist("if-none-match")
    return any(line.strip() == "*" or etag in _TAG.findall(line) for line in lines)
