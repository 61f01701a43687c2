"""Fixtures: a tiny build and one model on disk, the settings that name them, the application and a client."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import CutroomApp, create_app
from server.settings import VARIABLES, Settings
from tests.server import sample


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    sample.write_dist(tmp_path / "dist")
    sample.write_model(tmp_path / "dist" / "models")
    return Settings(dist=tmp_path / "dist", models=tmp_path / "dist" / "models")


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "index.html").write_text(sample.TEMPLATE, encoding="utf-8")
    return folder


@pytest.fixture
def app(settings: Settings, templates: Path) -> CutroomApp:
    return create_app(settings, templates)


@pytest.fixture
def client(app: CutroomApp) -> TestClient:
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)
