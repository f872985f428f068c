"""What the tests with real clients share: a server that also listens beside HTTP."""

from collections.abc import Iterator

import pytest

from tests.server import Server, free_port

from .programs import Ports


@pytest.fixture(scope="session")
def ports() -> Ports:
    return Ports(graphite=free_port(), statsd=free_port())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, ports: Ports) -> Iterator[Server]:
    environment = {
        "GRAPHITE_LISTEN": str(ports.graphite),
        "STATSD_LISTEN": str(ports.statsd),
        "LISTEN_ALLOW": "127.0.0.0/31,::1",
        "STATSD_FLUSH_SECONDS": "1",
    }
    with Server(tmp_path_factory.mktemp("clients"), **environment) as running:
        yield running
