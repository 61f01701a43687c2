"""The socket, the address that people open, and what is said when the server cannot start."""

import contextlib
import socket

import pytest

from server.__main__ import main
from server.listener import address_to_open, is_loopback, open_listener
from server.start_error import StartError


@pytest.mark.parametrize(
    ("host", "address", "loopback"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/", True),
        ("localhost", "http://localhost:80/", True),
        ("::1", "http://[::1]:80/", True),
        ("0.0.0.0", "http://localhost:80/", False),
        ("::", "http://localhost:80/", False),
        ("192.0.2.7", "http://192.0.2.7:80/", False),
        ("2001:db8::7", "http://[2001:db8::7]:80/", False),
        ("studio.example", "http://studio.example:80/", False),
        ("notlocalhost", "http://notlocalhost:80/", False),
    ],
)
def test_addresses(host, address, loopback):
    assert address_to_open(host, 80) == address
    assert is_loopback(host) is loopback


def test_a_free_port():
    with contextlib.closing(open_listener("127.0.0.1", 0)) as listener:
        assert listener.getsockname()[1] > 0


def test_a_small_answer_does_not_wait_for_the_one_before_it():
    with (
        contextlib.closing(open_listener("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()),
    ):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_ipv6():
    try:
        listener = open_listener("::1", 0)
    except StartError:
        pytest.skip("this machine has no IPv6")
    with contextlib.closing(listener):
        assert listener.family == socket.AF_INET6


@pytest.mark.parametrize("host", ["no-such-host.invalid", "x" * 300])
def test_an_unknown_host(host):
    with pytest.raises(StartError, match="is unknown"):
        open_listener(host, 0)


def test_an_address_of_another_machine():
    with pytest.raises(StartError, match=r"does not have the address 192\.0\.2\.7"):
        open_listener("192.0.2.7", 0)


def test_a_taken_port(settings, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert main(["--port", port, "--dist", str(settings.dist)]) == 2
    output = capsys.readouterr()
    assert output.err.startswith(f"Cannot start: Port {port} on 127.0.0.1 is taken")
    assert "--port" in output.err
    assert output.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "many"], "--port is 'many'"),
        (["--dist", "/no/such/folder"], "Run `python3 build.py build`"),
        (["--default-model", "huge"], "default model 'huge'"),
    ],
)
def test_wrong_settings(settings, capsys, arguments, said):
    assert main(["--dist", str(settings.dist), *arguments]) == 2
    assert said in capsys.readouterr().err
