"""The same, run by two workers of Celery."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from ..collecting import COUNT, DEAD, figure, lateness, set_up, targets
from ..livecurve import ROOT, Livecurve
from ..measurement import Failed, Figure, Measurement, Skipped, measurements
from ..postgresql import new_database
from ..processes import free_port, running

WORKERS = 2
START_SECONDS = 60


@measurements.register("collectors-celery")
class CollectorsCelery(Measurement):
    about = "the same with two workers of Celery, on Redis and PostgreSQL"
    is_slow = True

    def run(self, folder: Path) -> Iterator[Figure]:
        if shutil.which("redis-server") is None:
            raise Skipped("there is no redis-server")
        with ExitStack() as stack:
            database = stack.enter_context(new_database("collectors"))
            broker = free_port()
            redis = ["redis-server", "--port", str(broker), "--save", ""]
            stack.enter_context(running(redis, folder / "redis.log", folder, os.environ))
            server = Livecurve(
                folder,
                DATABASE_URL=database,
                CELERY_BROKER_URL=f"redis://127.0.0.1:{broker}/0",
                COLLECT_ALLOW="127.0.0.0/8",
                MACHINE_READINGS="off",
            )
            ports = stack.enter_context(targets(folder))
            stack.enter_context(server.up("--no-demo"))
            set_up(server, ports)
            self._start(stack, server, folder, broker)
            late, _ = lateness(server)
        yield figure(f"start after its slot, {COUNT} collectors, {DEAD} targets dead", late)

    def _start(self, stack: ExitStack, server: Livecurve, folder: Path, broker: int) -> None:
        wait_for_port(broker)
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        for number in range(WORKERS):
            worker = [*celery, "worker", "--pool", "threads", "--concurrency", "50"]
            name = ["-n", f"bench{number}@%h", "--without-mingle", "-l", "warning"]
            log = folder / f"worker-{number}.log"
            stack.enter_context(running([*worker, *name], log, ROOT, server.environment))
        beat = [*celery, "beat", "--pidfile=", "-l", "warning"]
        stack.enter_context(running(beat, folder / "beat.log", ROOT, server.environment))
        wait_for_workers(celery, server)


def wait_for_workers(celery: list[str], server: Livecurve) -> None:
    """All of them import for seconds first. Raises Failed."""
    ping = [*celery, "inspect", "ping", "--timeout", "2"]
    for _ in range(START_SECONDS // 2):
        ended = subprocess.run(
            ping, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=False
        )
        if ended.stdout.count("pong") >= WORKERS:
            return
    raise Failed("The workers of Celery did not start.")


def wait_for_port(port: int) -> None:
    """Raises Failed."""
    for _ in range(START_SECONDS * 10):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise Failed("redis-server did not start.")
