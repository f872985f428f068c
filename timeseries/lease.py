"""Which of all processes on a database does what one alone should: upkeep in the background,
and asking the collectors."""

import logging
from threading import Lock

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .store import WRITING, get_store

log = logging.getLogger(__name__)

# How often it is renewed: for so long nobody may do it after the one that did has gone.
RENEW_SECONDS = 2.0


class Lease:
    """Held by one process at a time, as long as its connection lives. Safe across threads."""

    def __init__(self) -> None:
        self._held = False
        self._connection: BaseDatabaseWrapper | None = None
        self._lock = Lock()

    def held(self) -> bool:
        """Whether this process is the one, as of the last renewal."""
        return self._held

    def renew(self) -> bool:
        """Take it when it is free, and make sure of it when it is held. Asks the database."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _own_connection()
                self._held = get_store().hold_lease(self._connection, self._held)
            except Error as error:
                log.warning("Whether this process does the upkeep is not known: %s", error)
                self._close()
            return self._held

    def release(self) -> None:
        """Let another process have it."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._held = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _own_connection() -> BaseDatabaseWrapper:
    """One that no pool takes back: the lease goes with it."""
    connection = connections[WRITING].copy()
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.inc_thread_sharing()
    return connection


lease = Lease()
