"""Further models for the picker: the tiny network under other names and licences, as large as a test wants it."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from e2e.chroma_key import write_chroma_key


def write_model(models: Path, model_id: str, *, extra_bytes: int = 0, **changes: Any) -> Path:
    """Write a model's folder below ``models`` and return it.

    Parameters
    ----------
    extra_bytes : int
        Length of a file of weights that the network does not use, so that a download takes its time.
    changes : Any
        Fields of the descriptor: ``title``, ``licence``, ``commercial_use``, ``note`` …
    """
    drawn = write_chroma_key(models / ".drawing")
    folder = models / model_id
    shutil.move(drawn, folder)
    shutil.rmtree(models / ".drawing")
    descriptor = json.loads((folder / "model.json").read_text("utf-8"))
    descriptor |= {"id": model_id, **changes}
    descriptor["spec"]["id"] = model_id
    if extra_bytes:
        weights = np.random.default_rng(extra_bytes).bytes(extra_bytes)
        (folder / "model.weights").write_bytes(weights)
        sha256 = hashlib.sha256(weights).hexdigest()
        for variant in descriptor["variants"]:
            variant["files"] += [{"role": "weights", "path": "model.weights", "bytes": extra_bytes, "sha256": sha256}]
    (folder / "model.json").write_text(json.dumps(descriptor), "utf-8")
    return folder
