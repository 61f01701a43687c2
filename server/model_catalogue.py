"""Collects the prepared models, chooses the default and writes the catalogue that the page reads.

It does not serve model files (model_files.py) and does not check a single descriptor (model_descriptor.py).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from server.model_descriptor import Model, load_model
from server.start_error import BUILD_HINT, StartError


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
        If there is no model, one is broken, several call themselves the default or the wanted one is not there.
    """
    folders = sorted(file.parent for file in folder.glob("*/model.json") if not file.parent.name.startswith("."))
    models = tuple(load_model(found) for found in folders)
    if not models:
        raise StartError(f"{folder} holds no prepared model (<id>/model.json). {BUILD_HINT}")
    ids = [model.id for model in models]
    if default is not None:
        if default not in ids:
            raise StartError(f"The default model {default!r} is not in {folder}. Choose one of: {', '.join(ids)}.")
        return Catalogue(default, models)
    marked = [model.id for model in models if model.is_default]
    if len(marked) > 1:
        raise StartError(
            f"{folder}: several models have field default set to true: {', '.join(marked)}. "
            "Leave it on one of them or choose with --default-model."
        )
    return Catalogue((marked or ids)[0], models)
