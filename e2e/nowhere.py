"""A proxy that leads nowhere: it refuses whatever a browser wants to send through it, and remembers who was asked for.

A browser that reaches only this machine directly and everything else through it cannot talk to a stranger unseen.
"""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

REFUSAL = b"HTTP/1.1 502 Nobody there\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Nowhere(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refuser)
        self.asked: list[str] = []
        """First lines of the requests: ``CONNECT host:443 HTTP/1.1``."""

    @property
    def port(self) -> int:
        """Where to send what is not for this machine."""
        return int(self.server_address[1])


class _Refuser(socketserver.StreamRequestHandler):
    server: Nowhere

    def handle(self) -> None:
        line = self.rfile.readline(2000).decode("latin-1").strip()
        if line:
            self.server.asked.append(line)
            self.wfile.write(REFUSAL)


@contextmanager
def nowhere() -> Iterator[Nowhere]:
    """Run the proxy."""
    with Nowhere() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
