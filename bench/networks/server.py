"""Serves onnxruntime-web, one worker and the files of one variant to an isolated page. Not the application's server."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from build_steps.places import NODE_MODULES

RUNTIME = NODE_MODULES / "onnxruntime-web" / "dist"
WORKER = Path(__file__).parents[1] / "workers" / "network_run.js"
PAGE = b"<!doctype html><title>bench</title>"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@contextmanager
def serving_files(folder: Path) -> Iterator[str]:
    """Serve `/` (an empty page), `/worker.js`, `/ort/…` and `/files/…` (below `folder`); yields the origin."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = _file(self.path, folder)
            known = self.path == "/" or (path is not None and path.is_file())
            self.send_response(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)
            length = path.stat().st_size if known and path else len(PAGE) if known else 0
            self.send_header("Content-Length", str(length))
            kind = TYPES.get(path.suffix, "application/octet-stream") if path else "text/html"
            self.send_header("Content-Type", kind)
            for header, value in HEADERS.items():
                self.send_header(header, value)
            self.end_headers()
            if known and path:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, self.wfile, 1 << 20)
            elif known:
                self.wfile.write(PAGE)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _file(address: str, folder: Path) -> Path | None:
    if address == "/worker.js":
        return WORKER
    for prefix, below in (("/ort/", RUNTIME), ("/files/", folder)):
        if address.startswith(prefix):
            path = (below / address.removeprefix(prefix)).resolve()
            return path if path.is_relative_to(below.resolve()) else None
    return None
