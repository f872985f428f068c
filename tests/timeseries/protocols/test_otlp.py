import struct
from itertools import permutations
from typing import Any

import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest as OtlpRequest,
)

from timeseries.batch import Note
from timeseries.errors import BadRequest
from timeseries.ingest.protocol import Parsed

from .parsing import ARRIVED, parse, readings, refused
from .valid import SECOND, otlp

AT = {"timeUnixNano": str(SECOND * 10**9 + 1_500)}
T = SECOND * 10**6 + 1
DELTA, CUMULATIVE = 1, 2


def sent(*metrics: dict[str, Any], **resource: Any) -> Parsed:
    attributes = [{"key": key, "value": value} for key, value in resource.items()]
    scope = {"metrics": list(metrics)}
    one = {"resource": {"attributes": attributes}, "scopeMetrics": [scope]}
    return parse("otlp_protobuf", otlp({"resourceMetrics": [one]}))


def noted(parsed: Parsed) -> dict[str, Note]:
    batch = parsed.batch
    return {key.text: note for key, note in zip(batch.keys, batch.notes, strict=True)}


def gauge(*points: dict[str, Any], name: str = "level", **more: Any) -> dict[str, Any]:
    return {"name": name, "gauge": {"dataPoints": list(points)}, **more}


def total(temporality: int, is_monotonic: bool) -> dict[str, Any]:
    of = {"aggregationTemporality": temporality, "isMonotonic": is_monotonic}
    return {"name": "jobs", "sum": {"dataPoints": [{**AT, "asInt": "7"}], **of}}


def test_a_gauge_is_a_reading_with_its_unit_and_description() -> None:
    point = {**AT, "asDouble": 1.5, "attributes": [text("disk", "sda")]}
    parsed = sent(gauge(point, unit="By", description="How full"), host={"stringValue": "web1"})
    key = 'level{disk="sda",host="web1"}'
    assert readings(parsed) == {key: [(T, 1.5)]}
    assert noted(parsed) == {key: Note("B", "gauge", "How full")}


def text(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}


@pytest.mark.parametrize(
    ("temporality", "is_monotonic", "semantics"),
    [
        (CUMULATIVE, True, "counter"),
        (CUMULATIVE, False, "gauge"),
        (DELTA, True, "total"),
        (DELTA, False, "total"),
    ],
)
def test_a_sum_is_what_its_temporality_says(
    temporality: int, is_monotonic: bool, semantics: str
) -> None:
    parsed = sent(total(temporality, is_monotonic))
    assert readings(parsed) == {"jobs": [(T, 7.0)]}
    assert noted(parsed)["jobs"].semantics == semantics


@pytest.mark.parametrize(("temporality", "counts"), [(CUMULATIVE, "counter"), (DELTA, "total")])
def test_a_histogram_is_counted_up_to_each_bound(temporality: int, counts: str) -> None:
    point = {
        **AT,
        "count": "6",
        "sum": 20.5,
        "min": 0.5,
        "max": 9,
        "bucketCounts": ["1", "2", "3"],
        "explicitBounds": [1, 2.5],
    }
    of = {"dataPoints": [point], "aggregationTemporality": temporality}
    parsed = sent({"name": "wait", "unit": "s", "histogram": of})
    assert {key: value for key, [(_, value)] in readings(parsed).items()} == {
        "wait_count": 6,
        "wait_sum": 20.5,
        "wait_min": 0.5,
        "wait_max": 9,
        'wait_bucket{le="1"}': 1,
        'wait_bucket{le="2.5"}': 3,
        'wait_bucket{le="+Inf"}': 6,
    }
    notes = noted(parsed)
    assert notes["wait_count"] == notes['wait_bucket{le="1"}'] == Note("", counts)
    assert notes["wait_sum"] == Note("s", counts)
    assert notes["wait_min"] == notes["wait_max"] == Note("s", "gauge")


TOO_LONG = "the series name has 203 characters, and may have 200"


