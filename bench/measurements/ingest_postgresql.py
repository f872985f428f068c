"""Batches of 5,000 lines with 10 fields each into PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

from ..batches import NAIVE, SECONDS, memory_figure, naive_rates, rates
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import naive_server
from ..postgresql import new_database
from ..usage import peak_memory
from .ingest import FIELDS, LINES, WRITERS, lines

LEAST = 500_000


@measurements.register("ingest-postgresql")
class IngestPostgresql(Measurement):
    about = "5,000 lines of 10 fields a request into PostgreSQL, from 1 and 4 writers"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        with new_database("livecurve") as own_url, new_database("naive") as naive_url:
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


def _rates(server: Livecurve, writers: int) -> list[float]:
    def prepare(writer: str) -> bytes:
        return server.write(lines(writer), "s")

    return rates(server.port, prepare, writers, LINES * FIELDS, SECONDS)
