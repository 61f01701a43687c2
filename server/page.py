"""Renders the one page, once, at the start of the server: it is the same for everyone.

It is not the page's text (templates/index.html) and knows nothing about requests.
"""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps

from server import __version__
from server.manifest import Manifest

TEMPLATES = Path(__file__).resolve().parent / "templates"
CATALOGUE_URL = "/models/catalogue.json"


def render_page(manifest: Manifest, templates: Path = TEMPLATES) -> bytes:
    """Fill in the template ``index.html``.

    Parameters
    ----------
    manifest : Manifest
        Gives the build's name and the addresses of its units.
    templates : Path
        The folder of the template.

    Returns
    -------
    bytes
        HTML in UTF-8. The template sees ``version``, ``build``, ``units`` and ``config_json``.

    Raises
    ------
    jinja2.TemplateError
        If the template is missing, is not a template or names something that it is not given.
    """
    environment = Environment(loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined)
    context = {"version": __version__, "build": manifest.build, "units": dict(manifest.units)}
    config = {**context, "catalogueUrl": CATALOGUE_URL}
    return environment.get_template("index.html").render(**context, config_json=embeddable_json(config)).encode()


def embeddable_json(value: Mapping[str, object]) -> str:
    """Write JSON that is safe inside a script element: ``<``, ``>``, ``&``, ``'`` and all non-ASCII as ``\\uXXXX``.

    Returns
    -------
    str
        Marked as safe for the template, which must not escape it once more.
    """
    return htmlsafe_json_dumps(value, ensure_ascii=True)
