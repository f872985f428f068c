"""A query that can only read, whatever it says, within limits of time and rows.

The database itself sees to it: a transaction that is read-only and a cursor, which takes one query
and nothing else, on PostgreSQL; a file that is opened for reading, of which nothing but
reading is authorized, on SQLite. What holds secrets is not read either: SQLite refuses it, and
PostgreSQL says what a query has locked, also by way of views and functions.
"""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ..errors import CannotCollect
from .secret_tables import SecretTable, secret_tables

# Steps of SQLite's machine between two looks at the clock.
STEPS = 10_000
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}

_LOCKED = """
SELECT c.relname FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
WHERE l.pid = pg_catalog.pg_backend_pid() AND c.relname = ANY(%s) LIMIT 1
"""

Table = tuple[list[str], Sequence[Sequence[Any]]]


def run_query(alias: str, query: str, seconds: float, most: int) -> Table:
    """The names of the columns and at most so many rows. Raises CannotCollect."""
    query = query.strip().rstrip(";")
    vendor = connections[alias].vendor
    secret = secret_tables(alias)
    try:
        if vendor == "sqlite":
            path = str(connections[alias].settings_dict["NAME"])
            return _sqlite(path, query, seconds, most, secret)
        if vendor == "postgresql":
            return _postgresql(alias, query, seconds, most, secret)
    except (Error, sqlite3.Error, sqlite3.Warning) as error:
        raise CannotCollect(f"The query failed: {_reason(error, bool(secret))[:300]}.") from None
    finally:
        connections[alias].close()
    raise CannotCollect(f"Queries go to PostgreSQL and SQLite, and {alias} is {vendor}.")


def _reason(error: Exception, has_secrets: bool) -> str:
    """What is wrong with a query. PostgreSQL's words may hold a value that was read on the way:
    where that may be a secret, they are told only when they are about a place in the query."""
    cause = error.__cause__
    if has_secrets and isinstance(cause, psycopg.Error) and not cause.diag.statement_position:
        return type(cause).__name__
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _postgresql(alias: str, query: str, seconds: float, most: int, secret: frozenset[str]) -> Table:
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
            # It is planned and has its locks, and nothing has been read yet.
            _refuse_locked(connection, secret)
            names = [column.name for column in named.description or ()]
            rows = named.fetchmany(most)
        # Functions such as query_to_xml say only now what they read.
        _refuse_locked(connection, secret)
        return names, rows
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def _refuse_locked(connection: BaseDatabaseWrapper, secret: frozenset[str]) -> None:
    """Raises SecretTable; what a transaction has read stays locked until it ends."""
    if not secret:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [list(secret)])
        if found := cursor.fetchone():
            raise SecretTable(found[0])


def _sqlite(path: str, query: str, seconds: float, most: int, secret: frozenset[str]) -> Table:
    end = time.monotonic() + seconds
    authorizer = _Authorizer(secret)
    opened = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, timeout=seconds)
    try:
        opened.execute("PRAGMA query_only=ON")
        opened.set_authorizer(authorizer.judge)
        opened.set_progress_handler(lambda: int(time.monotonic() > end), STEPS)
        cursor = opened.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return names, cursor.fetchmany(most)
    except sqlite3.Error:
        if authorizer.refused:
            raise SecretTable(authorizer.refused) from None
        raise
    finally:
        opened.close()


class _Authorizer:
    """Lets a query read, but for secrets; `refused` is the table with some that it wanted."""

    def __init__(self, secret: frozenset[str]) -> None:
        self.refused = ""
        self._secret = secret

    def judge(self, action: int, first: str | None, *others: object) -> int:
        if action == sqlite3.SQLITE_READ and (first or "").lower() in self._secret:
            self.refused = first or ""
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY
