"""Starts the real server on the built dist/ as a subprocess and says where it is."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def serving(models: Path, default_model: str) -> Iterator[str]:
    """Serve ``models`` on a free port; yields the origin, ``http://127.0.0.1:PORT``."""
    command = [sys.executable, "-m", "server", "--port", "0", "--models", str(models), "--default-model", default_model]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = next((line for line in process.stdout if line.startswith("http://")), None)
            if address is None:
                raise RuntimeError(f"the server ended with {process.wait()} before it accepted connections")
            yield address.strip().rstrip("/")
        finally:
            process.terminate()
