"""Fixtures: three models, their server, a proxy that can break off downloads, and a page of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from e2e.breaking_proxy import BreakingProxy, breaking
from e2e.chroma_key import write_chroma_key
from e2e.drawn_models import write_model
from e2e.models.picker import LICENCE, RESTRICTED, SECOND
from e2e.page import CutroomPage
from e2e.site import serving

LARGE = 20_000_000
WEIGHTS = "/models/second/model.weights"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three models: the usual tiny one, one of 20 MB, and one that must not be used commercially."""
    folder = tmp_path_factory.mktemp("models")
    write_chroma_key(folder)
    write_model(folder, "second", title=SECOND, extra_bytes=LARGE, note="A note of the catalogue.")
    write_model(
        folder,
        "restricted",
        title=RESTRICTED,
        licence=LICENCE,
        licence_url="https://example.org/licence",
        commercial_use=False,
    )
    return folder


@pytest.fixture(scope="session")
def upstream(models: Path, stub_build: Path) -> Iterator[str]:
    """What is chosen, fetched and kept is the page's business: its job worker is a stub."""
    with serving(models, "chroma-key", dist=stub_build) as origin:
        yield origin


@pytest.fixture
def proxy(upstream: str) -> Iterator[BreakingProxy]:
    with breaking(upstream, WEIGHTS) as standing:
        yield standing


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(accept_downloads=True, service_workers="block")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, proxy: BreakingProxy) -> Iterator[CutroomPage]:
    cutroom = CutroomPage(context, proxy.origin)
    yield cutroom
    cutroom.assert_private()
    # The browser itself writes a line for each connection that the test broke.
    assert [each for each in cutroom.problems if "CONTENT_LENGTH_MISMATCH" not in each] == []
