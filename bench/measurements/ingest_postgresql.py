"""Batches of 5,000 lines with 10 fields each into PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from ..batches import NAIVE, SECONDS, memory_figure, naive_rates, rates
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, Skipped, measurements
from ..naive_server import naive_server
from ..usage import peak_memory
from .ingest import FIELDS, LINES, WRITERS, lines

DEFAULT = "postgresql://postgres@127.0.0.1:5432/postgres"
LEAST = 500_000


@measurements.register("ingest-postgresql")
class IngestPostgresql(Measurement):
    about = "5,000 lines of 10 fields a request into PostgreSQL, from 1 and 4 writers"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        given = os.environ.get("DATABASE_URL", "")
        url = given if given.startswith("postgres") else DEFAULT
        with new_database(url, "livecurve") as own_url, new_database(url, "naive") as naive_url:
            server = Livecurve(folder, DATABASE_URL=own_url)
            with server.up("--no-demo"):
                own = {count: _rates(server, count) for count in WRITERS}
                memory = peak_memory(server.pid)
            with naive_server(folder, naive_url) as port:
                naive = {count: naive_rates(port, count) for count in WRITERS}
        for count in WRITERS:
            yield Figure(
                f"{count} writer{'s' if count > 1 else ''}, 5,000 lines × 10 fields",
                "readings/s",
                own[count],
                NAIVE,
                naive[count],
                higher_is_better=True,
                targets={0.5: LEAST},
            )
        yield from memory_figure(memory, {})


@contextmanager
def new_database(url: str, what: str) -> Iterator[str]:
    """The URL of an empty database on the server that `url` names, for the length of the
    block. Raises Skipped when that cannot be asked."""
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


def _rates(server: Livecurve, writers: int) -> list[float]:
    def prepare(writer: str) -> bytes:
        return server.write(lines(writer), "s")

    return rates(server.port, prepare, writers, LINES * FIELDS, SECONDS)
