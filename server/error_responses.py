"""What a failed request is answered with: a status and a small JSON object.

It is not for problems at the start of the server; those are StartError.
"""

from collections.abc import Mapping

from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_CODES = {
    404: "not-found",
    405: "method-not-allowed",
    413: "body-refused",
    500: "internal-error",
    503: "file-unavailable",
}


def error_response(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Build ``{"error": {"code", "message"}}`` with a code that belongs to the status, such as ``not-found``."""
    code = _CODES.get(status, f"http-{status}")
    # no-store: an error must never be remembered in place of an asset that is cached for a year
    return JSONResponse(
        {"error": {"code": code, "message": message}},
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


async def answer_http_exception(request: Request, error: Exception) -> Response:
    """Answer 404, 405 and the like, keeping headers such as Allow."""
    assert isinstance(error, HTTPException)
    return error_response(error.status_code, error.detail, error.headers)


async def answer_failure(request: Request, error: Exception) -> Response:
    """Answer 500 without the text of the exception, which goes to the log only."""
    return error_response(500, "The server failed to answer. Its log says why.")
