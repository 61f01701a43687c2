"""Flags over environment over defaults, and errors that name where a value came from."""

from pathlib import Path

import pytest

from server.settings import REPOSITORY, Settings, read_settings
from server.start_error import StartError


def test_defaults():
    assert read_settings({}, {}) == Settings(
        host="127.0.0.1",
        port=8000,
        dist=REPOSITORY / "dist",
        models=REPOSITORY / "dist" / "models",
        default_model=None,
    )


def test_environment():
    environment = {
        "CUTROOM_HOST": "::1",
        "CUTROOM_PORT": "9000",
        "CUTROOM_DIST": "/srv/dist",
        "CUTROOM_MODELS": "/srv/models",
        "CUTROOM_DEFAULT_MODEL": "small",
    }
    assert read_settings({}, environment) == Settings("::1", 9000, Path("/srv/dist"), Path("/srv/models"), "small")


def test_flags_win():
    environment = {"CUTROOM_HOST": "::1", "CUTROOM_PORT": "not a number", "CUTROOM_DEFAULT_MODEL": "small"}
    flags = {"host": "localhost", "port": "0", "dist": None, "default_model": "balanced"}
    settings = read_settings(flags, environment)
    assert (settings.host, settings.port, settings.default_model) == ("localhost", 0, "balanced")


def test_empty_variables_count_as_not_set():
    assert read_settings({}, {"CUTROOM_PORT": "", "CUTROOM_HOST": " "}) == Settings()


def test_models_follow_dist():
    assert read_settings({"dist": "/srv/x"}, {}).models == Path("/srv/x/models")
    assert read_settings({"dist": "/srv/x"}, {"CUTROOM_MODELS": "/srv/m"}).models == Path("/srv/m")


def test_paths_are_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert read_settings({"dist": "here", "models": "~/m"}, {}).dist == tmp_path / "here"
    assert read_settings({"dist": "here", "models": "~/m"}, {}).models == tmp_path / "home" / "m"


def test_brackets_around_an_ipv6_host_are_dropped():
    assert read_settings({"host": "[::1]"}, {}).host == "::1"


@pytest.mark.parametrize("port", ["-1", "65536", "80.5", "http", "\u0668\u0660", "1_0", "99999999999"])
def test_wrong_ports(port):
    with pytest.raises(StartError, match=r"^CUTROOM_PORT is .* 0 to 65535"):
        read_settings({}, {"CUTROOM_PORT": port})


@pytest.mark.parametrize("host", ["http://localhost", "a b", "[]", "[::1"])
def test_wrong_hosts(host):
    with pytest.raises(StartError, match=r"^--host is "):
        read_settings({"host": host}, {})


@pytest.mark.parametrize("flag", ["host", "port", "dist", "models", "default_model"])
def test_an_empty_flag_is_an_error(flag):
    with pytest.raises(StartError, match=f"--{flag.replace('_', '-')} is empty"):
        read_settings({flag: ""}, {})
