"""Gauges, sums and histograms of OpenTelemetry come back as they were sent, in both forms."""

import json
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest as Request,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue
from opentelemetry.proto.metrics.v1 import metrics_pb2 as otlp

from ..parsing import ARRIVED, parse
from .sending import Expected, doubles, integers, names, trips

FORMS: dict[str, Callable[[Request], bytes]] = {
    "otlp_protobuf": lambda request: request.SerializeToString(),
    "otlp_json": lambda request: json_format.MessageToJson(
        request, use_integers_for_enums=True
    ).encode(),
}

# A value of an attribute, and the text of its tag.
texts = st.just("") | names
listed = st.lists(names, max_size=2)
attribute_values = st.one_of(
    texts.map(lambda text: (AnyValue(string_value=text), text)),
    st.booleans().map(lambda truth: (AnyValue(bool_value=truth), str(truth).lower())),
    integers.map(lambda number: (AnyValue(int_value=number), str(number))),
    st.sampled_from([(0.5, "0.5"), (-2.0, "-2.0"), (1e-7, "1e-7"), (5e-324, "5e-324")]).map(
        lambda pair: (AnyValue(double_value=pair[0]), pair[1])
    ),
    st.binary(max_size=4).map(lambda raw: (AnyValue(bytes_value=raw), raw.hex())),
    listed.map(
        lambda texts: (
            AnyValue(array_value=ArrayValue(values=[AnyValue(string_value=t) for t in texts])),
            json.dumps(texts, ensure_ascii=False, separators=(",", ":")),
        )
    ),
)
attributes = st.dictionaries(names, attribute_values, max_size=2)
Attributes = dict[str, tuple[AnyValue, str]]

# As long as 64 bits go, the year 2554; 0 is that none is known.
nanoseconds = st.integers(0, 2**64 - 1)
temporalities = st.sampled_from([1, 2])
points = st.tuples(attributes, nanoseconds, doubles | integers)
numbers = st.tuples(
    st.just("number"), names, st.none() | temporalities, st.lists(points, max_size=3)
)
# In thousandths, so that their texts are plain.
bounds = st.lists(st.integers(-(10**9), 10**9), max_size=4, unique=True).map(sorted)
counts = st.integers(0, 9) | st.integers(0, 2**61)
buckets = bounds.flatmap(
    lambda bounds: st.tuples(
        st.just(bounds), st.lists(counts, min_size=len(bounds) + 1, max_size=len(bounds) + 1)
    )
)
summed = st.fixed_dictionaries({}, optional=dict.fromkeys(("sum", "min", "max"), doubles))
histogram_points = st.tuples(attributes, nanoseconds, st.none() | buckets, summed)
histograms = st.tuples(
    st.just("histogram"), names, temporalities, st.lists(histogram_points, max_size=2)
)
resources = st.lists(st.tuples(attributes, st.lists(numbers | histograms, max_size=3)), max_size=2)


def pairs(attributes: Attributes) -> list[KeyValue]:
    return [KeyValue(key=key, value=value) for key, (value, _) in attributes.items()]


def thousandths(bound: int) -> str:
    return f"{bound / 1000:.3f}".rstrip("0").removesuffix(".")


class Sending:
    """A request, and what should come back of it."""

    def __init__(self) -> None:
        self.request = Request()
        self.expected = Expected()

    def resource(self, attributes: Attributes, metrics: list[Any]) -> None:
        added = self.request.resource_metrics.add()
        added.resource.attributes.extend(pairs(attributes))
        scope = added.scope_metrics.add()
        for kind, name, temporality, points in metrics:
            metric = scope.metrics.add(name=name, unit="By", description="What it is")
            take = self._numbers if kind == "number" else self._histograms
            for own, time, *rest in points:
                texts = {key: text for key, (_, text) in {**attributes, **own}.items()}
                tags = {key: text for key, text in texts.items() if text}
                self._place = name, tags, time // 1000 if time else ARRIVED
                self._head = {"attributes": pairs(own), "time_unix_nano": time}
                take(metric, temporality, *rest)

    def _expect(self, suffix: str, value: float, **tags: str) -> None:
        name, own, time = self._place
        self.expected.add(name + suffix, own | tags, time, value)

    def _numbers(self, metric: otlp.Metric, temporality: int | None, value: float) -> None:
        of: Any = metric.gauge if temporality is None else metric.sum
        if temporality is not None:
            of.aggregation_temporality, of.is_monotonic = temporality, True
        field = "as_int" if isinstance(value, int) else "as_double"
        of.data_points.add(**self._head, start_time_unix_nano=1, **{field: value})
        self._expect("", value)

    def _histograms(
        self, metric: otlp.Metric, temporality: Any, buckets: Any, summed: dict[str, float]
    ) -> None:
        bounds, counts = buckets or ([], [])
        metric.histogram.aggregation_temporality = temporality
        metric.histogram.data_points.add(
            **self._head,
            **summed,
            count=sum(counts),
            bucket_counts=counts,
            explicit_bounds=[bound / 1000 for bound in bounds],
        )
        self._expect("_count", sum(counts))
        for part, value in summed.items():
            self._expect(f"_{part}", value)
        ends = [*map(thousandths, bounds), "+Inf"]
        for end, count in zip(ends, accumulate(counts), strict=False):
            self._expect("_bucket", count, le=end)


@pytest.mark.parametrize("form", FORMS)
@trips
@given(sent=resources)
def test_metrics_of_opentelemetry(form: str, sent: list[Any]) -> None:
    sending = Sending()
    for attributes, metrics in sent:
        sending.resource(attributes, metrics)
    content = FORMS[form](sending.request)
    # What comes again is read by its bytes alone.
    for _ in range(2):
        sending.expected.is_all_of(parse(form, content))
