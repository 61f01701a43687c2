"""A visit in WebKitGTK's MiniBrowser, which Selenium drives through WebKitWebDriver, on a display that nobody sees."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from e2e.browser_packages import located
from e2e.matrix import Cell
from e2e.nowhere import Nowhere
from e2e.visit import Visit

# Selenium calls back; an exception has to cross as a value.
CALL = """const [argument, answer] = arguments;
const call = async () => (%s)(argument);
call().then((value) => answer({ value }), (error) => answer({ error: `${error}` }));
"""
# What was out of sight is laid out by a frame (`content-visibility`), and what changes beside it may move it.
IN_VIEW = """const [element, answer] = arguments;
let before = null;
const look = () => {
  const { x, y } = element.getBoundingClientRect();
  if (before !== null && before[0] === x && before[1] === y) return answer();
  before = [x, y];
  element.scrollIntoView({ block: "center", behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(look));
};
look();
"""
WAIT = """(argument) => new Promise((resolve) => {
  const timer = setInterval(() => { if ((%s)(argument)) { clearInterval(timer); resolve(); } }, 100);
})"""
DOWNLOAD_LIMIT_S = 60
UNFINISHED = ".wkdownload"


class WebKitVisit(Visit):
    """A page in a browser of its own, whose profile is gone when it ends."""

    def __init__(self, site: str, cell: Cell, display: str, elsewhere: Nowhere, folder: Path) -> None:
        super().__init__(site)
        self._elsewhere, self._home = elsewhere, folder / "home"
        self._downloads, self._files = self._home / "Downloads", folder / "files"
        for each in (self._downloads, self._home / ".config", self._files):
            each.mkdir(parents=True)
        (self._home / ".config" / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{self._downloads}"\n')
        options = Options()
        options.binary_location = str(located("minibrowser"))
        for argument in (
            "--automation",
            f"--proxy=http://127.0.0.1:{elsewhere.port}",
            "--ignore-host=127.0.0.1",
            *cell.arguments,
        ):
            options.add_argument(argument)
        homes = {
            "HOME": self._home,
            "XDG_CONFIG_HOME": self._home / ".config",
            "XDG_CACHE_HOME": self._home / ".cache",
            "XDG_DATA_HOME": self._home / ".local",
        }
        environment = os.environ | cell.environment | {name: str(path) for name, path in homes.items()}
        service = Service(
            executable_path=str(located("webkit-driver")),
            env=environment | {"DISPLAY": display, "GDK_BACKEND": "x11"},
        )
        with warnings.catch_warnings():
            # Selenium calls itself in a way that it warns of.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._driver = webdriver.WebKitGTK(options=options, service=service)
        self._driver.set_window_size(1200, 1000)
        self.version = str(self._driver.capabilities["browserVersion"])
        self._told: list[str] = []

    def go(self, address: str) -> None:
        """Load an address."""
        self._driver.get(address)

    def reload(self) -> None:
        """Load the page again, with what it said to the console remembered."""
        self._told += self._console()
        self._driver.refresh()

    def js(self, function: str, argument: Any = None) -> Any:
        """Call a function in the page."""
        answer = self._driver.execute_async_script(CALL % function, argument)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def wait(self, condition: str, argument: Any = None, limit_s: float = 30) -> None:
        """Wait until a function in the page says yes."""
        self._driver.set_script_timeout(limit_s)
        self.js(WAIT % condition, argument)

    def press_element(self, finder: str, argument: Any) -> None:
        """Click."""
        element = self._driver.execute_script(f"return ({finder})(arguments[0])", argument)
        assert isinstance(element, WebElement), f"not there: {argument}"
        self._bring_into_view(element)
        element.click()

    def _bring_into_view(self, element: WebElement) -> None:
        """Scroll as a person does, and wait until it stands still: the driver clicks without a frame between."""
        self._driver.execute_async_script(IN_VIEW, element)

    def add(self, files: Mapping[str, bytes]) -> None:
        """Hand files to the one file input."""
        for name, data in files.items():
            (self._files / name).write_bytes(data)
        chooser = self._driver.find_element(By.CSS_SELECTOR, "input[type=file][multiple]:not([webkitdirectory])")
        chooser.send_keys("\n".join(str(self._files / name) for name in files))

    def download(self, button: str, folder: Path) -> Path:
        """Press a button and return the file it saved. The driver says nothing of it: the folder has to be watched."""
        before = set(self._downloads.iterdir())
        self.press(button)
        end = monotonic() + DOWNLOAD_LIMIT_S
        while monotonic() < end:
            found = [each for each in self._downloads.iterdir() if each not in before]
            if found and not any(each.suffix == UNFINISHED for each in found):
                return Path(shutil.copy(found[0], folder))
            sleep(0.05)
        raise TimeoutError(f"no download within {DOWNLOAD_LIMIT_S} s after {button!r}")

    def _console(self) -> list[str]:
        return list(self.js("() => window.matrixConsole ?? ['the script that notes errors did not run']"))

    def problems(self) -> list[str]:
        """Return every error of the page that the script of matrix_site.py noted; a worker's console is not heard."""
        return self._told + self._console()

    def strangers(self) -> list[str]:
        """Return whom the browser wanted to reach."""
        return list(self._elsewhere.asked)

    def close(self) -> None:
        """End the browser."""
        self._driver.quit()


@contextmanager
def display() -> Iterator[str]:
    """Run an X server without a screen; yields its name."""
    ours, its = os.pipe()
    command = [str(located("xvfb")), "-displayfd", str(its), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, pass_fds=[its], **silent) as process:  # type: ignore[call-overload]
        os.close(its)
        with os.fdopen(ours) as number:
            name = number.readline().strip()
        try:
            yield f":{name}"
        finally:
            process.terminate()
