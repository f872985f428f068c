"""VictoriaMetrics, a single node. An answer to a write means that it is in memory: it reaches
the disk within seconds."""

import os
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlencode

from ..http import request_bytes
from ..peer import Asked, Peer, peers, step_seconds
from ..usage import size_of, wait_until_same


@peers.register("victoriametrics")
class VictoriaMetrics(Peer):
    program = "victoria-metrics"
    title = "VictoriaMetrics"
    ready = "/health"

    def arguments(self) -> Sequence[str]:
        return [
            f"-httpListenAddr=127.0.0.1:{self.port}",
            f"-storageDataPath={self.folder}",
            "-retentionPeriod=100y",
            "-loggerLevel=WARN",
        ]

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def prepare(self) -> None:
        """It takes what comes."""

    def write(self, lines: bytes, precision: str = "us") -> bytes:
        return request_bytes("POST", f"/write?precision={precision}", body=lines)

    def ask(self, asked: Asked, start: int, end: int, width: int = 1200) -> bytes:
        values, step = "|".join(asked.values), step_seconds(start, end, width)
        name = f'{asked.measurement}_{asked.field}{{{asked.tag}=~"{values}"}}'
        query = {
            "query": f"rollup({name}[{step}s])",
            "start": start // 1_000_000,
            "end": end // 1_000_000,
            "step": f"{step}s",
            # A window that moved would be answered from the one before otherwise.
            "nocache": "1",
        }
        return request_bytes("GET", f"/api/v1/query_range?{urlencode(query)}")

    def settle(self) -> None:
        for order in ("flush", "merge"):
            connection = HTTPConnection("127.0.0.1", self.port)
            connection.request("GET", f"/internal/force_{order}")
            connection.getresponse().read()
            connection.close()
        wait_until_same(self.size)

    def size(self) -> int:
        # Its caches are no data.
        return size_of(self.folder, "cache")
