"""The shipped pipeline of this checkout or of another commit, as a process that is handed photos; it measures nothing.

The process has a package `cutout` of its own (`pipeline_run`); the network is asked here, so both commits get the same
answers to the same questions, and what was answered once is kept.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bench.quality.network_answers import Run


class Cut(NamedTuple):
    """What the pipeline made of one photo."""

    shipped: NDArray[np.uint8]
    """(H, W, 4), straight, with the default settings."""
    plain: NDArray[np.uint8]
    """The same matte, enlarged plainly."""
    reasons: tuple[str, ...]
    """To look at the cutout; empty where nothing is said."""
    doubt: float | None
    """0 to 1, or None where this commit has no such number."""
    looks: int
    """How often the network was asked."""
    look: str
    """The one that was used; empty where this commit has only one."""


class PipelineProcess(AbstractContextManager["PipelineProcess"]):
    """A pipeline that cuts out one photo after the other.

    Parameters
    ----------
    spec : mapping
        Of the model, in the words of the commit.
    network : callable
        Input tensor to output.
    package : Path
        The folder that holds the package `cutout`.
    folder : Path
        For files between the two processes; it exists, and whoever made it takes it away.
    """

    def __init__(self, spec: Mapping[str, Any], network: Run, package: Path, folder: Path) -> None:
        self._network = network
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("pipeline_run.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        self._say({"spec": dict(spec)})

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                end.close()
        self._process.wait()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def cut(self, rgb: NDArray[np.uint8]) -> Cut:
        """Cut out a photo, (H, W, 3) uint8 sRGB.

        Raises
        ------
        RuntimeError
            The pipeline failed; its own words are on stderr.
        """
        folder = self._folder
        Image.fromarray(rgb).save(folder / "photo.png", compress_level=1)
        self._say({"photo": str(folder / "photo.png")})
        while True:
            message = self._hear()
            if "done" in message:
                return _read(message["done"])
            output = folder / "output.npy"
            np.save(output, self._network(np.load(message["ask"])))
            self._say({"output": str(output)})

    def _say(self, message: dict[str, Any]) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the pipeline's process has no input")
        try:
            self._process.stdin.write(f"{json.dumps(message)}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self._failed()

    def _hear(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self._failed()
        message: dict[str, Any] = json.loads(line)
        return message

    def _failed(self) -> None:
        raise RuntimeError(f"the pipeline ended with {self._process.wait()}; its words are above")


def _read(done: Mapping[str, Any]) -> Cut:
    shipped, plain = (np.asarray(Image.open(done["files"][name]).convert("RGBA")) for name in ("shipped", "plain"))
    return Cut(shipped, plain, tuple(done["reasons"]), done["doubt"], done["looks"], done["look"])
