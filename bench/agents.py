"""Requests of OTLP and remote write as agents send them: the same series, at new times."""

import itertools
import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cramjam
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)

from .http import request_bytes
from .remote_write import write_request

# Series in a request.
SERIES = 1_000
# Where the times of a made request begin (s): none that is sent is one of them.
_MADE_AT = 1_100_000_000


@dataclass(frozen=True)
class Template:
    """A request that is sent again and again: its body at made-up times, how a second stands in
    it, and what compresses it."""

    path: str
    headers: dict[str, str]
    content: bytes
    steps: int
    stamp: Callable[[int], bytes]
    compress: Callable[[bytes], bytes]

    def request(self, token: str, first: int) -> bytes:
        """The whole request whose readings begin at a second."""
        content = self.content
        for step in range(self.steps):
            content = content.replace(self.stamp(_MADE_AT + step), self.stamp(first + step))
        headers = {"Authorization": f"Token {token}", **self.headers}
        return request_bytes("POST", self.path, headers, self.compress(content))

    def requests(self, token: str, first: int) -> Iterator[bytes]:
        """One after another, each from where the last one ended."""
        return (self.request(token, at) for at in itertools.count(first, self.steps))


def remote_write(sender: int, steps: int) -> Template:
    """Counters of a hundred hosts with so many readings each."""
    dice = random.Random(sender)
    series = [
        (
            {
                "__name__": "cpu_seconds_total",
                "core": str(n % 10),
                "host": f"web{sender}-{n // 10}",
            },
            [((_MADE_AT + step) * 1000, dice.uniform(0, 100)) for step in range(steps)],
        )
        for n in range(SERIES)
    ]
    headers = {"Content-Type": "application/x-protobuf", "Content-Encoding": "snappy"}
    return Template("/api/v1/write", headers, write_request(series), steps, _milliseconds, _snappy)


def otlp(sender: int, steps: int) -> Template:
    """Gauges of ten resources with so many readings each."""
    dice = random.Random(sender)
    request = ExportMetricsServiceRequest()
    for host in range(10):
        of_host = request.resource_metrics.add()
        of_host.resource.attributes.add(key="host.name").value.string_value = f"web{sender}-{host}"
        metrics = of_host.scope_metrics.add().metrics
        for name in range(10):
            points = metrics.add(name=f"level_{name}", unit="By").gauge.data_points
            for core, step in itertools.product(range(SERIES // 100), range(steps)):
                point = points.add(as_double=dice.uniform(0, 100))
                point.time_unix_nano = (_MADE_AT + step) * 10**9
                point.attributes.add(key="core").value.string_value = str(core)
    headers = {"Content-Type": "application/x-protobuf"}
    return Template("/v1/metrics", headers, request.SerializeToString(), steps, _fixed, bytes)


def _milliseconds(second: int) -> bytes:
    """The time of a sample: a tag and a number of seven bits a byte."""
    rest, stamp = second * 1000, bytearray([0x10])
    while rest > 0x7F:
        stamp.append(rest & 0x7F | 0x80)
        rest >>= 7
    return bytes([*stamp, rest])


def _fixed(second: int) -> bytes:
    return struct.pack("<BQ", 0x19, second * 10**9)


def _snappy(content: bytes) -> bytes:
    return bytes(cramjam.snappy.compress_raw(content))


AGENTS: dict[str, Callable[[int, int], Template]] = {"OTLP": otlp, "remote write": remote_write}