def test_a_histogram_of_which_a_series_is_refused_is_refused_as_one_point() -> None:
    def named(name: str) -> dict[str, Any]:
        point = {**AT, "count": "3", "sum": 5, "bucketCounts": ["1", "2"], "explicitBounds": [1]}
        return {"name": name, "histogram": {"dataPoints": [point, point]}}

    parsed = sent(named("w" * 195), named("wait"))
    assert parsed.rejected_count == 2
    assert {at for at, _ in refused(parsed)} == {f"metric '{'w' * 40}…'"}
    assert sorted(readings(parsed)) == [
        'wait_bucket{le="+Inf"}',
        'wait_bucket{le="1"}',
        "wait_count",
        "wait_sum",
    ]


def test_a_sum_or_a_quantile_that_is_none_is_passed_over_and_the_rest_is_kept() -> None:
    quantiles = [{"quantile": 0.5, "value": "NaN"}, {"quantile": 1, "value": 8}]
    point = {**AT, "count": "4", "sum": "NaN", "quantileValues": quantiles}
    parsed = sent({"name": "wait", "summary": {"dataPoints": [point]}})
    assert readings(parsed) == {"wait_count": [(T, 4)], 'wait{quantile="1"}': [(T, 8)]}
    assert (parsed.empty, parsed.rejected_count) == (2, 0)


@pytest.mark.parametrize(
    ("counts", "bounds"), [(["1", "2", "3"], [1, 2, 3, 4, 5]), ([], [1]), (["1", "2"], [])]
)
def test_a_histogram_whose_counts_and_bounds_do_not_agree_is_refused(
    counts: list[str], bounds: list[float]
) -> None:
    good = {**AT, "count": "3", "sum": 5}
    bad = {**good, "bucketCounts": counts, "explicitBounds": bounds}
    parsed = sent({"name": "wait", "histogram": {"dataPoints": [bad, good]}})
    reason = (
        f"bucketCounts has {len(counts)} entries and explicitBounds {len(bounds)}: "
        "it takes one more, or none of both"
    )
    assert refused(parsed) == [("metric 'wait'", reason)]
    assert readings(parsed) == {"wait_count": [(T, 3)], "wait_sum": [(T, 5)]}


BOUNDS = ["-2", "-1", "0", "1", "2", "4", "1099511627776", "+Inf"]


def test_an_exponential_histogram_has_powers_of_2_as_bounds_whichever_buckets_it_has() -> None:
    point = {
        **AT,
        "count": "10",
        "scale": 1,
        "zeroCount": "2",
        "positive": {"offset": 1, "bucketCounts": ["3", "0", "1"]},
        "negative": {"offset": 0, "bucketCounts": ["4"]},
    }
    of = {"dataPoints": [point], "aggregationTemporality": CUMULATIVE}
    found = readings(sent({"name": "size", "exponentialHistogram": of}))
    assert found.pop("size_count") == [(T, 10)]
    assert len(found) == 144
    # Below -1, around 0, up to 2 and up to 4.
    told = {bound: found[f'size_bucket{{le="{bound}"}}'][0][1] for bound in BOUNDS}
    assert told == dict(zip(BOUNDS, [0, 4, 6, 6, 9, 10, 10, 10], strict=True))


def test_a_summary_has_a_series_for_each_quantile() -> None:
    quantiles = [{"quantile": 0.5, "value": 1.25}, {"quantile": 0.99, "value": 8}]
    point = {**AT, "count": "4", "sum": 12, "quantileValues": quantiles}
    parsed = sent({"name": "wait", "unit": "ms", "summary": {"dataPoints": [point]}})
    assert {key: value for key, [(_, value)] in readings(parsed).items()} == {
        "wait_count": 4,
        "wait_sum": 12,
        'wait{quantile="0.5"}': 1.25,
        'wait{quantile="0.99"}': 8,
    }
    assert noted(parsed)["wait_sum"] == Note("ms", "counter")
    assert noted(parsed)['wait{quantile="0.5"}'] == Note("ms", "gauge")


def test_attributes_of_any_type_are_tags() -> None:
    array = {"arrayValue": {"values": [{"intValue": "1"}, {"stringValue": "a"}]}}
    listed = {"kvlistValue": {"values": [text("k", "v")]}}
    given = {"ok": {"boolValue": True}, "n": {"intValue": "-3"}, "x": {"doubleValue": 0.5}}
    [key] = sent(gauge({**AT, "asInt": "1"}), **given, array=array, listed=listed).batch.keys
    assert dict(key.tags) == {
        "array": '[1,"a"]',
        "listed": '{"k":"v"}',
        "n": "-3",
        "ok": "true",
        "x": "0.5",
    }


