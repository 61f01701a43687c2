"""Starts the real server on the built dist/ as a subprocess and says where it is."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from e2e.chroma_key import write_chroma_key

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def serving(models: Path, default_model: str, *, dist: Path = ROOT / "dist", port: int = 0) -> Iterator[str]:
    """Serve ``models`` on a free port; yields the origin, ``http://127.0.0.1:PORT``."""
    chosen = {"port": port, "dist": dist, "models": models, "default-model": default_model}
    flags = [part for name, value in chosen.items() for part in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "server", *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = next((line for line in process.stdout if line.startswith("http://")), None)
            if address is None:
                raise RuntimeError(f"the server ended with {process.wait()} before it accepted connections")
            yield address.strip().rstrip("/")
        finally:
            process.terminate()


def write_models(models: Path) -> None:
    """Write the tiny model into a folder, and links to the default model and to the small one."""
    write_chroma_key(models)
    for real in ("balanced", "quick"):
        (models / real).symlink_to(ROOT / "dist" / "models" / real, target_is_directory=True)
