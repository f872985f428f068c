"""A client of `/live` that reads server-sent events one by one."""

import json
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.http.raw import head
from tests.server import Server


@dataclass(frozen=True)
class Event:
    """One event as a browser would get it."""

    id: str
    name: str
    data: dict[str, Any]


class Stream:
    """Follows series from entry to exit."""

    def __init__(
        self, server: Server, *series: object, cursor: object = "", last: str = ""
    ) -> None:
        asked = [("series", str(one)) for one in series]
        query = urlencode([*asked, *([("cursor", str(cursor))] if cursor != "" else [])])
        headers = [f"Last-Event-ID: {last}"] if last else []
        self._request = head("GET", f"/live?{query}", *headers)
        self._port = server.port
        self._raw = self._text = b""
        self._socket: socket.socket
        self.head = b""

    def __enter__(self) -> "Stream":
        self._socket = socket.create_connection(("127.0.0.1", self._port), 10)
        self._socket.sendall(self._request)
        while b"\r\n\r\n" not in self._raw:
            self._raw += self._socket.recv(65_536)
        self.head, _, self._raw = self._raw.partition(b"\r\n\r\n")
        self._take_chunks()
        return self

    def __exit__(self, *exception: object) -> None:
        self._socket.close()

    def next(self, seconds: float = 8) -> Event:
        """The next event. Raises TimeoutError, and EOFError when the stream has ended."""
        deadline = time.monotonic() + seconds
        while True:
            block, found, rest = self._text.partition(b"\n\n")
            if found:
                self._text = rest
                if event := _event(block.decode()):
                    return event
                continue
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            self._raw += self._socket.recv(65_536)
            self._take_chunks()

    def is_silent(self, seconds: float) -> bool:
        """Whether no event comes in that time."""
        try:
            self.next(seconds)
        except TimeoutError:
            return True
        return False

    def _take_chunks(self) -> None:
        """The text of the chunks that have come whole. Raises EOFError at the last."""
        while b"\r\n" in self._raw:
            size, _, rest = self._raw.partition(b"\r\n")
            length = int(size, 16)
            if not length:
                raise EOFError
            if len(rest) < length + 2:
                return
            self._text += rest[:length]
            self._raw = rest[length + 2 :]


def _event(block: str) -> Event | None:
    """The event of a block of lines; None for a comment."""
    fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
    return Event(fields["id"], fields["event"], json.loads(fields["data"])) if fields else None
