"""The build's order: model, wheels, units, dist/. Every step is skipped when its result is already there."""

from web.build.cutout_wheel import build_cutout_wheel
from web.build.dist import place_models, write_units
from web.build.download import Pin
from web.build.model_recipe import make_model, read_recipes
from web.build.npm_data import forget_tarballs
from web.build.paths import DIST, cache_folder
from web.build.runtime_wheels import fetch_runtime_wheels
from web.build.units import app_unit, codecs_unit, ort_unit, pyodide_unit, python_unit, vendor_unit


def build() -> None:
    """Bring dist/ up to date.

    Raises
    ------
    DownloadError, CommandError, RuntimeError
        A step failed; the message says which and what to do.
    """
    cache = cache_folder()
    downloads = cache / "downloads"
    staging = DIST / "staging"
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
    write_units(units, cache / "compressed")
    recipes = read_recipes()
    place_models([make_model(recipe, downloads, cache / "models") for recipe in recipes])
    forget_tarballs((Pin(**recipe["source"]["package"]) for recipe in recipes), downloads)
