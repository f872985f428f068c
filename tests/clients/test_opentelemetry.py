"""OpenTelemetry's SDK with its exporter by OTLP/HTTP."""

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource

from tests.server import Server

from .programs import described, points


def exporter(server: Server, delta: bool = False) -> OTLPMetricExporter:
    preferred: dict[type, AggregationTemporality] = dict.fromkeys(
        (Counter, Histogram), AggregationTemporality.DELTA
    )
    return OTLPMetricExporter(
        f"{server.url}/v1/metrics",
        headers=server.headers("write"),
        compression=Compression.Gzip,
        preferred_temporality=preferred if delta else None,
    )


def provider(server: Server, **more: object) -> MeterProvider:
    delta = bool(more.pop("delta", False))
    reader = PeriodicExportingMetricReader(exporter(server, delta), 3_600_000)
    resource = Resource({"service.name": "shop"})
    return MeterProvider([reader], resource=resource, **more)  # type: ignore[arg-type]


def values(server: Server, selector: str) -> list[float]:
    return [value for _, value in points(server, selector)]


def test_counters_gauges_and_histograms_arrive_whole(server: Server) -> None:
    metrics = provider(server)
    meter = metrics.get_meter("tests")
    orders = meter.create_counter("orders", "1", "Orders that came in")
    level = meter.create_gauge("level", "By", "How full it is")
    open_ones = meter.create_up_down_counter("open")
    duration = meter.create_histogram(
        "duration", "ms", explicit_bucket_boundaries_advisory=[10.0, 100.0]
    )
    for count in (3, 4):
        orders.add(count, {"kind": "book"})
    level.set(2.5)
    open_ones.add(-2)
    for value in (5, 50, 60, 500):
        duration.record(value)
    assert metrics.force_flush()
    orders.add(1, {"kind": "book"})
    metrics.shutdown()
    assert values(server, 'orders{kind="book",service.name="shop"}') == [7, 8]
    assert values(server, "level") == [2.5, 2.5]
    assert values(server, "open") == [-2, -2]
    assert values(server, "duration_count") == [4, 4]
    assert values(server, "duration_sum") == [615, 615]
    assert [values(server, f'duration_bucket{{le="{le}"}}')[0] for le in (10, 100, "+Inf")] == [
        *(1, 3, 4)
    ]
    assert [values(server, f"duration_{end}")[0] for end in ("min", "max")] == [5, 500]
    assert described(server, "orders") == ("", "counter", "Orders that came in")
    assert described(server, "level") == ("B", "gauge", "How full it is")


def test_what_is_counted_from_report_to_report_is_a_total(server: Server) -> None:
    metrics = provider(
        server,
        delta=True,
        views=[View(instrument_name="size", aggregation=ExponentialBucketHistogramAggregation())],
    )
    meter = metrics.get_meter("tests")
    sold, size = meter.create_counter("sold"), meter.create_histogram("size")
    sold.add(3)
    for value in (1, 2, 4):
        size.record(value)
    assert metrics.force_flush()
    sold.add(5)
    metrics.shutdown()
    assert values(server, "sold") == [3, 5]
    assert described(server, "sold")[1] == "total"
    assert values(server, "size_count") == [3]
    # A bound is of what lies up to it.
    told = {"0.5": 0, "1": 1, "2": 2, "4": 3, "8": 3, "+Inf": 3}
    for bound, count in told.items():
        assert values(server, f'size_bucket{{le="{bound}"}}') == [count]
