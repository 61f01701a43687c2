"""The package and the catalogue of another commit of this repository, for measuring against it. It runs nothing."""

import io
import subprocess
import tarfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bench.quality.testdata import ROOT, MissingDataError

PACKAGE = ROOT / "pyodide_pkg"
"""Of this checkout."""
_MODELS = "build_steps/models/models.toml"


class Commit(NamedTuple):
    """What is needed of another commit."""

    package: Path
    specs: dict[str, dict[str, Any]]
    """By the model's id, as its catalogue says."""

    def spec(self, model: str, names: Mapping[str, str]) -> dict[str, Any]:
        """Return the specification of a model in that commit's words.

        Parameters
        ----------
        model : str
        names : mapping
            `input_name` and `output_name`, for catalogues that leave them to the graph.

        Raises
        ------
        MissingDataError
            That commit has no such model.
        """
        if model not in self.specs:
            raise MissingDataError(f"that commit has no model {model!r}; it has {', '.join(self.specs)}. Choose one")
        return {**names, **self.specs[model], "id": model}


def read_commit(commit: str, folder: Path) -> Commit:
    """Write the package of a commit into a folder, and read its catalogue.

    Raises
    ------
    MissingDataError
        There is no such commit, or it is too old to have these files.
    """
    done = subprocess.run(
        ["git", "archive", "--format=tar", commit, PACKAGE.name, _MODELS], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip()
        raise MissingDataError(f"commit {commit!r} cannot be read ({words}). Name one that `git log` shows")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    models = tomllib.loads((folder / _MODELS).read_text("utf-8"))["model"]
    return Commit(folder / PACKAGE.name, {entry["id"]: entry["spec"] for entry in models})
