"""The service worker's root script: what it holds, and that it changes when a version does."""

import hashlib
import json
import re

from starlette.testclient import TestClient

from server.app import create_app
from server.manifest import load_manifest
from server.service_worker import render_service_worker
from tests.server import sample

SCRIPT = re.compile(r'import \{ run \} from ("[^"]+");\n\nrun\((\{.*\})\);\n', re.DOTALL)


def release_of(script: str) -> dict:
    return json.loads(SCRIPT.search(script)[2])


def test_it_holds_the_whole_release(client):
    response = client.get("/service-worker.js")
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert json.loads(SCRIPT.search(response.text)[1]) == f"{sample.APP}service-worker/main.js"
    page = client.get("/").content
    assert release_of(response.text) == {
        "build": sample.BUILD,
        "page": {"bytes": len(page), "sha256": hashlib.sha256(page).hexdigest()},
        "catalogueUrl": "/models/catalogue.json",
        "units": sample.UNITS,
        "files": {
            url: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for url, data in sample.ASSETS.items()
        },
    }


def test_it_may_answer_for_the_whole_origin_without_a_header_that_says_so(client):
    # the script lies in the root folder, so its scope is "/" by itself
    assert "service-worker-allowed" not in client.get("/service-worker.js").headers


def test_the_browser_asks_each_time_and_gets_304_while_nothing_changed(client):
    first = client.get("/service-worker.js")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/service-worker.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_page_of_the_same_build_is_another_script(settings, templates, client):
    before = client.get("/service-worker.js").content
    template = templates / "index.html"
    template.write_text(template.read_text("utf-8") + "<p>One more line.</p>", "utf-8")
    assert TestClient(create_app(settings, templates)).get("/service-worker.js").content != before


def test_the_same_input_gives_the_same_bytes(settings):
    first, second = (render_service_worker(load_manifest(settings.dist), b"page", "/c.json") for _ in range(2))
    assert first == second
