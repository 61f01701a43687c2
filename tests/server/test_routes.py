"""Every route and every kind of failure: status, headers, methods. A new route fails here until it has an example."""

import pytest

from server.app import CutroomApp
from server.model_files import ModelFiles
from tests.server import sample

# written out once more on purpose: the test must not follow a change of the table it checks
EXPECTED_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
EXAMPLES = {
    "/": ("/", 200, "no-cache"),
    "/service-worker.js": ("/service-worker.js", 200, "no-cache"),
    "/assets/{path:path}": (f"{sample.APP}main.js", 200, "public, max-age=31536000, immutable"),
    "/models/catalogue.json": ("/models/catalogue.json", 200, "no-cache"),
    "/models/{model_id}/{path:path}": ("/models/balanced/model.onnx", 200, "no-cache"),
    "/healthz": ("/healthz", 200, "no-store"),
    "/favicon.ico": ("/favicon.ico", 307, "no-cache"),
}


def assert_isolated(response):
    for name, value in EXPECTED_HEADERS.items():
        assert response.headers.get_list(name) == [value], name
    policies = response.headers.get_list("permissions-policy")
    assert len(policies) == 1
    assert "camera=()" in policies[0]
    assert "cross-origin-isolated" not in policies[0]


def test_every_route_has_an_example(app):
    assert {route.path for route in app.routes} == set(EXAMPLES)


def test_every_route_answers_get_and_head_only(app):
    for route in app.routes:
        assert route.methods == {"GET", "HEAD"}, route.path
        assert route.body_field is None, route.path


@pytest.mark.parametrize("route", EXAMPLES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_route_carries_the_headers(client, route, method):
    url, status, caching = EXAMPLES[route]
    response = client.request(method, url)
    assert response.status_code == status
    assert response.headers.get_list("cache-control") == [caching]
    assert_isolated(response)


@pytest.mark.parametrize("route", EXAMPLES)
def test_head_is_get_without_the_body(client, route):
    url = EXAMPLES[route][0]
    got, head = client.get(url), client.head(url)
    assert head.content == b""
    assert head.headers == got.headers


@pytest.mark.parametrize("route", EXAMPLES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(client, route, method):
    response = client.request(method, EXAMPLES[route][0])
    assert response.status_code == 405
    assert response.json()["error"]["code"] == "method-not-allowed"
    assert {name.strip() for name in response.headers["allow"].split(",")} == {"GET", "HEAD"}
    assert_isolated(response)


@pytest.mark.parametrize("route", EXAMPLES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
def test_no_route_takes_a_body(client, route, method):
    response = client.request(method, EXAMPLES[route][0], content=b"photo")
    assert response.status_code == 413
    assert response.headers["connection"] == "close"
    assert_isolated(response)
    if method != "HEAD":
        assert response.json()["error"] == {
            "code": "body-refused",
            "message": "This server takes no data; photos stay in the browser.",
        }


@pytest.mark.parametrize(
    "url",
    [
        "/nothing",
        "/docs",
        "/redoc",
        "/openapi.json",
        "/assets/",
        "/assets/nothing.js",
        "/models/",
        "/healthz/",
        "/models/balanced/model.json",
        "/models/other/model.onnx",
        "/manifest.json",
        "/%0a",
        "/healthz%0a",
        "/favicon.ico%0a",
        "/models/catalogue.json%0a",
        "/%00",
        "/%20",
        "/%c3%a9",
        "/%7f",
    ],
)
def test_unknown_paths(client, url):
    response = client.get(url)
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not-found"
    assert response.headers["cache-control"] == "no-store"
    assert_isolated(response)


def test_a_range_beyond_the_end_carries_the_headers(client):
    response = client.get("/models/balanced/model.onnx", headers={"Range": "bytes=999999-"})
    assert response.status_code == 416
    assert_isolated(response)


def test_a_failure_carries_the_headers_and_hides_its_cause(client, monkeypatch):
    def fail(*_):
        raise ValueError("secret detail")

    monkeypatch.setattr(ModelFiles, "respond", fail)
    response = client.get("/models/balanced/model.onnx")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal-error"
    assert "secret" not in response.text
    assert_isolated(response)


def test_a_route_cannot_weaken_or_double_a_header(app: CutroomApp, client):
    from starlette.responses import Response

    async def lax() -> Response:
        return Response("", headers={"Content-Security-Policy": "default-src *", "referrer-policy": "unsafe-url"})

    app.add_api_route("/lax", lax)
    assert_isolated(client.get("/lax"))


def test_health(client):
    assert client.get("/healthz").json() == {
        "status": "ok",
        "version": "0.1.0",
        "build": sample.BUILD,
        "models": ["balanced"],
    }


def test_the_icon_is_the_one_of_the_app_unit(client):
    assert client.get("/favicon.ico").headers["location"] == f"{sample.APP}icon.svg"


def test_nothing_is_reported_even_if_the_environment_asks_for_it(settings, templates, monkeypatch):
    from server.app import create_app

    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    telemetry = create_app(settings, templates)._telemetry
    assert not any(telemetry[switch] for switch in ("tracing", "metrics", "logs", "auto_configure"))
