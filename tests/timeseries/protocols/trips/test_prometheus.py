"""Series of Prometheus' remote write 2.0 come back as they were sent."""

from hypothesis import given
from hypothesis import strategies as st

from ..parsing import parse
from ..valid import SeriesV2, prometheus_v2
from .sending import Expected, doubles, milliseconds, names, tags, trips

series = st.builds(
    SeriesV2,
    st.tuples(names, tags).map(lambda of: {"__name__": of[0], **of[1]}),
    st.lists(st.tuples(milliseconds, st.just(0.0) | doubles), max_size=4),
    st.integers(0, 7),
    st.sampled_from(["", "seconds", "bytes"]),
    st.just("") | names,
)


@trips
@given(st.lists(series, max_size=5))
def test_series_of_remote_write_2(sent: list[SeriesV2]) -> None:
    expected = Expected()
    for one in sent:
        labels = dict(one.labels)
        name = labels.pop("__name__")
        for time, value in one.samples:
            expected.add(name, labels, time * 1000, value)
    expected.is_all_of(parse("prometheus_v2", prometheus_v2(*sent)))
