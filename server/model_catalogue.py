"""Collects the prepared models, chooses the default and writes the catalogue that the page reads.

A model that the page could not use is left out, and the log says why. It does not serve model files (model_files.py)
and does not check a single descriptor (model_descriptor.py).
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.model_descriptor import Model, load_model
from server.start_error import BUILD_HINT, StartError

_log = logging.getLogger("uvicorn.error")  # the one log that a running server shows


@dataclass(frozen=True)
class Catalogue:
    """All models, in the order of their ids, and the id of the default one."""

    default: str
    models: tuple[Model, ...]

    @property
    def ids(self) -> list[str]:
        """The models' ids, in order."""
        return [model.id for model in self.models]

    def to_json(self) -> bytes:
        """Write what ``/models/catalogue.json`` answers; each file has its ``url``."""
        catalogue = {"default": self.default, "models": [model.descriptor for model in self.models]}
        return json.dumps(catalogue).encode("ascii")


def load_catalogue(folder: Path, default: str | None = None) -> Catalogue:
    """Read every ``<folder>/<id>/model.json``.

    Parameters
    ----------
    folder : Path
        Hidden folders and folders without a ``model.json`` (a model that is still being prepared) are left out.
    default : str or None
        The id that a person asked for; without one, the model with ``"default": true``, else the first by id.

    Raises
    ------
    StartError
        If there is no model that can be used, several call themselves the default or the wanted one is not there.
    """
    folders = sorted(file.parent for file in folder.glob("*/model.json") if not file.parent.name.startswith("."))
    models, problems = [], {}
    for found in folders:
        try:
            models.append(load_model(found))
        except StartError as error:
            problems[found.name] = str(error)
    if not models and problems:
        raise StartError(" ".join(problems.values()))
    if not models:
        raise StartError(f"{folder} holds no prepared model (<id>/model.json). {BUILD_HINT}")
    for name, problem in problems.items():
        _log.error("The model %s is left out: %s", name, problem)
    return Catalogue(_default(folder, models, default, problems), tuple(models))


def _default(folder: Path, models: list[Model], default: str | None, problems: Mapping[str, str]) -> str:
    ids = [model.id for model in models]
    if default is not None:
        if default in problems:
            raise StartError(problems[default])
        if default not in ids:
            raise StartError(f"The default model {default!r} is not in {folder}. Choose one of: {', '.join(ids)}.")
        return default
    marked = [model.id for model in models if model.is_default]
    if len(marked) > 1:
        raise StartError(
            f"{folder}: several models have field default set to true: {', '.join(marked)}. "
            "Leave it on one of them or choose with --default-model."
        )
    return (marked or ids)[0]
