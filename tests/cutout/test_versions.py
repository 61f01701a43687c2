"""The numpy and Pillow of these tests are the ones that the browser loads; else the tests would test something else."""

import json
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "web" / "node_modules" / "pyodide" / "pyodide-lock.json"


def pinned_versions():
    """The versions in Pyodide's own lock file where it is installed, otherwise the exact pins in pyproject.toml."""
    if LOCK.is_file():
        packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
        return {name: packages[name]["version"] for name in ("numpy", "pillow")}
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    pins = [entry for group in groups.values() for entry in group if isinstance(entry, str) and "==" in entry]
    return dict(pin.split("==") for pin in pins)


@pytest.mark.parametrize("package", ["numpy", "pillow"])
def test_installed_versions_are_the_browsers(package):
    assert version(package) == pinned_versions()[package]


def test_this_package_agrees_with_itself_about_its_version():
    import cutout

    metadata = tomllib.loads((ROOT / "pyodide_pkg" / "pyproject.toml").read_text(encoding="utf-8"))
    assert metadata["project"]["version"] == cutout.__version__
