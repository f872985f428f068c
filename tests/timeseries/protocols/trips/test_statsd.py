"""What statsd's clients send comes back as what it amounts to."""

import math
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeseries.series_key import SeriesKey

from ..parsing import ARRIVED, Readings, parse, readings, refused
from .sending import doubles, trips, words

# In doubles these are added up, divided by the rates and averaged without rounding.
whole = st.integers(-(2**40), 2**40).map(lambda eighths: eighths / 8)
once = st.just(1)
rates = st.sampled_from([1, 0.5, 0.25, 0.125])
letters = words(":|,", spaces=False)


class Line(NamedTuple):
    """Values, all of which a client may send in one line, and their rate."""

    values: list[str]
    rate: float


class Metric(NamedTuple):
    name: str
    tags: dict[str, str]
    lines: list[Line]


def metrics(
    value: st.SearchStrategy[str], rates: st.SearchStrategy[float] = once, most: int = 3
) -> st.SearchStrategy[list[Metric]]:
    """Some with different names or tags, and up to so many values in each of their lines."""
    line = st.builds(Line, st.lists(value, min_size=1, max_size=most), rates)
    tags = st.dictionaries(letters, words("|,", spaces=False), max_size=2)
    one = st.builds(Metric, letters, tags, st.lists(line, min_size=1, max_size=4))
    return st.lists(one, max_size=3, unique_by=lambda metric: key(metric))


def key(metric: Metric, suffix: str = "") -> str:
    return SeriesKey.of(metric.name + suffix, metric.tags).text


def values(sent: list[Metric], kind: str) -> dict[str, float]:
    """What came back of metrics of a type, by the keys of their series."""
    lines = []
    for metric in sent:
        tags = ",".join(f"{tag}:{text}" for tag, text in metric.tags.items())
        for line in metric.lines:
            rate = f"|@{line.rate}" if line.rate < 1 else ""
            lines.append(
                f"{metric.name}:{':'.join(line.values)}|{kind}{rate}{tags and f'|#{tags}'}"
            )
    parsed = parse("statsd", "\n".join(lines))
    assert refused(parsed) == []
    found: Readings = readings(parsed)
    assert {time for [(time, _)] in found.values()} <= {ARRIVED}
    return {key: value for key, [(_, value)] in found.items()}


@trips
@given(metrics(whole.map(repr), rates))
def test_counters_are_sums_over_their_rates(sent: list[Metric]) -> None:
    assert values(sent, "c") == {
        key(metric): sum(
            Fraction(v) / Fraction(line.rate) for line in metric.lines for v in line.values
        )
        for metric in sent
    }


@trips
@given(metrics(doubles.map(abs).map(repr)))
def test_gauges_are_their_last_values(sent: list[Metric]) -> None:
    assert values(sent, "g") == {key(metric): float(metric.lines[-1].values[-1]) for metric in sent}


@trips
@given(metrics(whole.map("{:+}".format)))
def test_gauges_with_signs_are_changed(sent: list[Metric]) -> None:
    assert values(sent, "g") == {
        key(metric): sum(Fraction(v) for line in metric.lines for v in line.values)
        for metric in sent
    }


@trips
@given(metrics(words("|", spaces=False), most=1))
def test_sets_are_how_many_texts_came(sent: list[Metric]) -> None:
    assert values(sent, "s") == {
        key(metric): len({tuple(line.values) for line in metric.lines}) for metric in sent
    }


def percentile(values: list[Fraction], share: int) -> Fraction:
    """Between the two values that lie nearest to a share of all."""
    values = sorted(values)
    place = Fraction(share * (len(values) - 1), 100)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def parts(sampled: list[tuple[Fraction, Fraction]]) -> dict[str, Fraction]:
    """Of the values of an interval, each with how many it stands for."""
    values = [value for value, _ in sampled]
    count = sum((weight for _, weight in sampled), Fraction())
    whole = sum((value * weight for value, weight in sampled), Fraction())
    return {
        "_count": count,
        "_mean": whole / count,
        "_min": min(values),
        "_max": max(values),
        "_sum": whole,
        **{f"_p{share}": percentile(values, share) for share in (50, 95, 99)},
    }


@trips
@given(metrics(whole.map(abs).map(repr), rates), st.sampled_from(["ms", "h", "d"]))
def test_timers_are_what_is_known_of_their_values(sent: list[Metric], kind: str) -> None:
    expected = {}
    for metric in sent:
        sampled = [
            (Fraction(v), 1 / Fraction(line.rate)) for line in metric.lines for v in line.values
        ]
        for suffix, value in parts(sampled).items():
            expected[key(metric, suffix)] = float(value)
    assert values(sent, kind) == pytest.approx(expected, rel=1e-14, abs=0)
