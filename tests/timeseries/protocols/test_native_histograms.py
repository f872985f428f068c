"""Prometheus' native histograms: counts, sums and buckets of both versions of remote write."""

import math
import struct
from typing import Any

import pytest

from timeseries.batch import Note
from timeseries.errors import BadRequest
from timeseries.ingest.protocol import Parsed

from .parsing import parse, readings, refused
from .valid import PROMETHEUS

T = 1_700_000_000_000
# Buckets of powers of the square root of 2: (2, 2.8], (2.8, 4], and (5.6, 8] behind an empty one;
# of negative values [-1, -0.7); and what is nearly 0.
EXPONENTIAL: dict[str, Any] = {
    "count_int": 16,
    "sum": 40.5,
    "schema": 1,
    "zero_count_int": 2,
    "positive_spans": [{"offset": 3, "length": 2}, {"offset": 1, "length": 1}],
    "positive_deltas": [3, 1, -2],
    "negative_spans": [{"offset": 0, "length": 1}],
    "negative_deltas": [5],
    "timestamp": T,
}
POWERS = [2.0**octave for octave in range(-30, 41)]
BOUNDS = [*(-power for power in reversed(POWERS)), 0, *POWERS, math.inf]
# The first bound with so many values.
STEPS: dict[float, float] = {-math.inf: 0, -0.5: 5, 0: 7, 4: 14, 8: 16}


def buckets(steps: dict[float, float]) -> dict[str, float]:
    """The readings of all bounds."""
    return {
        f'wait_bucket{{le="{"+Inf" if bound == math.inf else f"{bound:.15g}"}"}}': max(
            count for step, count in steps.items() if step <= bound
        )
        for bound in BOUNDS
    }


WANTED = {"wait_count": 16, "wait_sum": 40.5, **buckets(STEPS)}


def sent(version: int, *histograms: dict[str, Any], kind: int = 3, **labels: str) -> Parsed:
    """A series of histograms, in 2.0 of a kind of metric."""
    named = {"__name__": "wait", **labels}
    request: Any = PROMETHEUS[f"V{version}"]()
    series = request.timeseries.add()
    if version == 1:
        for name, value in named.items():
            series.labels.add(name=name, value=value)
    else:
        request.symbols.extend(["", *(text for pair in named.items() for text in pair), "seconds"])
        series.labels_refs.extend(range(1, 1 + 2 * len(named)))
        series.metadata.type = kind
        series.metadata.unit_ref = len(request.symbols) - 1
    for one in histograms:
        series.histograms.add(**one)
    return parse(f"prometheus_v{version}", request.SerializeToString())


def values(parsed: Parsed) -> dict[str, float]:
    return {key: value for key, [(_, value)] in readings(parsed).items()}


@pytest.mark.parametrize("version", [1, 2])
def test_a_native_histogram_is_its_count_its_sum_and_its_buckets(version: int) -> None:
    parsed = sent(version, EXPONENTIAL)
    assert values(parsed) == WANTED
    assert (parsed.histograms, parsed.of_histograms, parsed.rejected_count) == (
        1,
        2 + len(BOUNDS),
        0,
    )
    notes = dict(zip((key.text for key in parsed.batch.keys), parsed.batch.notes, strict=True))
    assert notes["wait_count"] == notes['wait_bucket{le="+Inf"}'] == Note("", "counter")
    assert notes["wait_sum"] == Note("s" if version == 2 else "", "counter")


@pytest.mark.parametrize("version", [1, 2])
def test_one_of_floats_is_read_alike(version: int) -> None:
    floats = {
        name: value for name, value in EXPONENTIAL.items() if not name.endswith(("_int", "_deltas"))
    }
    counts = {"positive_counts": [1.5, 2.0, 1.0], "negative_counts": [2.5]}
    parsed = sent(version, {**floats, **counts, "count_float": 8.0, "zero_count_float": 1.0})
    halves = {bound: count / 2 for bound, count in STEPS.items()}
    assert values(parsed) == {**WANTED, "wait_count": 8, **buckets(halves)}


def test_one_with_bounds_of_its_own_has_all_of_them() -> None:
    spans = [{"offset": 1, "length": 1}, {"offset": 1, "length": 1}]
    own = {"schema": -53, "custom_values": [0.5, 1, 2.5], "positive_spans": spans}
    one = {**own, "positive_deltas": [4, -3], "count_int": 5, "sum": 9.0, "timestamp": T}
    assert values(sent(1, one)) == {
        "wait_count": 5,
        "wait_sum": 9,
        **{f'wait_bucket{{le="{bound}"}}': n for bound, n in (("0.5", 0), ("1", 4), ("2.5", 4))},
        'wait_bucket{le="+Inf"}': 5,
    }


def test_several_of_a_series_stand_at_their_times() -> None:
    later = {**EXPONENTIAL, "timestamp": T + 1, "count_int": 17}
    found = readings(sent(1, EXPONENTIAL, later, host="a"))
    assert found['wait_count{host="a"}'] == [(T * 1000, 16), ((T + 1) * 1000, 17)]
    assert len(found['wait_bucket{host="a",le="4"}']) == 2


def test_a_gauge_of_them_is_no_counter() -> None:
    for parsed in (sent(1, {**EXPONENTIAL, "reset_hint": 3}), sent(2, EXPONENTIAL, kind=4)):
        assert {note.semantics for note in parsed.batch.notes} == {"gauge"}


def test_one_that_is_stale_is_passed_over_and_a_sum_that_is_none() -> None:
    [stale] = struct.unpack("<d", struct.pack("<Q", 0x7FF0_0000_0000_0002))
    parsed = sent(1, {"sum": stale, "count_int": 0, "timestamp": T})
    assert (len(parsed.batch), parsed.empty, parsed.histograms) == (0, 1, 0)
    parsed = sent(1, {**EXPONENTIAL, "sum": math.nan})
    assert values(parsed) == {key: value for key, value in WANTED.items() if key != "wait_sum"}
    assert parsed.of_histograms == len(parsed.batch)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"schema": 99}, "the histogram's schema 99 is not known here"),
        ({"positive_deltas": [1]}, "the histogram's spans and its buckets do not agree"),
        (
            {"positive_spans": [{"offset": 0, "length": 2**32 - 1}]},
            "the histogram's spans and its buckets do not agree",
        ),
        ({"schema": -53}, "the histogram has a bucket without a bound"),
    ],
)
def test_one_that_cannot_be_told_is_refused_with_the_reason(
    changed: dict[str, Any], reason: str
) -> None:
    parsed = sent(1, {**EXPONENTIAL, **changed}, EXPONENTIAL)
    assert refused(parsed) == [("timeseries[0]", reason)]
    assert values(parsed) == WANTED


def test_one_of_a_series_that_has_the_label_of_buckets_is_refused_as_a_whole() -> None:
    parsed = sent(1, EXPONENTIAL, le="x")
    assert refused(parsed) == [("timeseries[0]", "the label le is that of the histogram's bounds")]
    assert (len(parsed.batch), parsed.histograms, parsed.rejected_count) == (0, 0, 1)


def test_bytes_that_are_no_histogram_are_a_bad_request() -> None:
    request = PROMETHEUS["V1"]().SerializeToString() + b"\x0a\x04\x22\x02\xff\xff"
    with pytest.raises(BadRequest, match="A histogram of the body cannot be read"):
        parse("prometheus_v1", request)
