"""InfluxDB's own clients for Python."""

from influxdb import InfluxDBClient as ClientV1
from influxdb_client import InfluxDBClient, Point
from influxdb_client.client.write_api import SYNCHRONOUS

from tests.server import Server

from .programs import points

T = 1_700_000_000


def test_the_client_of_v2_writes_numbers_truths_and_texts(server: Server) -> None:
    with InfluxDBClient(server.url, server.token("write"), org="o") as client:
        assert client.ping()
        written = [
            Point("v2").tag("room", "lab").field("level", n / 2).field("n", n).time(T + n, "s")
            for n in range(500)
        ]
        written.append(Point("v2").field("on", True).field("mode", "heat").time(T, "s"))
        client.write_api(write_options=SYNCHRONOUS).write("b", "o", written, write_precision="s")
    expected = [[(T + n) * 1000, n / 2] for n in range(500)]
    assert points(server, 'v2_level{room="lab"}', end=(T + 500) * 1000) == expected
    assert points(server, "v2_on") == [[T * 1000, 1]]
    [mode] = server.query(series="v2_mode", start=T * 1000, end="now")["series"]
    assert (mode["points"], mode["states"]) == ([[T * 1000, 0]], {"0": "heat"})


def test_the_client_of_v1_makes_its_database_and_writes(server: Server) -> None:
    client = ClientV1(port=server.port, username="u", password=server.token("write"), database="d")
    assert client.ping() == "2.7.0"
    client.create_database("d")
    assert client.get_list_database() == [{"name": "livecurve"}]
    written = [
        {"measurement": "v1", "tags": {"room": "a b"}, "time": T + n, "fields": {"value": float(n)}}
        for n in range(300)
    ]
    assert client.write_points(written, time_precision="s")
    client.close()
    assert points(server, "v1", end=(T + 300) * 1000) == [[(T + n) * 1000, n] for n in range(300)]
