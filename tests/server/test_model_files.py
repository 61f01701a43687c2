"""Model files: ranges and conditions as RFC 9110 has them."""

import pytest

from tests.server.sample import GRAPH, WEIGHTS, sha256

URL = "/models/balanced/model.onnx"
SIZE = len(GRAPH)
TAG = f'"{sha256(GRAPH)}"'


def test_whole_file(client):
    response = client.get(f"{URL}?v={sha256(GRAPH)[:16]}")
    assert response.status_code == 200
    assert response.content == GRAPH
    assert response.headers["etag"] == TAG
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-length"] == str(SIZE)
    assert "content-encoding" not in response.headers
    assert client.get("/models/balanced/model.weights").content == WEIGHTS


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("Bytes=10-19", 10, 19),
        ("bytes=1000-", 1000, SIZE - 1),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        (f"bytes=-{SIZE + 50}", 0, SIZE - 1),
        (f"bytes=5-{SIZE + 50}", 5, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
    ],
)
def test_one_range(client, asked, first, last):
    response = client.get(URL, headers={"Range": asked})
    assert response.status_code == 206
    assert response.content == GRAPH[first : last + 1]
    assert response.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert response.headers["content-length"] == str(last + 1 - first)
    assert response.headers["etag"] == TAG


@pytest.mark.parametrize(
    "asked", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 9}", "bytes=999999999999999999-", "bytes=-0"]
)
def test_unsatisfiable_range(client, asked):
    response = client.get(URL, headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{SIZE}"
    assert GRAPH not in response.content


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-3",
        "bytes=1_0-2_0",
        "bytes=٣-٤",
        "bytes=0-1x",
        "bytes=0x1-",
        "lines=0-5",
        "bytes = 0-5",
        "bytes=" + "9" * 5000 + "-",
        "bytes=0-0,5-9",
        "bytes=0-0,9999-",
    ],
)
def test_malformed_foreign_and_multiple_ranges_are_ignored(client, asked):
    response = client.get(URL, headers={"Range": asked.encode()})
    assert response.status_code == 200
    assert response.content == GRAPH
    assert "content-range" not in response.headers


def test_two_range_headers_are_ignored(client):
    response = client.get(URL, headers=[("Range", "bytes=0-0"), ("Range", "bytes=1-1")])
    assert (response.status_code, response.content) == (200, GRAPH)


def test_head_ignores_ranges(client):
    response = client.head(URL, headers={"Range": "bytes=0-0"})
    assert response.status_code == 200
    assert response.headers["content-length"] == str(SIZE)


@pytest.mark.parametrize(
    ("condition", "status"),
    [(TAG, 206), ('"other"', 200), (f"W/{TAG}", 200), ("Thu, 01 Jan 1970 00:00:00 GMT", 200), ("nonsense", 200)],
)
def test_if_range(client, condition, status):
    response = client.get(URL, headers={"Range": "bytes=3-", "If-Range": condition})
    assert response.status_code == status
    assert response.content == (GRAPH[3:] if status == 206 else GRAPH)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("more", [{}, {"Range": "bytes=0-0"}, {"Range": "bytes=99999-"}])
def test_not_modified(client, method, more):
    response = client.request(method, URL, headers={"If-None-Match": TAG, **more})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == TAG
    assert response.headers["cache-control"] == "no-cache"


def test_modified(client):
    assert client.get(URL, headers={"If-None-Match": '"other"'}).content == GRAPH


def test_a_model_that_changed_under_the_server(client, settings):
    (settings.models / "balanced" / "model.onnx").write_bytes(GRAPH + b"more")
    response = client.get(URL)
    assert response.status_code == 503
    assert "Restart" in response.json()["error"]["message"]
