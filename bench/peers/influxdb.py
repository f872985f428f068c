"""InfluxDB 1.x. An answer to a write means that its log has been synced to the disk."""

import os
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlencode

from ..http import request_bytes
from ..peer import Asked, Peer, peers, step_seconds
from ..processes import free_port
from ..usage import wait_until_same

PRECISIONS = {"us": "u", "s": "s"}


@peers.register("influxdb")
class InfluxDB(Peer):
    program = "influxd"
    title = "InfluxDB"
    ready = "/ping"

    def arguments(self) -> Sequence[str]:
        # An empty file: the machine's own settings are not ours.
        return ["run", "-config", os.devnull]

    def environment(self) -> dict[str, str]:
        others = {k: v for k, v in os.environ.items() if not k.startswith("INFLUXDB_")}
        return {
            **others,
            "INFLUXDB_REPORTING_DISABLED": "true",
            "INFLUXDB_BIND_ADDRESS": f"127.0.0.1:{free_port()}",
            "INFLUXDB_HTTP_BIND_ADDRESS": f"127.0.0.1:{self.port}",
            "INFLUXDB_HTTP_LOG_ENABLED": "false",
            "INFLUXDB_META_DIR": f"{self.folder}/meta",
            "INFLUXDB_DATA_DIR": f"{self.folder}/data",
            "INFLUXDB_DATA_WAL_DIR": f"{self.folder}/wal",
            "INFLUXDB_DATA_QUERY_LOG_ENABLED": "false",
            "INFLUXDB_MONITOR_STORE_ENABLED": "false",
            # Both are for what nobody writes to any more, after 10 minutes and 4 hours.
            "INFLUXDB_DATA_CACHE_SNAPSHOT_WRITE_COLD_DURATION": "2s",
            "INFLUXDB_DATA_COMPACT_FULL_WRITE_COLD_DURATION": "2s",
        }

    def prepare(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", f"/query?{urlencode({'q': 'CREATE DATABASE bench'})}")
        connection.getresponse().read()
        connection.close()

    def write(self, lines: bytes, precision: str = "us") -> bytes:
        target = f"/write?db=bench&precision={PRECISIONS[precision]}"
        return request_bytes("POST", target, body=lines)

    def ask(self, asked: Asked, start: int, end: int, width: int = 1200) -> bytes:
        values, step = "|".join(asked.values), step_seconds(start, end, width)
        field = f'"{asked.field}"'
        query = (
            f'SELECT min({field}), max({field}), mean({field}) FROM "{asked.measurement}"'
            f' WHERE "{asked.tag}" =~ /^({values})$/ AND time >= {start}u AND time < {end}u'
            f' GROUP BY time({step}s), "{asked.tag}" fill(none)'
        )
        return request_bytes(
            "GET", f"/query?{urlencode({'db': 'bench', 'epoch': 'ms', 'q': query})}"
        )

    def settle(self) -> None:
        wait_until_same(self.size)

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.folder.rglob("*.tsm")) + sum(
            path.stat().st_size for path in self.folder.rglob("*.wal")
        )
