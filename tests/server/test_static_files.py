"""Assets: representations byte for byte, types, caching, and nothing that the manifest does not list."""

import asyncio
from pathlib import Path

import pytest

from tests.server import sample

MAIN = f"{sample.APP}main.js"
TAG = f'"{sample.sha256(sample.SCRIPT)}"'


def fetch_raw(client, url, **headers):
    """GET without decoding the content coding."""
    with client.stream("GET", url, headers={"Accept-Encoding": "", **headers}) as response:
        return response, b"".join(response.iter_raw())


@pytest.mark.parametrize(
    ("accept", "suffix", "coding", "tag"),
    [
        ("br, gzip", ".br", "br", TAG[:-1] + '-br"'),
        ("gzip", ".gz", "gzip", TAG[:-1] + '-gzip"'),
        ("", "", None, TAG),
        ("br;q=0, gzip;q=0", "", None, TAG),
    ],
)
def test_representations(client, settings, accept, suffix, coding, tag):
    response, body = fetch_raw(client, MAIN, **{"Accept-Encoding": accept})
    assert response.status_code == 200
    assert body == (settings.dist / (MAIN[1:] + suffix)).read_bytes()
    assert response.headers.get("content-encoding") == coding
    assert response.headers["content-length"] == str(len(body))
    assert response.headers["etag"] == tag
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_an_asset_without_variants_still_varies(client):
    response, body = fetch_raw(client, f"{sample.APP}styles/main.css", **{"Accept-Encoding": "br, gzip"})
    assert body == b"p{}"
    assert "content-encoding" not in response.headers
    assert response.headers["vary"] == "Accept-Encoding"


def test_every_asset_of_the_manifest_is_served(client):
    for url, content in sample.ASSETS.items():
        response, body = fetch_raw(client, url)
        assert (response.status_code, body) == (200, content), url


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        (f"{sample.UNITS['ort']}ort.mjs", "text/javascript; charset=utf-8"),
        (f"{sample.UNITS['pyodide']}pyodide.asm.wasm", "application/wasm"),
        (f"{sample.UNITS['pyodide']}numpy-2.4.3.whl", "application/zip"),
        (f"{sample.UNITS['python']}cutout.zip", "application/zip"),
        (f"{sample.UNITS['ort']}lock.json", "application/json"),
        (f"{sample.APP}styles/main.css", "text/css; charset=utf-8"),
        (f"{sample.APP}icon.svg", "image/svg+xml"),
        (f"{sample.UNITS['vendor']}picture.png", "image/png"),
        (f"{sample.UNITS['vendor']}weights.bin", "application/octet-stream"),
    ],
)
def test_media_types(client, url, media_type):
    assert client.get(url).headers["content-type"] == media_type


@pytest.mark.parametrize("condition", [TAG, f"W/{TAG}", f'"other", {TAG}', "*"])
def test_not_modified(client, condition):
    response, body = fetch_raw(client, MAIN, **{"If-None-Match": condition})
    assert (response.status_code, body) == (304, b"")
    assert response.headers["etag"] == TAG
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-length" not in response.headers


@pytest.mark.parametrize("condition", ['"other"', TAG.strip('"'), TAG[:-1] + '-br"'])
def test_modified(client, condition):
    assert fetch_raw(client, MAIN, **{"If-None-Match": condition})[0].status_code == 200


def test_a_range_is_one_of_the_chosen_representation(client, settings):
    response, body = fetch_raw(client, MAIN, **{"Accept-Encoding": "br", "Range": "bytes=2-5"})
    assert response.status_code == 206
    assert body == (settings.dist / f"{MAIN[1:]}.br").read_bytes()[2:6]


@pytest.mark.parametrize(
    "path",
    [
        f"{MAIN}.br",
        f"{MAIN}.gz",
        "/assets/../manifest.json",
        "/assets/%2e%2e/manifest.json",
        f"{sample.APP}../../manifest.json",
        f"{sample.APP}./main.js",
        f"{sample.APP}/main.js",
        f"/assets/{MAIN}",
        "/assets//etc/passwd",
        "/assets/..\\manifest.json",
        f"{sample.APP}styles\\main.css",
        f"{MAIN}\0",
        f"{MAIN}\n",
        f"{MAIN}/",
        MAIN.upper(),
        f"{sample.APP}.hidden.js",
        f"{sample.APP}unlisted.js",
        f"{sample.APP}link.js",
        "/models/balanced/../../manifest.json",
        "/models/../manifest.json",
        "/models/balanced/link.onnx",
    ],
)
def test_nothing_else_is_served(app, settings, path):
    folder = settings.dist / sample.APP[1:]
    for name in (".hidden.js", "unlisted.js"):
        (folder / name).write_text("secret")
    (folder / "link.js").symlink_to(settings.dist / "manifest.json")
    (settings.models / "balanced" / "link.onnx").symlink_to(settings.dist / "manifest.json")
    assert status_of(app, path) == 404
    assert status_of(app, MAIN) == 200


def status_of(app, path):
    """Ask the application with exactly this decoded path; HTTP clients would tidy it up first."""
    statuses = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("localhost", 1),
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(app(scope, receive, send))
    return statuses[0]


def become_a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("more", [{}, {"Range": "bytes=0-5"}])
@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(b"rebuilt"), become_a_folder])
def test_a_file_that_changed_under_the_server_is_not_cached_for_ever(client, settings, change, more, method):
    change(settings.dist / MAIN[1:])
    response = client.request(method, MAIN, headers={"Accept-Encoding": "identity", **more})
    assert response.status_code == 503
    assert response.headers["cache-control"] == "no-store"
    if method == "GET":
        assert response.json()["error"]["code"] == "file-unavailable"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("more", [{}, {"Range": "bytes=0-5"}])
@pytest.mark.parametrize("url", [MAIN, "/models/balanced/model.onnx"])
def test_a_file_that_the_system_does_not_let_us_read(client, monkeypatch, caplog, url, more, method):
    opened = Path.open

    def refuse(path, *arguments, **named):  # tests may run as root, whom no permission stops
        if path.name == url.rsplit("/", 1)[-1]:
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    response = client.request(method, url, headers={"Accept-Encoding": "identity", **more})
    assert response.status_code == 503
    assert response.headers["cache-control"] == "no-store"
    assert "Permission denied. Let the server read it" in caplog.text
    if method == "GET":
        assert response.json()["error"]["code"] == "file-unavailable"
