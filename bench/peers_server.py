"""Serves the peers to the browser: our pages for them, their npm packages, and the weights our build starts from.

An address space of its own, so that nothing of the application (its service worker, its security policy) is in the way.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGES = Path(__file__).parent / "peers"
MODULES = PAGES / "node_modules"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".wasm": "application/wasm",
}
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
IMGLY_RUNTIME = "ort-wasm-simd-threaded"
TRANSFORMERS_CONFIG = {"model_type": "isnet"}


@contextmanager
def serving_peers(weights: Path, mean: float, std: float, side: int) -> Iterator[str]:
    """Serve on a free port; yields the origin.

    Parameters
    ----------
    weights : Path
        The ONNX file as published.
    mean, std : float
        Of 0..255 values, as in models.toml.
    side : int
        Pixels of the network's input.
    """
    files = _weight_files(weights, mean, std, side)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = files.get(self.path) or _page_file(self.path)
            self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
            body = found.read_bytes() if isinstance(found, Path) else found or b""
            name = found.name if isinstance(found, Path) else self.path
            self.send_header("Content-Type", TYPES.get(Path(name).suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(body)))
            for header, value in HEADERS.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _weight_files(weights: Path, mean: float, std: float, side: int) -> dict[str, Path | bytes]:
    """Lay out the one file as each of the two expects it."""
    distributed = MODULES / "onnxruntime-web" / "dist"
    runtime = {f"/onnxruntime-web/{path.name}": path for path in distributed.glob(f"{IMGLY_RUNTIME}.*")}
    resources = {"/models/isnet_fp16": weights, **runtime}
    listed = {
        key: {
            "chunks": [{"name": f".{key}", "offsets": [0, path.stat().st_size]}],
            "size": path.stat().st_size,
            "mime": TYPES.get(path.suffix, "application/octet-stream"),
        }
        for key, path in resources.items()
    }
    preprocessor = {
        "image_processor_type": "ImageFeatureExtractor",
        "do_resize": True,
        "size": {"width": side, "height": side},
        "resample": 2,
        "do_rescale": True,
        "rescale_factor": 1 / std,
        "do_normalize": True,
        "image_mean": [mean / std] * 3,
        "image_std": [1.0] * 3,
    }
    return {
        "/weights/imgly/resources.json": json.dumps(listed).encode(),
        **{f"/weights/imgly{key}": path for key, path in resources.items()},
        "/weights/transformers/isnet/config.json": json.dumps(TRANSFORMERS_CONFIG).encode(),
        "/weights/transformers/isnet/preprocessor_config.json": json.dumps(preprocessor).encode(),
        "/weights/transformers/isnet/onnx/model_fp16.onnx": weights,
    }


def _page_file(address: str) -> Path | None:
    """Find a page of ours or a file of a package; None where there is none."""
    address = address.split("?")[0]
    below = MODULES if address.startswith("/modules/") else PAGES
    path = (below / address.removeprefix("/modules/").lstrip("/")).resolve()
    return path if path.is_relative_to(below) and path.is_file() else None
