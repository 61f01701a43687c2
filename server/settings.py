"""Where the server listens and which folders it hands out, from flags and the environment.

It is not the place that looks into those folders: manifest.py and model_catalogue.py do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.start_error import StartError

REPOSITORY = Path(__file__).resolve().parent.parent

# Flag -> environment variable. An empty variable counts as not set: service files often contain `CUTROOM_PORT=`.
VARIABLES = {
    "host": "CUTROOM_HOST",
    "port": "CUTROOM_PORT",
    "dist": "CUTROOM_DIST",
    "models": "CUTROOM_MODELS",
    "default_model": "CUTROOM_DEFAULT_MODEL",
}


@dataclass(frozen=True)
class Settings:
    """What a person may choose about a running server; paths are absolute."""

    host: str = "127.0.0.1"
    port: int = 8000
    dist: Path = REPOSITORY / "dist"
    models: Path = REPOSITORY / "dist" / "models"
    default_model: str | None = None


def read_settings(flags: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
    """Merge flags over environment variables over defaults.

    Parameters
    ----------
    flags : mapping
        Keys of ``VARIABLES``; None or a missing key means that the flag was not given.
    environment : mapping
        Usually ``os.environ``; only the values of ``VARIABLES`` are read.

    Returns
    -------
    Settings
        ``models`` follows ``dist`` (``<dist>/models``) unless it is set itself.

    Raises
    ------
    StartError
        If a value cannot be used; the message names the flag or variable it came from.
    """
    chosen: dict[str, str] = {}
    origin: dict[str, str] = {}
    for name, variable in VARIABLES.items():
        flag = flags.get(name)
        value = flag if flag is not None else environment.get(variable, "").strip() or None
        if value is not None:
            chosen[name] = value
            origin[name] = variable if flag is None else "--" + name.replace("_", "-")
            if not value.strip():
                raise StartError(f"{origin[name]} is empty. Give it a value or leave it out.")

    defaults = Settings()
    dist = _folder(chosen["dist"]) if "dist" in chosen else defaults.dist
    return Settings(
        host=_host(chosen["host"], origin["host"]) if "host" in chosen else defaults.host,
        port=_port(chosen["port"], origin["port"]) if "port" in chosen else defaults.port,
        dist=dist,
        models=_folder(chosen["models"]) if "models" in chosen else dist / "models",
        default_model=chosen.get("default_model"),
    )


def _host(value: str, origin: str) -> str:
    host = value[1:-1] if value.startswith("[") and value.endswith("]") else value
    if not host or any(character.isspace() or character in "/[]@" for character in host):
        raise StartError(f"{origin} is {value!r}. Give a host name or an IP address, such as 127.0.0.1 or ::1.")
    return host


def _port(value: str, origin: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and int(value) <= 65535):
        raise StartError(f"{origin} is {value!r}. Give a whole number from 0 to 65535; 0 picks a free port.")
    return int(value)


def _folder(value: str) -> Path:
    return Path(value).expanduser().absolute()
