"""Real workers and a real beat of Celery beside a real server, with Redis and with RabbitMQ."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.redis_server import RedisServer
from tests.server import ROOT, Server
from tests.timeseries.collecting.web_server import web

# A calm machine needs a tenth of it: each program of Celery's imports for seconds.
SECONDS = 240
RABBITMQ = os.environ.get("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(
        not os.environ["DATABASE_URL"].startswith("postgres"),
        reason="Workers of Celery need PostgreSQL",
    ),
]


@contextmanager
def broker(kind: str, folder: Path) -> Iterator[str]:
    if kind == "redis":
        with RedisServer(folder) as redis:
            yield redis.url
        return
    try:
        socket.create_connection(("127.0.0.1", 5672), 2).close()
    except OSError:
        reason = "There is no RabbitMQ to test with."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield RABBITMQ


@contextmanager
def celery(server: Server, *arguments: str) -> Iterator[None]:
    """A program of Celery's beside a server."""
    command = [sys.executable, "-m", "celery", "-A", "config", *arguments]
    with (server.folder / f"{arguments[0]}.log").open("ab") as output:
        running = subprocess.Popen(
            command, cwd=ROOT, env=server.environment, stdout=output, stderr=output
        )
        try:
            yield
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def wait_until(is_so: Callable[[], bool], server: Server) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        logs = (server.folder / f"{name}.log" for name in ("worker", "beat"))
        assert time.monotonic() < end, "\n".join(log.read_text() for log in logs)
        time.sleep(0.4)


@pytest.mark.parametrize("kind", ["redis", "rabbitmq"])
def test_workers_run_what_beat_sends_and_follow_changes(kind: str, data_dir: Path) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(broker(kind, data_dir))
        settings = {"CELERY_BROKER_URL": url, "COLLECT_ALLOW": "127.0.0.0/8"}
        server = stack.enter_context(Server(data_dir, **settings))
        site = stack.enter_context(web())
        address = site.says("/metrics", "work 12\n")
        client = stack.enter_context(
            httpx.Client(base_url=server.url, headers=server.headers("admin"), timeout=20)
        )
        stack.enter_context(celery(server, "worker", "--pool", "threads", "--without-mingle"))
        stack.enter_context(celery(server, "beat", "--pidfile="))
        collector = {"name": "work", "kind": "prometheus", "settings": {"address": address}}
        made = client.post("/api/collectors", json={**collector, "interval": "1s"}).json()
        path = f"/api/collectors/{made['id']}"

        def runs() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = client.get(f"{path}/runs").json()["runs"]
            return [run for run in found if run["ended"]]

        wait_until(lambda: len(runs()) >= 3, server)
        slots = [run["slot"] for run in runs()]
        assert len(slots) == len(set(slots))
        assert {run["stored"] for run in runs()} == {4}
        [work] = client.get("/api/query", params={"series": "work", "start": "now-5m"}).json()[
            "series"
        ]
        assert {value for _, value in work["points"] if value is not None} == {12.0}
        client.patch(path, json={"enabled": False})
        off = time.time() * 1000
        slot = client.post(f"{path}/run").json()["slot"]
        wait_until(lambda: any(run["slot"] == slot for run in runs()), server)
        wait_until(lambda: time.time() * 1000 > off + 3500, server)
        assert all(run["slot"] < off + 2000 for run in runs() if run["slot"] != slot)
