"""The downloader against a real HTTP server on this machine: resume, restart, truncation, wrong content, no server."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from web.build.download import DownloadError, Pin, fetch

CONTENT = bytes(range(256)) * 4096
PIN = Pin("file.bin", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


class Server(ThreadingHTTPServer):
    """Serves CONTENT, misbehaving as the test asks."""

    ranges: list[str | None]
    truncate_to: int | None = None
    honour_range = True
    status = 200
    content = CONTENT


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.ranges.append(wanted)
        if self.server.status != 200:
            self.send_error(self.server.status)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.server.honour_range else 0
        body = self.server.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.truncate_to is not None:
            body = body[: self.server.truncate_to]
            self.server.truncate_to = None
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        running.ranges = []
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def url(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}/file.bin"


def test_downloads_checks_and_does_not_ask_again(server: Server, tmp_path: Path) -> None:
    first = fetch(url(server), PIN, tmp_path)
    assert first.read_bytes() == CONTENT
    assert fetch(url(server), PIN, tmp_path) == first
    assert server.ranges == [None]
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin"]


def test_continues_a_partial_file(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:1000])
    assert fetch(url(server), PIN, tmp_path).read_bytes() == CONTENT
    assert server.ranges == ["bytes=1000-"]


def test_continues_after_the_connection_broke(server: Server, tmp_path: Path) -> None:
    server.truncate_to = 5000
    assert fetch(url(server), PIN, tmp_path).read_bytes() == CONTENT
    assert server.ranges[0] is None
    assert len(server.ranges) == 2
    assert server.ranges[1] is not None


def test_restarts_when_the_server_ignores_ranges(server: Server, tmp_path: Path) -> None:
    server.honour_range = False
    (tmp_path / "file.bin.part").write_bytes(b"something else")
    assert fetch(url(server), PIN, tmp_path).read_bytes() == CONTENT


def test_a_spoilt_partial_file_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(b"x" * 1000)
    assert fetch(url(server), PIN, tmp_path).read_bytes() == CONTENT
    assert server.ranges == ["bytes=1000-", None]


def test_wrong_content_is_refused_and_not_kept(server: Server, tmp_path: Path) -> None:
    server.content = b"y" * len(CONTENT)
    with pytest.raises(DownloadError, match="sha256 is") as caught:
        fetch(url(server), PIN, tmp_path)
    assert url(server) in str(caught.value)
    assert PIN.sha256 in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_too_long_is_refused(server: Server, tmp_path: Path) -> None:
    server.content = CONTENT + b"more"
    with pytest.raises(DownloadError, match="bytes, expected"):
        fetch(url(server), PIN, tmp_path)


def test_http_errors_say_what_was_asked_and_what_to_do(server: Server, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(DownloadError, match=r"HTTP 404.*put the file there by hand"):
        fetch(url(server), PIN, tmp_path)
    assert len(server.ranges) == 1


def test_no_server_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"could not fetch file\.bin from http://127\.0\.0\.1:9/"):
        fetch("http://127.0.0.1:9/file.bin", PIN, tmp_path)
