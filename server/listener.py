"""Opens the socket that the server listens on and words the address that people open.

It opens the socket before the web server starts, so that a taken port is one clear sentence and not a log.
"""

import errno
import ipaddress
import socket

from server.start_error import StartError

ISOLATION_NOTE = (
    "Note: browsers allow cross-origin isolation (and with it threads) only on localhost or over https. "
    "On other machines, open this server through an https proxy."
)


def open_listener(host: str, port: int) -> socket.socket:
    """Bind and listen.

    Parameters
    ----------
    host : str
        A name or an IP address without brackets; ``::`` listens on IPv4 too where the system can.
    port : int
        0 picks a free port.

    Raises
    ------
    StartError
        If the host is unknown or the port cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # a name that has both kinds of address, such as localhost, is opened on the IPv4 one
        family, _, _, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
        is_any_ipv6 = family == socket.AF_INET6 and ipaddress.ip_address(host).is_unspecified
        dual = is_any_ipv6 and socket.has_dualstack_ipv6()
        listener = socket.create_server((str(address[0]), port), family=family, backlog=1024, dualstack_ipv6=dual)
    except (socket.gaierror, UnicodeError) as error:
        raise StartError(f"The host {host!r} is unknown ({error}). Give --host an address of this machine.") from error
    except OSError as error:
        raise StartError(_explain(error, host, port)) from error
    # Connections inherit it. Without it a file's bytes wait until the browser has confirmed the headers, 40 ms a file.
    # asyncio sets it only where a socket names its protocol, which this one does not.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. Stop it, or choose another with --port (0 = any)."
    if error.errno == errno.EACCES:
        return f"Port {port} needs rights that this user does not have. Choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine does not have the address {host}. Choose another with --host."
    return f"Cannot listen on {host}, port {port}: {error.strerror or error}."


def address_to_open(host: str, port: int) -> str:
    """Word the URL to open on this machine; an address that means "all" becomes localhost."""
    ip = _ip(host)
    if ip is not None and ip.is_unspecified:
        return f"http://localhost:{port}/"
    return f"http://[{host}]:{port}/" if ip is not None and ip.version == 6 else f"http://{host}:{port}/"


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach the host, and browsers therefore trust it without https."""
    ip = _ip(host)
    return ip.is_loopback if ip is not None else f".{host.lower()}".endswith(".localhost")


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
