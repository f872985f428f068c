"""A connection that can be cut: between the browser and the server, byte by byte."""

import contextlib
import re
import socket
import threading
from types import TracebackType

from tests.server import free_port

CHUNK = 65536
REQUEST = re.compile(rb"^(?:GET|POST|HEAD) (\S+) HTTP/1\.1\r\n")
REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Cutter:
    """Passes connections on to a port of this machine. `cut()` ends them all and lets none
    through until `mend()`.

    Requests for the paths in `refused` are answered with an error, and those for the paths in
    `withheld` are never answered: what proxies do that know no streams. `asked` are the
    targets of all requests, also of those that a page's worker makes.
    """

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._target = target
        self.asked: list[str] = []
        self.refused: set[str] = set()
        self.withheld: set[str] = set()
        self._last: dict[socket.socket, str] = {}
        self._open = True
        self._ends: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", self.port))

    def __enter__(self) -> "Cutter":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A listener that another thread waits on wakes only when it is shut down.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()

    def cut(self) -> None:
        self._open = False
        for end in list(self._ends):
            shut(end)

    def mend(self) -> None:
        self._open = True

    def streams(self, path: str) -> int:
        """How many connections there are on which such a path was asked for last."""
        return list(self._last.values()).count(path)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._open:
                    self._join(near, socket.create_connection(("127.0.0.1", self._target)))
                else:
                    near.close()

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        self._ends |= {near, far}
        ways = [
            threading.Thread(target=self._pass_on, args=ends, daemon=True)
            for ends in ((near, far), (far, near))
        ]

        def until_both_end() -> None:
            for way in ways:
                way.join()
            for end in (near, far):
                self._ends.discard(end)
                end.close()

        for thread in (*ways, threading.Thread(target=until_both_end, daemon=True)):
            thread.start()
            self._threads.append(thread)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if self._passes(data, source):
                    target.sendall(data)
        shut(source)
        shut(target)
        self._last.pop(source, None)

    def _passes(self, data: bytes, source: socket.socket) -> bool:
        """Whether this goes on to the other end."""
        request = REQUEST.match(data)
        if not request:
            return True
        target = request[1].decode()
        path = target.partition("?")[0]
        self.asked.append(target)
        self._last[source] = path
        if path in self.refused:
            source.sendall(REFUSAL)
            raise OSError(f"{path} is refused.")
        return path not in self.withheld


def shut(end: socket.socket) -> None:
    """Wake whoever waits on it; that it is gone already is as well."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
