"""500 collectors every 10 s, run by the server itself."""

from collections.abc import Iterator
from pathlib import Path

from ..collecting import COUNT, DEAD, figure, lateness, set_up, targets
from ..livecurve import Livecurve
from ..measurement import Figure, Measurement, measurements


@measurements.register("collectors")
class Collectors(Measurement):
    about = "500 collectors every 10 s with 50 dead targets, run by the server"

    def run(self, folder: Path) -> Iterator[Figure]:
        server = Livecurve(folder, COLLECT_ALLOW="127.0.0.0/8", MACHINE_READINGS="off")
        with targets(folder) as ports, server.up("--no-demo"):
            set_up(server, ports)
            late, _ = lateness(server)
        yield figure(f"start after its slot, {COUNT} collectors, {DEAD} targets dead", late)
