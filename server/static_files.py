"""The files of the build below /assets/: precompressed where the browser allows it, cached for ever.

Only what the manifest lists can be served, so paths are looked up and never joined to a folder.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.content_coding import IDENTITY, choose_coding
from server.etag import is_unchanged
from server.file_response import RangeFileResponse, readable_unchanged
from server.manifest import Manifest, ManifestFile

# Fixed here because Python's mimetypes module reads the operating system's tables, which differ.
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
    ".map": "application/json",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".zip": "application/zip",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".md": "text/plain",
    ".txt": "text/plain",
}
SUFFIXES = {"br": ".br", "gzip": ".gz"}


@dataclass(frozen=True)
class Variant:
    """One representation of an asset: as it is, or in a content coding."""

    path: Path
    bytes: int
    etag: str


class StaticFiles:
    """All assets with their variants, looked up once at the start."""

    def __init__(self, manifest: Manifest) -> None:
        self._assets = {url: _variants(file) for url, file in manifest.files.items()}

    def respond(self, request: Request) -> Response:
        """Answer a request for an asset.

        Parameters
        ----------
        request : Request
            Its decoded path is looked up as it came: a route's pattern would drop a trailing line break.

        Raises
        ------
        HTTPException
            404 if the manifest does not list it, 503 if the file changed on disk or cannot be read.
        """
        url: str = request.scope["path"]
        variants = self._assets.get(url)
        if variants is None:
            raise HTTPException(404, "There is no such asset. Reload the page: it may belong to an older build.")
        coding = choose_coding(",".join(request.headers.getlist("accept-encoding")), variants)
        variant = variants[coding]
        headers = {
            # the folder's name holds the hash of its content, so the content at this address never changes
            "Cache-Control": "public, max-age=31536000, immutable",
            "Vary": "Accept-Encoding",
            "ETag": variant.etag,
        }
        if is_unchanged(request.headers, variant.etag):
            return Response(status_code=304, headers=headers)
        if coding != IDENTITY:
            headers["Content-Encoding"] = coding
        media_type = MEDIA_TYPES.get(PurePosixPath(url).suffix, "application/octet-stream")
        status = readable_unchanged(variant.path, variant.bytes)
        return RangeFileResponse(variant.path, headers=headers, media_type=media_type, stat_result=status)


def _variants(file: ManifestFile) -> dict[str, Variant]:
    variants = {IDENTITY: Variant(file.path, file.bytes, f'"{file.sha256}"')}
    for coding, suffix in SUFFIXES.items():
        path = file.path.with_name(file.path.name + suffix)
        if path.is_file() and not path.is_symlink():
            variants[coding] = Variant(path, path.stat().st_size, f'"{file.sha256}-{coding}"')
    return variants
