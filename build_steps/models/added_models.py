"""The models a person added: one small file each in the cache, so that `clean` keeps them and `build` makes them again.

Nothing is fetched or prepared here. The files lie in the cache beside the downloads they belong to.
"""

import json
from pathlib import Path

from build_steps.models.model_entries import Entry, EntryError, check_entry, read_entries
from build_steps.one_at_a_time import alone_in
from build_steps.whole_files import write_whole

FOLDER = "added-models"


def added_ids(cache: Path) -> list[str]:
    """Return the ids of all added models, in order."""
    return sorted(path.stem for path in (cache / FOLDER).glob("*.json"))


def added_entries(cache: Path) -> tuple[list[Entry], list[str]]:
    """Return the entries of the added models, and a sentence for each that cannot be used."""
    catalogue = {entry["id"]: entry for entry in read_entries()}
    entries, problems = [], []
    for model_id in added_ids(cache):
        try:
            entry = json.loads(_file(cache, model_id).read_text("utf-8"))["entry"] or catalogue[model_id]
            check_entry(entry)
            if model_id not in catalogue and entry.get("default"):
                raise EntryError(f"{model_id} calls itself the default, which a file of your own cannot")
            entries.append(entry)
        except KeyError:
            problems.append(f"the model {model_id} was added, but this catalogue does not know it")
        except (ValueError, EntryError) as error:
            problems.append(f"the model {model_id} was added, but what was noted of it is wrong: {error}")
    return entries, problems


def remember(cache: Path, model_id: str, own: Entry | None) -> None:
    """Note that a model was added; ``own`` is the entry of a person's own file, None for one of the catalogue."""
    target = _file(cache, model_id)
    with alone_in(target.parent):
        write_whole(target, json.dumps({"entry": own}, indent=1) + "\n")


def forget(cache: Path, model_id: str) -> None:
    """Forget an added model."""
    _file(cache, model_id).unlink(missing_ok=True)


def _file(cache: Path, model_id: str) -> Path:
    return cache / FOLDER / f"{model_id}.json"
