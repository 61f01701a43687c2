"""What runs before the environment exists needs a bare Python; the folders of build_steps know each other one way."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = ROOT / "build_steps"
FIRST = [ROOT / "build.py", *sorted(STEPS.glob("*.py"))]
# Folder of build_steps -> the other folders that it may import.
MAY_IMPORT = {
    "downloads": set[str](),
    "graph": set[str](),
    "models": {"downloads", "graph"},
    "assembly": {"downloads", "models"},
}


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the modules that a file imports as soon as it is read, so none that a function of it would."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.module or ""
        elif not isinstance(child, ast.FunctionDef):
            yield from imported(child)


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.name)
def test_what_runs_first_imports_the_standard_library_only(path: Path) -> None:
    own = {f"build_steps.{file.stem}" for file in STEPS.glob("*.py")}
    foreign = [
        name
        for name in imported(ast.parse(path.read_text("utf-8")))
        if name.split(".")[0] not in sys.stdlib_module_names and name not in own
    ]
    assert foreign == []


def test_a_python_without_packages_answers_help() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", BARE, str(ROOT)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "verbs:" in done.stdout


BARE = """
import runpy, sys
sys.path.insert(0, sys.argv[1])
sys.argv = ["build.py", "--help"]
runpy.run_path(sys.path[0] + "/build.py", run_name="__main__")
"""


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_folders_know_each_other_one_way(folder: str) -> None:
    for path in (STEPS / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("build_steps."):
                other = node.module.split(".")[1]
                known = other == folder or other in MAY_IMPORT[folder] or (STEPS / f"{other}.py").exists()
                assert known, f"{path.relative_to(ROOT)} imports {node.module}"


def test_every_folder_has_a_rule() -> None:
    assert {path.name for path in STEPS.iterdir() if (path / "__init__.py").exists()} == MAY_IMPORT.keys()
