"""The prepared networks below /models/<id>/, with ranges so that a broken download can be continued.

Only what a descriptor lists can be served; the catalogue itself is in model_catalogue.py.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.etag import is_unchanged
from server.file_response import RangeFileResponse, readable_unchanged
from server.model_catalogue import Catalogue


class ModelFiles:
    """All files of all models, by their URL path."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._files = {file.url: file for model in catalogue.models for file in model.files}

    def respond(self, request: Request) -> Response:
        """Answer a request for a model file: 200, 206, 304 or 416.

        Parameters
        ----------
        request : Request
            Its decoded path is looked up as it came: a route's pattern would drop a trailing line break.

        Raises
        ------
        HTTPException
            404 if no descriptor lists it, 503 if the file changed on disk or cannot be read.
        """
        file = self._files.get(request.scope["path"])
        if file is None:
            raise HTTPException(404, "There is no such model file. /models/catalogue.json lists them.")
        # no-cache: kept by the browser, asked about each time. The address has no hash in its path, and the page
        # checks the content's sha256 itself.
        headers = {"Cache-Control": "no-cache", "ETag": f'"{file.sha256}"'}
        if is_unchanged(request.headers, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        status = readable_unchanged(file.path, file.bytes)
        return RangeFileResponse(file.path, headers=headers, media_type="application/octet-stream", stat_result=status)
