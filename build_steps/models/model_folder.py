"""One prepared model on disk: how its folder is written so that it is whole or not there, and how that is checked.

What is in the descriptor is `model_recipe`'s to say.
"""

import json
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from build_steps.checked_files import CheckedFiles
from build_steps.whole_files import part_of

CHECKSUMS = "checksums.json"


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder under another name, with the checksums of its files, and rename it over an older one."""
    part = part_of(folder)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, data in files.items():
        (part / name).write_bytes(data)
    checksums = {name: sha256(data).hexdigest() for name, data in files.items()}
    (part / CHECKSUMS).write_text(json.dumps(checksums, indent=1) + "\n", "utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)


def checksums_of(folder: Path) -> dict[str, str]:
    """Return name -> sha256 of a prepared model's files; nothing when that list is missing or damaged."""
    try:
        found = json.loads((folder / CHECKSUMS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and "model.json" in found else {}


def is_whole(folder: Path, files: CheckedFiles) -> bool:
    """Return whether every file of a prepared model is what was written."""
    checksums = checksums_of(folder)
    return bool(checksums) and all(files.is_right(folder / name, digest) for name, digest in checksums.items())
