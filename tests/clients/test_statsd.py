"""A statsd client, and lines of Graphite's plaintext, beside HTTP."""

import re
import socket
import time
from contextlib import suppress

import httpx
import statsd

from tests.server import Server

from .programs import Ports, arriving, described, eventually, points


def values(server: Server, selector: str) -> list[float]:
    return [value for _, value in points(server, selector)]


def test_what_a_statsd_client_counts_arrives(server: Server, ports: Ports) -> None:
    client = statsd.StatsClient("127.0.0.1", ports.statsd, prefix="shop")
    for _ in range(20):
        client.incr("orders", 2)
    client.gauge("level", 10)
    client.gauge("level", -3, delta=True)
    client.timing("wait", 100)
    client.timing("wait", 300)
    for user in ("ann", "bob", "ann"):
        client.set("users", user)
    client.close()
    assert eventually(lambda: sum(values(server, "shop.orders")) == 40)
    assert eventually(lambda: values(server, "shop.level"))[-1] == 7
    assert eventually(lambda: values(server, "shop.wait_mean")) == [200]
    assert values(server, "shop.wait_max") == [300]
    assert sum(values(server, "shop.users")) == 2
    assert described(server, "shop.orders")[1] == "total"
    assert arriving(server, "statsd")["readings"] >= 6


def test_who_is_not_in_an_allowed_network_writes_nothing(server: Server, ports: Ports) -> None:
    before = refused(server)
    elsewhere = "127.0.0.2", 0
    address = "127.0.0.1", ports.graphite
    with socket.create_connection(address, source_address=elsewhere) as client:
        client.sendall(b"stranger.load 1 -1\n")
        # It is let go without being read.
        with suppress(ConnectionResetError):
            assert client.recv(1) == b""
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.bind(elsewhere)
        client.sendto(b"stranger.hits:1|c", ("127.0.0.1", ports.statsd))
        client.sendto(b"stranger.level:1|g", ("127.0.0.1", ports.statsd))
    eventually(lambda: refused(server) == before + 3)
    assert server.query(series="stranger.*", start=0)["series"] == []
    for protocol in ("graphite", "statsd"):
        reasons = [one["reason"] for one in arriving(server, protocol)["reasons"]]
        assert "127.0.0.2 may not write: LISTEN_ALLOW does not name it." in reasons


def refused(server: Server) -> int:
    """As `/metrics` counts it."""
    text = httpx.get(f"{server.url}/metrics", headers=server.headers("read"), timeout=20).text
    [count] = re.findall(r"^livecurve_readings_rejected_total (\S+)$", text, re.M)
    return int(float(count))


def test_many_slow_and_broken_clients_of_graphite_hold_nobody_up(
    server: Server, ports: Ports
) -> None:
    now = int(time.time())
    address = "127.0.0.1", ports.graphite
    idle = [socket.create_connection(address) for _ in range(50)]
    with socket.create_connection(address) as slow:
        slow.sendall(b"carbon.slow;host=web1 1.")
        with socket.create_connection(address) as client:
            lines = [f"carbon.load;host=web{n % 3} {n}.5 {now + n // 3}\n" for n in range(300)]
            client.sendall("".join(lines).encode() + b"no line\n\xff\ncarbon.last 7 -1")
        assert eventually(lambda: values(server, "carbon.last")) == [7]
        slow.sendall(b"25 %d\n" % now)
        assert eventually(lambda: points(server, 'carbon.slow{host="web1"}')) == [
            [now * 1000, 1.25]
        ]
        with socket.create_connection(address) as endless:
            endless.sendall(b"x" * 100_000)
            assert endless.recv(1) == b""
    for one in idle:
        one.close()
    expected = [[(now + n // 3) * 1000, n + 0.5] for n in range(1, 300, 3)]
    assert points(server, 'carbon.load{host="web1"}') == expected
