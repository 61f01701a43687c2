"""A model hub on this machine for tests: ranges, redirects, a token, and every way in which a download goes wrong."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = bytes(range(256)) * 4096


class Hub(ThreadingHTTPServer):
    """Serves ``content`` at every address, misbehaving as a test asks.

    ``answers`` are for the next requests, one each: a status, or a redirect's status and location; then ``status``.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = CONTENT
        self.status = 200
        self.answers: list[int | tuple[int, str]] = []
        self.cut_after: list[int] = []
        self.wrong_once: bytes | None = None
        self.honour_range = True
        self.range_shift = 0
        self.token: str | None = None
        self.ranges: list[str | None] = []
        self.tokens: list[str | None] = []

    @property
    def url(self) -> str:
        """Of the one file."""
        return f"http://127.0.0.1:{self.server_port}/file.bin"


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        hub = self.server
        wanted, token = self.headers.get("Range"), self.headers.get("Authorization")
        hub.ranges.append(wanted)
        hub.tokens.append(token)
        answer = hub.answers.pop(0) if hub.answers else hub.status
        if isinstance(answer, tuple):
            self.send_response(answer[0])
            self.send_header("Location", answer[1])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if hub.token is not None and token != f"Bearer {hub.token}":
            answer = 403 if token else 401
        if answer != 200:
            self.send_error(answer)
            return
        content, hub.wrong_once = hub.wrong_once or hub.content, None
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.honour_range else 0
        if start >= len(content):
            self.send_error(416)
            return
        body = content[start + hub.range_shift if start else 0 :]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start + hub.range_shift}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: hub.cut_after.pop(0)] if hub.cut_after else body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running_hub() -> Iterator[Hub]:
    """Run a hub for as long as the block lasts."""
    with Hub() as hub:
        thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hub
        finally:
            hub.shutdown()
            thread.join()
