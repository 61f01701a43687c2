"""Stands between a browser and the real server and breaks connections where a test wants it. It changes no byte."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

CHUNK = 64 * 1024
HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding")


class BreakingProxy:
    """One origin in front of another; what it does is said per answer to a request for ``path``."""

    def __init__(self, upstream: str, path: str) -> None:
        self.upstream, self.path = urlsplit(upstream).netloc, path
        self.origin = ""
        self.ranges: list[str | None] = []
        """The Range header of every request for the path, in order."""
        self.cuts: list[int] = []
        """Bytes of the next answers after which the connection breaks; later ones are whole."""
        self.holds = False
        """At a cut the connection stays open, and nothing more comes."""
        self.released = threading.Event()

    def respond(self, request: BaseHTTPRequestHandler) -> None:
        """Hand one request on, and its answer back, as far as it may go."""
        with closing(HTTPConnection(self.upstream, timeout=60)) as connection:
            self._hand_on(request, connection)

    def _hand_on(self, request: BaseHTTPRequestHandler, connection: HTTPConnection) -> None:
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        connection.request("GET", request.path, headers=headers)
        with connection.getresponse() as answer:
            self._answer(request, answer)

    def _answer(self, request: BaseHTTPRequestHandler, answer: HTTPResponse) -> None:
        left: float = float("inf")
        if urlsplit(request.path).path == self.path:
            self.ranges.append(request.headers["Range"])
            left = self.cuts.pop(0) if self.cuts else left
        request.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                request.send_header(name, value)
        request.end_headers()
        while left > 0 and (chunk := answer.read(int(min(CHUNK, left)))):
            request.wfile.write(chunk)
            left -= len(chunk)
        if left <= 0 and self.holds:
            self.released.wait(60)


@contextmanager
def breaking(upstream: str, path: str) -> Iterator[BreakingProxy]:
    """Serve ``upstream`` under another origin; yields the proxy, which breaks nothing until it is told to."""
    proxy = BreakingProxy(upstream, path)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                proxy.respond(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
