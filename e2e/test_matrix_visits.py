"""That the browser matrix would notice: in every engine a visit hears what goes wrong and who else is asked for."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from playwright.sync_api import Error, Playwright
from selenium.common.exceptions import WebDriverException

from e2e.matrix import CELLS, Cell
from e2e.matrix_visits import Visits
from e2e.visit import Visit

FIRST_OF_ENGINE = {cell.engine: cell for cell in reversed(CELLS)}
STRANGER = "http://stranger.example/"
TROUBLE = """() => {
  console.error("one said");
  setTimeout(() => { throw new Error("one thrown"); });
  void Promise.reject(new Error("one rejected"));
  return new Promise((resolve) => setTimeout(resolve, 100));
}"""


@pytest.fixture(params=FIRST_OF_ENGINE.values(), ids=list(FIRST_OF_ENGINE))
def visit(
    request: pytest.FixtureRequest, playwright: Playwright, site: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    cell: Cell = request.param
    with ExitStack() as stack:
        visits = Visits(playwright, site, tmp_path_factory.mktemp, stack)
        if lacking := visits.missing(cell):
            pytest.skip(f"not installed: {', '.join(lacking)}")
        yield stack.enter_context(visits.visit(cell))


def test_a_visit_hears_errors_and_strangers(visit: Visit) -> None:
    visit.open()
    assert (visit.problems(), visit.strangers()) == ([], [])
    visit.js(TROUBLE)
    heard = "\n".join(visit.problems())
    for words in ("one said", "one thrown", "one rejected"):
        assert words in heard
    with suppress(Error, WebDriverException):  # nobody is there
        visit.go(STRANGER)
    assert any("stranger.example" in line for line in visit.strangers()), visit.strangers()
