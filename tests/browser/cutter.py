"""A connection that can be cut: between the browser and the server, byte by byte."""

import contextlib
import socket
import threading
from types import TracebackType

from tests.server import free_port

CHUNK = 65536


class Cutter:
    """Passes connections on to a port of this machine. `cut()` ends them all and lets none
    through until `mend()`."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._target = target
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
                target.sendall(data)
        shut(source)
        shut(target)


def shut(end: socket.socket) -> None:
    """Wake whoever waits on it; that it is gone already is as well."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
