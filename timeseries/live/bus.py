"""Hints between the writer and the hub: "there is something to read in the commit log".

In memory, within one process. A hint carries nothing, and a lost one costs at most the
second after which the log is read anyway.
"""

from collections.abc import Callable
from threading import Lock


class Bus:
    """Callbacks that are run at every hint, in the thread that gives it."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._lock = Lock()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Run `listener` at every hint from now on; call what is returned to stop that."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                self._listeners.remove(listener)

        return stop

    def hint(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()


bus = Bus()
