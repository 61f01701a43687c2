"""Opens a visit for a cell of the browser matrix: the right driver, the right site, and nowhere else to go."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Playwright

from e2e.browser import find_chromium
from e2e.browser_packages import missing
from e2e.matrix import Cell
from e2e.matrix_site import serving_altered
from e2e.nowhere import nowhere
from e2e.playwright_visit import PlaywrightVisit
from e2e.site import write_models
from e2e.visit import Visit
from e2e.webkit_visit import WebKitVisit, display


class Visits:
    """Servers and the display start when the first cell wants them, and end with the stack."""

    def __init__(self, playwright: Playwright, site: str, new_folder: Callable[[str], Path], stack: ExitStack) -> None:
        self._playwright, self._site, self._new_folder, self._stack = playwright, site, new_folder, stack

    def missing(self, cell: Cell) -> list[str]:
        """Return what is not installed that the cell needs."""
        lacks_chromium = cell.engine == "chromium" and find_chromium(self._playwright) is None
        return [*missing(cell.needs), *(["chromium"] if lacks_chromium else [])]

    @contextmanager
    def visit(self, cell: Cell) -> Iterator[Visit]:
        """Start the cell's browser with a clean profile; it ends with the visit.

        The site has the tiny model, the default one and the small one (``?model=quick``).
        """
        folder = self._new_folder("visit")
        with nowhere() as elsewhere:
            visit: Visit
            if cell.engine == "webkit":
                visit = WebKitVisit(self._noting_site, cell, self._display, elsewhere, folder)
            else:
                site = self._site if cell.expects.isolated else self._bare_site
                visit = PlaywrightVisit(site, cell, self._playwright, elsewhere, folder)
            try:
                yield visit
            finally:
                visit.close()

    @cached_property
    def _display(self) -> str:
        return self._stack.enter_context(display())

    @cached_property
    def _noting_site(self) -> str:
        return self._altered_site(notes=True)

    @cached_property
    def _bare_site(self) -> str:
        return self._altered_site(isolated=False)

    def _altered_site(self, *, isolated: bool = True, notes: bool = False) -> str:
        models = self._new_folder("models")
        write_models(models)
        folder = self._new_folder("templates")
        serving = serving_altered(models, "chroma-key", folder, isolated=isolated, notes=notes)
        return self._stack.enter_context(serving)
