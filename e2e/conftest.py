"""Fixtures: the built site with two models, one browser, and per test a fresh page whose requests are watched.

A test that is marked `stub_worker` is about the page alone: its site has a stub for a job worker (stub_site.py).

The page of most tests has no service worker: a test that makes the network fail must meet the network. The fixtures for
tests of the service worker and of a server that goes away are `stoppable_site` and `offline_page`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from e2e.browser import launch
from e2e.chroma_key import write_chroma_key
from e2e.matrix_report import MatrixReport
from e2e.page import CutroomPage
from e2e.site import serving, write_models
from e2e.stoppable_site import StoppableSite
from e2e.stub_site import write_looks, write_stub_build

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 600
"""For one test with its fixtures, where it has no mark of its own."""
MATRIX_REPORT = pytest.StashKey[MatrixReport]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MATRIX_REPORT] = MatrixReport()
    config.pluginmanager.register(config.stash[MATRIX_REPORT])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of this folder their time: a browser's batch takes longer than any other test."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LIMIT_S))


@pytest.fixture(scope="session")
def matrix_report(pytestconfig: pytest.Config) -> MatrixReport:
    """The table that is printed at the end of the run."""
    return pytestconfig.stash[MATRIX_REPORT]


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server with the tiny model, which tests get unless they ask for ``?model=balanced`` or ``?model=quick``."""
    models = tmp_path_factory.mktemp("models")
    write_models(models)
    with serving(models, "chroma-key") as origin:
        yield origin


@pytest.fixture(scope="session")
def stub_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build whose job worker is a stub."""
    return write_stub_build(tmp_path_factory.mktemp("stub"))


@pytest.fixture(scope="session")
def stub_site(stub_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of that build, with the tiny model as if it had two looks."""
    models = tmp_path_factory.mktemp("models")
    write_looks(write_chroma_key(models))
    with serving(models, "chroma-key", dist=stub_build) as origin:
        yield origin


@pytest.fixture
def site(request: pytest.FixtureRequest) -> str:
    """The site that the test asks for: with the real job worker, or with the stub."""
    origin: str = request.getfixturevalue("stub_site" if has_stub(request) else "real_site")
    return origin


def has_stub(request: pytest.FixtureRequest) -> bool:
    """Return whether the test is about the page alone."""
    return request.node.get_closest_marker("stub_worker") is not None


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[CutroomPage]:
    """A fresh page; at its end no request may have left the origin or carried a body, and nothing gone wrong unseen."""
    context = browser.new_context(accept_downloads=True, service_workers="block")
    cutroom = CutroomPage(context, site)
    yield cutroom
    context.close()
    cutroom.assert_private()
    assert cutroom.problems == []


@pytest.fixture
def context(page: CutroomPage) -> Iterator[BrowserContext]:
    """The context that all tabs of a test share: one person's browser."""
    yield page.context


@pytest.fixture
def stoppable_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoppableSite]:
    """A server of its own for one test, running, with the tiny model only."""
    models = tmp_path_factory.mktemp("models")
    write_chroma_key(models)
    dist = request.getfixturevalue("stub_build") if has_stub(request) else ROOT / "dist"
    with StoppableSite(models, "chroma-key", dist) as running:
        yield running


@pytest.fixture
def offline_page(browser: Browser, stoppable_site: StoppableSite) -> Iterator[CutroomPage]:
    """A fresh page with its service worker, whose requests are watched too; at its end as strict as `page`."""
    context = browser.new_context(accept_downloads=True, service_workers="allow")
    cutroom = CutroomPage(context, stoppable_site.origin)
    yield cutroom
    context.close()
    cutroom.assert_private()
    assert cutroom.worker_requests, "the service worker asked for nothing: its requests are not being seen"
    assert cutroom.problems == []
