"""The site as some cells of the browser matrix need it: without isolation, or with a script that notes errors.

The other cells visit the real server with the page's own bytes (site.py).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.app import create_app
from server.listener import open_listener
from server.page import TEMPLATES
from server.settings import Settings

ISOLATION = (b"cross-origin-opener-policy", b"cross-origin-embedder-policy")
NOTES_URL = "/matrix-notes.js"
# WebKitWebDriver has no console. What goes wrong inside a worker reaches the page as an event of that worker.
NOTES = b"""const notes = (window.matrixConsole = []);
const words = (value) => (value instanceof Error ? `${value.name}: ${value.message}` : String(value));
const { error } = console;
console.error = (...values) => { notes.push(values.map(words).join(" ")); error(...values); };
const where = ({ src, href }) => src ?? href;
addEventListener("error", ({ message, target }) => notes.push(message ?? `not loaded: ${where(target)}`), true);
addEventListener("unhandledrejection", (event) => notes.push(words(event.reason)));
addEventListener("securitypolicyviolation", (event) => notes.push(`refused by the policy: ${event.blockedURI}`));
"""


@contextmanager
def serving_altered(
    models: Path, default_model: str, folder: Path, *, isolated: bool = True, notes: bool = False
) -> Iterator[str]:
    """Serve the built page from this process; yields the origin.

    Parameters
    ----------
    models : Path
        Folder of prepared models.
    default_model : str
        Id of the model that the page starts with.
    folder : Path
        Where the page's template may be written to.
    isolated : bool
        False leaves out the headers that isolate the page.
    notes : bool
        True puts the script that notes errors before all others.
    """
    template = (TEMPLATES / "index.html").read_text("utf-8")
    if notes:
        template = template.replace("<head>", f'<head><script src="{NOTES_URL}"></script>', 1)
    (folder / "index.html").write_text(template, "utf-8")
    app = create_app(Settings(port=0, models=models, default_model=default_model), templates=folder)
    listener = open_listener("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(Altered(app, isolated), log_level="warning", ws="none", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


class Altered:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, isolated: bool) -> None:
        self._app, self._isolated = app, isolated

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the script, and take headers away."""
        if scope["type"] == "http" and scope["path"] == NOTES_URL:
            await Response(NOTES, media_type="text/javascript")(scope, receive, send)
            return

        async def send_altered(message: Message) -> None:
            if message["type"] == "http.response.start" and not self._isolated:
                headers = [(name, value) for name, value in message["headers"] if name not in ISOLATION]
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, send_altered)
