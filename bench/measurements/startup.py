"""From starting the server again to its first answers."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ..livecurve import ROOT, Livecurve
from ..measurement import Failed, Figure, Measurement, measurements
from ..processes import first_answer, free_port, running

RUNS = 5
BASELINE_RUNS = 3
PATHS = ("/health", "/d/machine/")
MOST_SECONDS = 3


@measurements.register("startup")
class Startup(Measurement):
    about = "a restart to the first answer of /health and of a page"

    def run(self, folder: Path) -> Iterator[Figure]:
        server = Livecurve(folder)
        # The first run makes the database and the demo: it is no restart.
        with server.up():
            pass
        restarts = [_restart(server) for _ in range(RUNS)]
        plain = [_runserver(server) for _ in range(BASELINE_RUNS)]
        for place, path in enumerate(PATHS):
            yield Figure(
                f"restart to the first answer of {path}",
                "s",
                [times[place] for times in restarts],
                "Django's runserver --noreload",
                [times[place] for times in plain],
                at_most=MOST_SECONDS,
            )


def _restart(server: Livecurve) -> list[float]:
    """Seconds from starting the process to the answer of each path."""
    begun = time.perf_counter()
    with server.process() as process:
        times = []
        for path in PATHS:
            status = first_answer(process, server.port, path, server.log)
            if status != 200:
                raise Failed(f"{path} was answered with {status}.")
            times.append(time.perf_counter() - begun)
        return times


def _runserver(server: Livecurve) -> list[float]:
    """The same of Django's own server, with the same settings and database."""
    port = free_port()
    command = [sys.executable, "manage.py", "runserver", "--noreload", str(port)]
    begun = time.perf_counter()
    with running(command, server.log, ROOT, server.environment) as process:
        times = []
        for path in PATHS:
            first_answer(process, port, path, server.log)
            times.append(time.perf_counter() - begun)
        return times
