"""Databases on PostgreSQL that go when they have been measured."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from .measurement import Skipped

DEFAULT = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def new_database(what: str) -> Iterator[str]:
    """The URL of an empty database on the server that DATABASE_URL names, or on this machine's,
    for the length of the block. Raises Skipped when that cannot be asked."""
    given = os.environ.get("DATABASE_URL", "")
    url = given if given.startswith("postgres") else DEFAULT
    name = Identifier(f"livecurve_bench_{what}_{os.getpid()}")
    try:
        connection = psycopg.connect(url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        raise Skipped(f"there is no PostgreSQL at {_without_password(url)}: {error}") from None
    with connection:
        connection.execute(SQL("CREATE DATABASE {}").format(name))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name.as_string()}".replace('"', "")))
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 5432}"
