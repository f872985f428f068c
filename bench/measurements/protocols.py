"""OpenTelemetry's OTLP and Prometheus' remote write, as their agents send them."""

from collections.abc import Iterator
from pathlib import Path

from ..agent_rates import agent_figures, agent_rates
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements
from ..naive_server import naive_server


@measurements.register("protocols")
class Protocols(Measurement):
    about = "OTLP and remote write: 1,000 series with 10 readings, and with 1 each a request"

    def run(self, folder: Path) -> Iterator[Figure]:
        server = Livecurve(folder)
        with server.up("--no-demo"):
            own = agent_rates(server)
        with naive_server(folder) as port:
            yield from agent_figures(own, port)
