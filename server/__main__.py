"""`python -m server`: reads the flags, starts uvicorn and prints the address once it can be opened.

It is not the application (app.py) and makes no decisions about requests.
"""

import argparse
import contextlib
import os
import socket
import sys

import uvicorn

from server.app import create_app
from server.listener import ISOLATION_NOTE, address_to_open, is_loopback, open_listener
from server.settings import VARIABLES, read_settings
from server.start_error import StartError

EXIT_CANNOT_START = 2  # the same as argparse's for wrong flags

_HELP = {
    "host": "name or IP address to listen on (127.0.0.1)",
    "port": "port; 0 picks a free one (8000)",
    "dist": "folder that build.py wrote (dist)",
    "models": "folder of prepared models (<dist>/models)",
    "default_model": "id of the model that the page starts with",
}


class AnnouncingServer(uvicorn.Server):
    """uvicorn that prints the address only when a browser can open it; others wait for that line."""

    def __init__(self, config: uvicorn.Config, host: str) -> None:
        super().__init__(config)
        self._host = host

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then print."""
        await super().startup(sockets)
        if self.started and sockets:
            print(address_to_open(self._host, sockets[0].getsockname()[1]), flush=True)
            if not is_loopback(self._host):
                print(ISOLATION_NOTE, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the server until it is stopped.

    Parameters
    ----------
    arguments : list of str or None
        Flags; None takes those of the process.

    Returns
    -------
    int
        0 after Ctrl+C, 2 if the server could not start.
    """
    parser = argparse.ArgumentParser(prog="python -m server", description="Serve Cutroom from this machine.")
    for name, variable in VARIABLES.items():
        parser.add_argument("--" + name.replace("_", "-"), help=f"{_HELP[name]}; environment: {variable}")
    try:
        settings = read_settings(vars(parser.parse_args(arguments)), os.environ)
        app = create_app(settings)
        listener = open_listener(settings.host, settings.port)
    except StartError as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        return EXIT_CANNOT_START
    config = uvicorn.Config(
        app,
        access_log=False,  # who opened what is nobody's business
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # nothing here depends on who asks
        ws="none",
        timeout_graceful_shutdown=3,  # a model download must not hold up Ctrl+C
    )
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again after an orderly end
        AnnouncingServer(config, settings.host).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
