"""A request byte by byte, for what no polite client sends."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.server import Server


@contextmanager
def connected(server: Server, seconds: float = 10) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), seconds) as connection:
        yield connection


def head(method: str, path: str, *headers: str, host: str = "localhost") -> bytes:
    """The head of a request."""
    lines = (f"{method} {path} HTTP/1.1", f"Host: {host}", *headers, "", "")
    return "\r\n".join(lines).encode()


def status(connection: socket.socket) -> int:
    """The status of the answer that comes; 0 when the connection is closed without one."""
    answer = b""
    while b"\r\n" not in answer:
        part = connection.recv(65_536)
        if not part:
            return 0
        answer += part
    return int(answer.split()[1])