def test_a_point_without_a_value_is_passed_over_and_one_without_a_time_is_of_now() -> None:
    parsed = sent(gauge({**AT, "flags": 1}, {"asInt": "5"}))
    assert readings(parsed) == {"level": [(ARRIVED, 5.0)]}
    assert parsed.empty == 1


def test_what_is_not_finite_or_has_no_name_is_refused_by_itself() -> None:
    parsed = sent(
        gauge({**AT, "asDouble": "Infinity"}, {**AT, "asDouble": 2}),
        gauge({**AT, "asDouble": 3}, {**AT, "asDouble": 4}, name=""),
    )
    assert readings(parsed) == {"level": [(T, 2.0)]}
    assert parsed.rejected_count == 3
    assert refused(parsed)[0] == ("metric 'level'", "the value is not finite")


def test_json_says_the_same_as_protocol_buffers() -> None:
    document = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [total(DELTA, True)]}]}]}
    as_json = json_format.MessageToJson(json_format.ParseDict(document, OtlpRequest()))
    found = parse("otlp_json", as_json)
    assert readings(found) == readings(parse("otlp_protobuf", otlp(document)))
    assert noted(found)["jobs"].semantics == "total"


# What comes again is read by its bytes alone.

FIELDS = {
    "start": b"\x11" + bytes(range(8)),
    "time": struct.pack("<BQ", 0x19, SECOND * 10**9 + 1_500),
    "value": struct.pack("<Bd", 0x21, 1.5),
    "attribute": b"\x3a\x0b\x0a\x04disk\x12\x03\x0a\x01a",
    "flags": b"\x40\x00",
}


@pytest.mark.parametrize("fields", list(permutations(FIELDS, 3)) + list(permutations(FIELDS)))
def test_the_fields_of_a_point_may_stand_in_any_order(fields: tuple[str, ...]) -> None:
    point = b"".join(FIELDS[field] for field in fields)
    for _ in range(2):
        parsed = parse("otlp_protobuf", nested(point))
        time = T if "time" in fields else ARRIVED
        value = 1.5 if "value" in fields else 0.0
        key = 'level{disk="a"}' if "attribute" in fields else "level"
        assert readings(parsed) == {key: [(time, value)]}


def nested(point: bytes) -> bytes:
    """A request with a gauge that has this point."""
    numbers = b"\x0a" + bytes([len(point)]) + point
    metric = b"\x0a\x05level" + b"\x2a" + bytes([len(numbers)]) + numbers
    scope = b"\x12" + bytes([len(metric)]) + metric
    of_resource = b"\x12" + bytes([len(scope)]) + scope
    return b"\x0a" + bytes([len(of_resource)]) + of_resource


def test_doubles_and_integers_of_many_points_are_told_apart() -> None:
    points: list[dict[str, Any]] = [
        {**AT, "asDouble": -0.5, "attributes": [text("n", "1")]},
        {**AT, "asInt": "-3", "attributes": [text("n", "2")]},
        {**AT, "asInt": str(2**53 + 2), "attributes": [text("n", "3")], "startTimeUnixNano": "7"},
    ]
    for _ in range(2):
        parsed = sent(gauge(*points))
        assert list(readings(parsed).values()) == [[(T, -0.5)], [(T, -3.0)], [(T, 2.0**53 + 2)]]


def test_a_point_without_a_value_is_passed_over_where_its_series_is_known() -> None:
    sent(gauge({**AT, "asDouble": 1.0}))
    parsed = sent(gauge({**AT, "asDouble": 2.0}, {**AT, "flags": 1}))
    assert (readings(parsed), parsed.empty) == ({"level": [(T, 2.0)]}, 1)


def test_a_body_with_a_point_that_cannot_be_read_is_refused() -> None:
    sound = otlp({"resourceMetrics": [{"scopeMetrics": [{"metrics": [gauge({**AT})]}]}]})
    time = struct.pack("<q", SECOND * 10**9 + 1_500)
    assert sound.count(b"\x19" + time) == 1
    # The field says that a text follows, longer than the point.
    with pytest.raises(BadRequest, match="its bytes cannot be read"):
        parse("otlp_protobuf", sound.replace(b"\x19" + time, b"\x1a" + time))
