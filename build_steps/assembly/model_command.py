"""`build.py model`: list, add and remove models. It decides and asks; fetching and preparing are others' work."""

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from build_steps.assembly.dist import Dist
from build_steps.assembly.model_list import introduction, table
from build_steps.downloads.commands import CommandError
from build_steps.downloads.download import DownloadError, Pin
from build_steps.models.added_models import added_entries, added_ids, forget, remember
from build_steps.models.model_entries import Entry, EntryError, read_entries
from build_steps.models.model_recipe import PreparedModels
from build_steps.models.model_sources import take_file
from build_steps.models.own_model import own_model
from build_steps.one_at_a_time import alone_in
from build_steps.places import MODELS, ROOT, cache_folder

EPILOG = """
examples:
  build.py model list                          what there is, and what of it is here
  build.py model add birefnet-lite             fetch and prepare a model of the catalogue
  build.py model add rmbg-1-4 --accept-licence the same for weights that are not for commercial use
  build.py model add rmbg-2-0 --from FILE      its file was fetched by hand
  build.py model add --from FILE               an ONNX file of your own; its spec is read from the graph
  build.py model add --from FILE --spec F.toml the same, with what the graph does not tell (CONTRIBUTING.md)
  build.py model remove birefnet-lite          forget it and delete its files

Weights behind a form need an access token in HF_TOKEN. Added models are kept in the cache, so that `build` and `serve`
place them again after `clean`. A server that is running has to be started again to see a change.
"""


class RefusedError(Exception):
    """What was asked for is not done; the message says why and what can be done."""


def main(
    arguments: Sequence[str],
    ask: Callable[[str], str] | None = None,
    *,
    models: Path = MODELS,
    cache: Path | None = None,
) -> int:
    """Run one sub-command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str
        After ``model``.
    ask : callable, optional
        Puts a question and returns the answer; by default the terminal does, and where there is none nobody.
    models, cache : Path, optional
        dist/models and the cache folder, other ones for tests.
    """
    parser = _parser()
    chosen = parser.parse_args(arguments)
    cache = cache_folder() if cache is None else cache
    ask = ask or (input if sys.stdin.isatty() else None)
    try:
        if chosen.what == "list":
            print(_list(cache, models))
        elif chosen.what == "remove":
            print(_remove(chosen.id, cache, models))
        elif chosen.file is None and chosen.id is None:
            parser.error("add needs the id of a model, or --from FILE")
        else:
            print(_add(chosen, cache, models, ask))
    except (EntryError, RefusedError, DownloadError, CommandError, RuntimeError) as error:
        print(f"build.py model: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py model", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="{list,add,remove}")
    what.add_parser("list", help="show the models there are")
    add = what.add_parser("add", help="fetch and prepare a model")
    add.add_argument("id", nargs="?", help="of the catalogue; with --from alone, the id of your own model")
    add.add_argument("--from", dest="file", type=Path, metavar="FILE", help="a file that is here already")
    add.add_argument("--spec", type=Path, metavar="SPEC.toml", help="what your own file's graph does not tell")
    add.add_argument("--accept-licence", action="store_true", help="you have read the licence and keep to it")
    remove = what.add_parser("remove", help="forget an added model and delete its files")
    remove.add_argument("id")
    return parser


def _list(cache: Path, models: Path) -> str:
    added, problems = added_entries(cache)
    catalogue = read_entries()
    ids = {entry["id"] for entry in catalogue}

    def state(entry: Entry) -> str:
        known = "included" if entry.get("included") else "added" if entry["id"] in added_ids(cache) else "not added"
        here = (models / entry["id"] / "model.json").exists()
        return known if here or known == "not added" else f"{known}, not built"

    shown = [*catalogue, *(entry for entry in added if entry["id"] not in ids)]
    return "\n".join([table(shown, state), *problems])


def _add(chosen: argparse.Namespace, cache: Path, models: Path, ask: Callable[[str], str] | None) -> str:
    downloads = cache / "downloads"
    known = {entry["id"]: entry for entry in read_entries()}
    entry = known.get(chosen.id)
    if entry is not None:
        if chosen.spec:
            raise RefusedError(f"{chosen.id} is in the catalogue, so it has a spec already; leave --spec out")
        print(introduction(entry, downloads, by_hand=chosen.file is not None), flush=True)
        if not entry["commercial_use"] and chosen.id not in added_ids(cache):
            _confirm_licence(entry, chosen.accept_licence, ask)
        if chosen.file:
            take_file(chosen.file, chosen.id, Pin(**entry["source"]["model"]), downloads)
    elif chosen.file:
        made = own_model(chosen.file, chosen.spec, chosen.id, downloads)
        entry = made.entry
        if entry["id"] in known:
            raise RefusedError(
                f"{entry['id']} is a model of the catalogue; give yours another id: model add ID --from …"
            )
        print(introduction(entry, downloads))
        print("\n".join(f"  {sentence}" for sentence in made.guessed), flush=True)
    else:
        raise RefusedError(f"there is no model {chosen.id!r}; there are {', '.join(known)}")
    folder = PreparedModels(cache).make(entry)
    with alone_in(ROOT):
        Dist(models.parent).place_models([folder])
    if not entry.get("included"):
        remember(cache, entry["id"], None if entry["id"] in known else entry)
    return (
        f"{entry['id']} is ready. `python3 build.py serve` offers it; {entry['id']} is chosen with ?model={entry['id']}"
    )


def _confirm_licence(entry: Entry, accepted: bool, ask: Callable[[str], str] | None) -> None:
    notice = f"The weights of {entry['id']} are not for commercial use: {entry['licence']}"
    if "licence_url" in entry:
        notice += f"\nRead the licence: {entry['licence_url']}"
    print(notice, flush=True)
    if accepted:
        return
    if ask is None:
        raise RefusedError("nothing was fetched. If you keep to that licence, add --accept-licence to the command")
    if ask("Do you accept it? Type yes: ").strip().lower() != "yes":
        raise RefusedError(f"nothing was fetched, because the licence of {entry['id']} was not accepted")


def _remove(model_id: str, cache: Path, models: Path) -> str:
    known = {entry["id"]: entry for entry in read_entries()}
    if known.get(model_id, {}).get("included"):
        raise RefusedError(f"{model_id} is included: the build makes it each time. Only added models can be removed")
    if model_id not in added_ids(cache):
        raise RefusedError(f"{model_id} was not added; added are: {', '.join(added_ids(cache)) or 'none'}")
    entries = {entry["id"]: entry for entry in added_entries(cache)[0]}
    with alone_in(ROOT), alone_in(cache / "models"), alone_in(cache / "downloads"):
        forget(cache, model_id)
        if entry := entries.get(model_id):
            name = entry["source"]["model"]["name"]
            for file in (name, f"{name}.part"):
                (cache / "downloads" / file).unlink(missing_ok=True)
        for folder in (models / model_id, *(cache / "models").glob(f"{model_id}.*")):
            if folder.exists():
                shutil.rmtree(folder)
    return f"{model_id} is removed, with the files that were fetched for it"
