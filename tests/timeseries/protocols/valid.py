"""A valid body of each protocol, small enough to be changed anywhere in it."""

from itertools import chain
from typing import Any, NamedTuple

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest as OtlpRequest,
)

from timeseries.ingest.native_histograms import HISTOGRAM, SPAN
from timeseries.ingest.wire import messages

SECOND = 1_700_000_000
LABELS = {"__name__": "cpu_seconds_total", "core": "0", "host": "a"}

PROMETHEUS = messages(
    "tests.prometheus",
    {
        "V1": {"timeseries": (1, "*SeriesV1")},
        "SeriesV1": {
            "labels": (1, "*Label"),
            "samples": (2, "*Sample"),
            "histograms": (4, "*Histogram"),
        },
        "Label": {"name": (1, "string"), "value": (2, "string")},
        "Sample": {"value": (1, "double"), "timestamp": (2, "int64")},
        "Histogram": HISTOGRAM,
        "Span": SPAN,
        "V2": {"symbols": (4, "*string"), "timeseries": (5, "*SeriesV2")},
        "SeriesV2": {
            "labels_refs": (1, "*uint32"),
            "samples": (2, "*Sample"),
            "histograms": (3, "*Histogram"),
            "metadata": (5, "Metadata"),
        },
        "Metadata": {"type": (1, "int32"), "help_ref": (3, "uint32"), "unit_ref": (4, "uint32")},
    },
)

OTLP: dict[str, Any] = {
    "resourceMetrics": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeMetrics": [
                {
                    "metrics": [
                        {
                            "name": "level",
                            "unit": "By",
                            "description": "How full",
                            "gauge": {
                                "dataPoints": [
                                    {"timeUnixNano": str(SECOND * 10**9), "asDouble": 1.5}
                                ]
                            },
                        },
                        {
                            "name": "size",
                            "histogram": {
                                "aggregationTemporality": 2,
                                "dataPoints": [
                                    {
                                        "timeUnixNano": str(SECOND * 10**9),
                                        "count": "3",
                                        "sum": 6,
                                        "bucketCounts": ["1", "2"],
                                        "explicitBounds": [2.5],
                                    }
                                ],
                            },
                        },
                    ]
                }
            ],
        }
    ]
}


def prometheus_v1(*series: tuple[dict[str, str], list[tuple[int, float]]]) -> bytes:
    """A request of series: labels, and samples of milliseconds and values."""
    request: Any = PROMETHEUS["V1"]()
    for labels, samples in series:
        one = request.timeseries.add()
        for name, value in labels.items():
            one.labels.add(name=name, value=value)
        for time, sample in samples:
            _sample(one, time, sample)
    content: bytes = request.SerializeToString()
    return content


class SeriesV2(NamedTuple):
    """Labels, samples of milliseconds and values, and what is said of them."""

    labels: dict[str, str]
    samples: list[tuple[int, float]]
    kind: int = 0
    unit: str = ""
    description: str = ""

    @property
    def texts(self) -> list[str]:
        return [*self.labels, *self.labels.values(), self.unit, self.description]


def prometheus_v2(*series: SeriesV2) -> bytes:
    """A request of series, whose texts stand in a table once."""
    texts = dict.fromkeys(["", *chain.from_iterable(one.texts for one in series)])
    places = {text: place for place, text in enumerate(texts)}
    request: Any = PROMETHEUS["V2"](symbols=places)
    for one in series:
        added = request.timeseries.add()
        for name, value in one.labels.items():
            added.labels_refs.extend([places[name], places[value]])
        for time, sample in one.samples:
            _sample(added, time, sample)
        metadata = added.metadata
        metadata.type, metadata.unit_ref = one.kind, places[one.unit]
        metadata.help_ref = places[one.description]
    content: bytes = request.SerializeToString()
    return content


def _sample(series: Any, time: int, value: float) -> None:
    """As its senders do, without what is zero."""
    added = series.samples.add()
    if time:
        added.timestamp = time
    if value or str(value) == "-0.0":
        added.value = value


def otlp(document: dict[str, Any]) -> bytes:
    content: bytes = json_format.ParseDict(document, OtlpRequest()).SerializeToString()
    return content


VALID: dict[str, bytes] = {
    "collectd": b'[{"values": [1, 2.5], "dstypes": ["derive", "gauge"], "dsnames": ["rx", "tx"],'
    b' "time": 1700000000.123, "host": "h", "plugin": "interface", "type": "if_octets"}]',
    "graphite": b"servers.web1.load;rack=3 1.5 1700000000\n",
    "line_protocol": b'cpu,host=a usage=1.5,state="on",n=2i 1700000000000000000\n',
    "mqtt": b'{"state": "ON", "color": {"x": 0.3}, "Time": "2026-01-01T00:00:00"}',
    "otlp_json": json_format.MessageToJson(json_format.ParseDict(OTLP, OtlpRequest())).encode(),
    "otlp_protobuf": otlp(OTLP),
    "prometheus_v1": prometheus_v1((LABELS, [(SECOND * 1000, 1.5), (SECOND * 1000 + 1, 0.0)])),
    "prometheus_v2": prometheus_v2(
        SeriesV2(LABELS, [(SECOND * 1000, 1.5)], 1, "seconds", "Time spent")
    ),
    "readings_csv": b'time,room,"door{side=""north""}"\n1700000000000,21.5,open\n',
    "readings_json": b'{"readings": [{"series": "a", "tags": {"t": "x"}, "points": [[1, 2]]}]}',
    "statsd": b"hits:1|c|@0.5\nlevel:-2|g\nwait:12.5|ms|#route:a\nusers:ann|s",
    "thingsboard": b'{"ts": 1700000000000, "values": {"soil": 0.31, "pump": true, "mode": "a"}}',
}
