"""The page: what the template gets, and that no text can break out of the config block."""

import json
import re
import tomllib

import jinja2
import pytest

from server import __version__
from server.app import create_app
from server.manifest import load_manifest
from server.page import embeddable_json, render_page
from server.settings import REPOSITORY
from tests.server import sample

CONFIG = re.compile(r'<script type="application/json" id="cutroom-config">(.*?)</script>', re.DOTALL)


def test_the_page(client):
    response = client.get("/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert json.loads(CONFIG.search(response.text)[1]) == {
        "version": __version__,
        "build": sample.BUILD,
        "units": sample.UNITS,
        "catalogueUrl": "/models/catalogue.json",
    }
    assert f'src="{sample.APP}main.js"' in response.text
    assert client.get("/", headers={"If-None-Match": response.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--", "]]>", "a&b'\"", "\u2028\u2029\u00e9"]
)
def test_config_cannot_break_out(hostile):
    text = embeddable_json({"title": hostile})
    assert not re.search("[<>&'\u2028\u2029]", text)
    assert text.isascii()
    assert json.loads(text) == {"title": hostile}
    rendered = jinja2.Environment(autoescape=True).from_string("{{ plain }}{{ plain | safe }}").render(plain=text)
    assert rendered == text * 2  # not escaped once more, whichever way the template writes it


def test_a_hostile_model_title_stays_in_the_catalogue(settings, templates):
    from starlette.testclient import TestClient

    title = "</script><script>alert(1)</script>\u2028"
    sample.write_model(settings.models, "evil", title=title, default=True)
    client = TestClient(create_app(settings, templates))
    assert "alert" not in client.get("/").text
    response = client.get("/models/catalogue.json")
    assert {model["title"] for model in response.json()["models"]} == {"Balanced", title}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_template_that_asks_for_more_fails_at_the_start(settings, templates):
    (templates / "index.html").write_text("{{ user_name }}")
    with pytest.raises(jinja2.UndefinedError):
        create_app(settings, templates)


def test_the_real_page_obeys_the_content_security_policy(settings):
    page = render_page(load_manifest(settings.dist)).decode()
    assert json.loads(CONFIG.search(page)[1])["build"] == sample.BUILD
    for tag in re.findall(r"<script\b[^>]*>", page):
        assert 'type="application/json"' in tag or f'src="{sample.APP}' in tag, tag
    assert "<style" not in page
    assert not re.search(r"\s(?:style|on[a-z]+)=", page)
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:[a-z]+:)?//""", page)


def test_the_version_is_the_project_s():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
