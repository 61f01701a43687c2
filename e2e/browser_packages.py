"""What the browser matrix needs on this machine: where it is, and installing what is missing where that is allowed.

Chromium, without which there is no end-to-end test at all, is browser.py's.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

INSTALL_LIMIT_S = 900
MINIBROWSERS = (
    "lib/*/webkit2gtk-4.*/MiniBrowser",
    "libexec/webkit2gtk-4.*/MiniBrowser",
    "lib*/webkit2gtk-4.*/MiniBrowser",
)
PACKAGES = {
    "chromium": "chromium",
    "firefox": "firefox-esr",
    "webkit-driver": "webkit2gtk-driver",
    "minibrowser": "webkit2gtk-driver",
    "xvfb": "xvfb",
    "lavapipe": "mesa-vulkan-drivers",
}
"""Name of a need: the Debian package that holds it."""


def _program(variable: str, *names: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        if chosen := os.environ.get(variable):
            return Path(chosen)
        return next((Path(found) for name in names if (found := shutil.which(name))), None)

    return find


def _file(variable: str, folder: Path, *patterns: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        if chosen := os.environ.get(variable):
            return Path(chosen)
        return next((found for pattern in patterns for found in sorted(folder.glob(pattern))), None)

    return find


_FINDERS = {
    "firefox": _program("E2E_FIREFOX", "firefox-esr", "firefox"),
    "webkit-driver": _program("E2E_WEBKIT_DRIVER", "WebKitWebDriver"),
    "minibrowser": _file("E2E_MINIBROWSER", Path("/usr"), *MINIBROWSERS),
    "xvfb": _program("E2E_XVFB", "Xvfb"),
    "lavapipe": _file("E2E_LAVAPIPE", Path("/usr/share/vulkan/icd.d"), "lvp_icd*.json"),
    "gpu": _program("E2E_GPU"),  # only a person knows whether there is one that tests may use
}
_INSTALLABLE = tuple(need for need in _FINDERS if need in PACKAGES)


def find(need: str) -> Path | None:
    """Return where a need is, None where it is not."""
    return _FINDERS[need]()


def located(need: str) -> Path:
    """Return where a need is, known to be there."""
    found = find(need)
    if found is None:
        raise FileNotFoundError(f"{need}: not installed (Debian package {PACKAGES[need]})")
    return found


def missing(needs: Iterable[str] = _INSTALLABLE) -> list[str]:
    """Return those needs that are not there."""
    return [need for need in needs if find(need) is None]


def installer() -> list[str] | None:
    """Return the command that installs packages here without a question; None where nobody may."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo is None or subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode != 0:
        return None
    return [sudo, "-n", "apt-get"]


def advice(needs: Iterable[str]) -> str:
    """Return how a person provides needs: the command for Debian, and a GPU by saying that there is one."""
    packages = sorted({PACKAGES[need] for need in needs if need in PACKAGES})
    return f"apt-get install {' '.join(packages)}" if packages else "E2E_GPU=/dev/dri/renderD128, or whichever it is"


def install_missing() -> None:
    """Install what is missing where that is allowed, and say what the matrix goes without.

    The tests run all the same: the cells that need it are then skipped; on CI, where it could be installed, they fail.
    """
    if not missing():
        return
    install(sorted({PACKAGES[need] for need in missing()}))
    if left := missing():
        print(f"The browser matrix goes without {', '.join(left)}: {advice(left)}", file=sys.stderr)


def install(packages: Sequence[str]) -> None:
    """Install Debian packages if that is allowed; what goes wrong is printed, and is no error."""
    if (command := installer()) is None:
        return
    print(f"-- installing for the end-to-end tests: {' '.join(packages)}", flush=True)
    attempt([*command, "update", "-qq"])
    # A name that this system does not have spoils the whole command, so then each for itself.
    if not attempt([*command, "install", "-y", "-qq", *packages]):
        for package in packages:
            attempt([*command, "install", "-y", "-qq", package])


def attempt(command: list[str]) -> bool:
    """Run a command that may fail; return whether it went well."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, check=False, timeout=INSTALL_LIMIT_S, capture_output=True, text=True, env=environment
        )
    except subprocess.TimeoutExpired:
        print(f"{' '.join(command)}: no end after {INSTALL_LIMIT_S} s", file=sys.stderr)
        return False
    if done.returncode != 0:
        print(f"{' '.join(command)}: {done.stderr.strip()[-300:]}", file=sys.stderr)
    return done.returncode == 0
