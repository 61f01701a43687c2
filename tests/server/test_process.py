"""The real thing: `python -m server` in a process of its own, asked over a raw socket and stopped."""

import contextlib
import random
import re
import signal
import socket
import subprocess
import sys
import threading

import pytest

from server.settings import REPOSITORY
from tests.server import sample

SECONDS_UNTIL_GIVING_UP = 60


@contextlib.contextmanager
def running_server(settings, *flags):
    command = [sys.executable, "-m", "server", "--port", "0", "--dist", str(settings.dist), *flags]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=REPOSITORY, **pipes) as process:
        watchdog = threading.Timer(SECONDS_UNTIL_GIVING_UP, process.kill)
        watchdog.start()
        try:
            yield process, process.stdout.readline()
        finally:
            watchdog.cancel()
            process.kill()


@pytest.fixture
def port(settings):
    with running_server(settings) as (process, line):
        found = re.fullmatch(r"http://127\.0\.0\.1:([0-9]+)/\n", line)
        assert found, (line, process.stderr.read() if process.poll() is not None else "")
        yield int(found[1])


def ask(port, request):
    """Send bytes and read until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_UNTIL_GIVING_UP) as connection:
        connection.sendall(request)
        head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
    return head.decode("latin-1").lower(), body


def get(target, *headers):
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]).encode("latin-1")


def test_it_answers_and_refuses(port):
    head, body = ask(port, get("/"))
    assert head.startswith("http/1.1 200 ")
    assert "cross-origin-embedder-policy: require-corp" in head
    assert "\r\nserver:" not in head
    assert sample.BUILD.encode() in body

    head, body = ask(port, get("/models/balanced/model.onnx", "Range: bytes=4-7"))
    assert head.startswith("http/1.1 206 ")
    assert body == sample.GRAPH[4:8]

    for target in ("/assets/../manifest.json", "/assets/%2e%2e/manifest.json", "/assets/%2e%2e%2fmanifest.json"):
        assert ask(port, get(target))[0].startswith("http/1.1 404 "), target
    for target in (f"{sample.APP}main.js%00", f"{sample.APP}main.js%0a", "/assets/..%5cmanifest.json", "//etc/passwd"):
        assert ask(port, get(target))[0].startswith("http/1.1 404 "), target

    for target in ("/%0a", "/healthz%0A", "/%00", "/%ff%fe", "/%e2%80%ae", "/%", "/%zz", "/" + "a" * 5000, "/%5c..%5c"):
        assert ask(port, get(target))[0].startswith("http/1.1 404 "), target

    # the body never follows: the answer comes, and the connection is closed, on the headers alone
    for announcement in (b"Content-Length: 5000000", b"Transfer-Encoding: chunked"):
        head, body = ask(port, b"POST / HTTP/1.1\r\nHost: x\r\n" + announcement + b"\r\n\r\n")
        assert head.startswith("http/1.1 413 ")
        assert "connection: close" in head
        assert "content-security-policy: default-src 'none'" in head
        assert b"takes no data" in body


def test_no_address_makes_it_fail(port):
    drawn = random.Random(18)
    real = ["/", "/healthz", "/favicon.ico", "/service-worker.js", "/models/catalogue.json", f"{sample.APP}main.js"]
    odd = ["%0a", "%00", "%0d%0a", "%2e%2e", "..", "//", "%5c", "%ff", "%c0%ae", "%F0%9F%98%80", ";", "%2f", "%", "@"]
    for _ in range(300):
        target = drawn.choice([*real, "/assets/", "/models/", "/models/balanced/"])
        for _ in range(drawn.randint(1, 4)):
            at = drawn.randint(1, len(target))
            target = target[:at] + drawn.choice([*odd, f"%{drawn.randrange(256):02x}"]) + target[at:]
        method = drawn.choice(["GET", "HEAD"])
        head, body = ask(port, get(target, "Range: bytes=1-3").replace(b"GET", method.encode(), 1))
        assert head.split(" ")[1] in ("200", "206", "307", "404"), target
        assert b"Traceback" not in body


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send to another process")
def test_ctrl_c_ends_it_quietly(settings):
    with running_server(settings) as (process, line):
        port = int(re.search(r":([0-9]+)/", line)[1])
        assert ask(port, get("/healthz"))[0].startswith("http/1.1 200 ")
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_host_that_others_can_reach_comes_with_a_note(settings):
    with running_server(settings, "--host", "0.0.0.0") as (process, line):
        assert re.fullmatch(r"http://localhost:[0-9]+/\n", line)
        assert "only on localhost or over https" in process.stdout.readline()


def test_a_missing_build(settings):
    (settings.dist / "manifest.json").unlink()
    with running_server(settings) as (process, line):
        errors = process.stderr.read()
        assert process.wait() == 2
    assert line == ""
    assert "python3 build.py build" in errors
