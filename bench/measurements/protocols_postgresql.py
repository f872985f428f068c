"""The same into PostgreSQL, by one process and by two."""

from collections.abc import Iterator
from pathlib import Path

from ..agent_rates import agent_figures, agent_rates
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import naive_server
from ..postgresql import new_database

WORKERS = (1, 2)


@measurements.register("protocols-postgresql")
class ProtocolsPostgresql(Measurement):
    about = "the same into PostgreSQL, by one process and by two"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        own = {}
        for workers in WORKERS:
            with new_database(f"protocols_{workers}") as own_url:
                server = Livecurve(folder, DATABASE_URL=own_url)
                with server.up("--no-demo", "--workers", str(workers)):
                    own[workers] = agent_rates(server)
        with new_database("naive") as naive_url, naive_server(folder, naive_url) as port:
            for workers, rates in own.items():
                yield from agent_figures(rates, port, f", {workers} process{'es' * (workers > 1)}")
