"""A query that can only read, whatever it says, within limits of time and rows.

The database itself sees to it: a transaction that is read-only and a cursor, which takes one query
and nothing else, on PostgreSQL; a file that is opened for reading, of which nothing but
reading is authorized, on SQLite.
"""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.db import Error, connections

from ..errors import CannotCollect

# Steps of SQLite's machine between two looks at the clock.
STEPS = 10_000
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}

Table = tuple[list[str], Sequence[Sequence[Any]]]


def run_query(alias: str, query: str, seconds: float, most: int) -> Table:
    """The names of the columns and at most so many rows. Raises CannotCollect."""
    query = query.strip().rstrip(";")
    vendor = connections[alias].vendor
    try:
        if vendor == "sqlite":
            return _sqlite(str(connections[alias].settings_dict["NAME"]), query, seconds, most)
        if vendor == "postgresql":
            return _postgresql(alias, query, seconds, most)
    except (Error, sqlite3.Error, sqlite3.Warning) as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise CannotCollect(f"The query failed: {reason[:300]}.") from None
    finally:
        connections[alias].close()
    raise CannotCollect(f"Queries go to PostgreSQL and SQLite, and {alias} is {vendor}.")


def _postgresql(alias: str, query: str, seconds: float, most: int) -> Table:
    connection = connections[alias]
    connection.ensure_connection()
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        # A named cursor is DECLAREd, by the protocol that takes one statement a message.
        with connection.wrap_database_errors, connection.connection.cursor(name="rows") as named:
            named.execute(query)
            names = [column.name for column in named.description or ()]
            return names, named.fetchmany(most)
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def _sqlite(path: str, query: str, seconds: float, most: int) -> Table:
    end = time.monotonic() + seconds
    opened = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, timeout=seconds)
    try:
        opened.execute("PRAGMA query_only=ON")
        opened.set_authorizer(_authorize)
        opened.set_progress_handler(lambda: int(time.monotonic() > end), STEPS)
        cursor = opened.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return names, cursor.fetchmany(most)
    finally:
        opened.close()


def _authorize(action: int, *about: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY
