from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeseries.batch import Note
from timeseries.errors import BadRequest
from timeseries.ingest.samples import trailing_samples
from timeseries.series_key import SeriesKey
from timeseries.timerange import EARLIEST, LATEST

from .parsing import parse, readings, refused, values
from .valid import LABELS, PROMETHEUS, SeriesV2, prometheus_v1, prometheus_v2

T = 1_700_000_000_000
KEY = SeriesKey("cpu_seconds_total", (("core", "0"), ("host", "a")))
names = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)


def test_samples_of_a_series_are_readings() -> None:
    samples = [(T, 1.5), (T + 1, 0.0), (T + 2, -0.0), (0, 5.0), (-1, 0.25), (0, 0.0)]
    parsed = parse("prometheus_v1", prometheus_v1((LABELS, samples)))
    assert readings(parsed) == {KEY.text: [(time * 1000, value) for time, value in samples]}
    assert parsed.batch.notes == [Note("s", "counter")]


def test_nan_and_what_is_stale_is_passed_over() -> None:
    samples = [(T, float("nan")), (T + 1, 1.0), (T + 2, float("inf"))]
    parsed = parse("prometheus_v1", prometheus_v1((LABELS, samples)))
    assert readings(parsed) == {KEY.text: [((T + 1) * 1000, 1.0)]}
    assert (parsed.empty, parsed.rejected_count) == (2, 0)


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ({"host": "a"}, "the series has no label __name__"),
        ({"__name__": "x" * 201}, "the series name is longer than 200 characters"),
        ({"__name__": "x", "t": "\n"}, "tag 't' has a control character"),
    ],
)
def test_a_series_that_is_refused_takes_no_other_with_it(
    labels: dict[str, str], reason: str
) -> None:
    samples = [(T, 1.0), (T + 1, 2.0)]
    parsed = parse("prometheus_v1", prometheus_v1((labels, samples), (LABELS, samples)))
    assert len(parsed.batch) == 2
    assert refused(parsed) == [("timeseries[0]", reason)]
    assert parsed.rejected_count == 2


def test_an_empty_label_is_one_that_is_not_there() -> None:
    parsed = parse("prometheus_v1", prometheus_v1(({**LABELS, "none": ""}, [(T, 1.0)])))
    assert parsed.batch.keys == [KEY]


def test_a_time_that_no_year_has_is_refused() -> None:
    parsed = parse("prometheus_v1", prometheus_v1((LABELS, [(2**62, 1.0), (T, 2.0)])))
    assert readings(parsed) == {KEY.text: [(T * 1000, 2.0)]}
    assert parsed.rejected_count == 1


def test_v2_says_what_its_series_are() -> None:
    series = SeriesV2(LABELS, [(T, 2.0), (T + 5, 0.0)], 1, "seconds", "Time spent")
    parsed = parse("prometheus_v2", prometheus_v2(series))
    assert readings(parsed) == {KEY.text: [(T * 1000, 2.0), ((T + 5) * 1000, 0.0)]}
    assert parsed.batch.notes == [Note("s", "counter", "Time spent")]


def test_a_symbol_that_there_is_not_is_a_bad_request() -> None:
    request: Any = PROMETHEUS["V2"](symbols=["", "__name__"])
    request.timeseries.add(labels_refs=[1, 9]).samples.add(value=1, timestamp=T)
    with pytest.raises(BadRequest, match="symbol 9"):
        parse("prometheus_v2", request.SerializeToString())


@settings(max_examples=60)
@given(
    st.dictionaries(
        names,
        st.dictionaries(st.integers(EARLIEST // 1000 + 1, LATEST // 1000), values, min_size=1),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_sent_is_what_is_read(content: dict[str, dict[int, float]]) -> None:
    series = [({"__name__": name}, list(some.items())) for name, some in content.items()]
    expected = {
        SeriesKey(name).text: [(time * 1000, value) for time, value in some.items()]
        for name, some in content.items()
    }
    assert readings(parse("prometheus_v1", prometheus_v1(*series))) == expected


# What comes again is read by its bytes alone.

stamps = st.integers(1_100_000_000_000, 4_000_000_000_000) | st.integers(-(10**12), 10**12)
sampled = st.lists(st.tuples(stamps, st.just(0.0) | values), min_size=1, max_size=4)


@given(st.lists(st.tuples(names, sampled), min_size=1, max_size=6))
def test_series_that_are_known_are_read_alike(series: list[tuple[str, Any]]) -> None:
    content = prometheus_v1(*(({**LABELS, "of": name}, samples) for name, samples in series))
    wanted: dict[str, list[tuple[int, float]]] = {}
    for name, samples in series:
        key = SeriesKey.of(LABELS["__name__"], {**dict(KEY.tags), "of": name}).text
        wanted.setdefault(key, []).extend((time * 1000, value) for time, value in samples)
    for _ in range(2):
        assert readings(parse("prometheus_v1", content)) == wanted


@pytest.mark.parametrize("length", [7, 16])
def test_a_label_as_long_as_a_sample_is_none(length: int) -> None:
    labels = {"__name__": "up", "zone": length * "z"}
    # Behind the tag and the length of the request's only series.
    series = prometheus_v1((labels, [(T, 1.0), (T + 1, 0.0)]))[2:]
    before, samples = trailing_samples(series)
    assert before.endswith(length * b"z")
    assert len(samples) == 2
