"""The application: one list of routes, all of them GET and HEAD, none of them with a body.

It decides which address means what; how each thing is answered is in the modules it imports.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from server import __version__
from server.error_responses import answer_failure, answer_http_exception
from server.health import describe_health
from server.manifest import load_manifest
from server.memory_response import memory_response
from server.model_catalogue import load_catalogue
from server.model_files import ModelFiles
from server.page import CATALOGUE_URL, TEMPLATES, render_page
from server.plain_addresses import PlainAddresses
from server.refuse_bodies import RefuseBodies
from server.security_headers import SecurityHeaders
from server.service_worker import SERVICE_WORKER_URL, render_service_worker
from server.settings import Settings
from server.static_files import StaticFiles


class CutroomApp(FastAPI):
    """FastAPI with three middlewares outside everything, the handler of unexpected errors included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Wrap FastAPI's own stack; ``add_middleware`` would put ours inside its 500 handler."""
        return SecurityHeaders(RefuseBodies(PlainAddresses(super().build_middleware_stack())))


def create_app(settings: Settings, templates: Path = TEMPLATES) -> CutroomApp:
    """Read the build and the models once and return an application that only looks things up.

    Parameters
    ----------
    settings : Settings
    templates : Path
        The folder of the page's template.

    Raises
    ------
    StartError
        If the build or the models are missing or wrong.
    """
    manifest = load_manifest(settings.dist)
    catalogue = load_catalogue(settings.models, settings.default_model)
    page, catalogue_json = render_page(manifest, templates), catalogue.to_json()
    service_worker = render_service_worker(manifest, page, CATALOGUE_URL)
    static_files, model_files = StaticFiles(manifest), ModelFiles(catalogue)
    icon_url = manifest.units["app"] + "icon.svg"

    async def show_page(request: Request) -> Response:
        return memory_response(request, page, "text/html")

    async def send_service_worker(request: Request) -> Response:
        return memory_response(request, service_worker, "text/javascript")

    async def send_asset(request: Request) -> Response:
        return static_files.respond(request)

    async def send_catalogue(request: Request) -> Response:
        return memory_response(request, catalogue_json, "application/json")

    async def send_model_file(request: Request) -> Response:
        return model_files.respond(request)

    async def send_health() -> Response:
        return JSONResponse(describe_health(manifest, catalogue), headers={"Cache-Control": "no-store"})

    async def send_icon() -> Response:
        if icon_url not in manifest.files:
            raise HTTPException(404, "This build has no icon.")
        return RedirectResponse(icon_url, headers={"Cache-Control": "no-cache"})

    app = CutroomApp(
        title="Cutroom",
        version=__version__,
        docs_url=None,  # the documentation pages load scripts from another origin
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # FastAPI can report requests to an OpenTelemetry collector, even switched on from the environment
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.add_exception_handler(HTTPException, answer_http_exception)
    app.add_exception_handler(Exception, answer_failure)
    routes: list[tuple[str, Callable[..., Awaitable[Response]]]] = [
        ("/", show_page),
        (SERVICE_WORKER_URL, send_service_worker),  # at the root, because its folder is what it may answer for
        ("/assets/{path:path}", send_asset),
        (CATALOGUE_URL, send_catalogue),
        ("/models/{model_id}/{path:path}", send_model_file),
        ("/healthz", send_health),
        ("/favicon.ico", send_icon),
    ]
    for path, endpoint in routes:
        app.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
    return app
