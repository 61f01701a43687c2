"""A server that a test can stop, start again at the same address, and give another build. site.py is the calm one."""

import socket
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from e2e.site import ROOT, serving


class StoppableSite:
    """One origin whose server comes and goes."""

    def __init__(self, models: Path, default_model: str, dist: Path = ROOT / "dist") -> None:
        self._models, self._default_model, self._dist = models, default_model, dist
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self._port}"
        self._running: AbstractContextManager[str] | None = None

    def start(self, dist: Path | None = None) -> None:
        """Serve a build, the first one unless another is named; what is being served is taken away first."""
        self.stop()
        self._running = serving(self._models, self._default_model, dist=dist or self._dist, port=self._port)
        assert self._running.__enter__() == self.origin

    def stop(self) -> None:
        """End the server process; connections are refused from then on."""
        if self._running is not None:
            self._running.__exit__(None, None, None)
            self._running = None

    def __enter__(self) -> "StoppableSite":
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
