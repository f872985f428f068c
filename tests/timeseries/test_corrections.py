from collections.abc import Iterator
from threading import Event, Thread

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeseries.contents import (
    batch_of,
    content_of,
    extent_of,
    log_after,
    make_series,
    newest,
    write,
)
from tests.timeseries.databases import on_both_databases
from timeseries import corrections
from timeseries.corrections import (
    ALL,
    Stretch,
    delete_readings,
    delete_series,
    extent,
    range_to_delete,
    stretches,
    write_reading,
)
from timeseries.errors import BadParameter, NotFound, Overloaded
from timeseries.ingest.pipeline import Pipeline
from timeseries.live.bus import bus
from timeseries.models import Commit, Reading, Series, SeriesState
from timeseries.parameters import Parameters
from timeseries.timerange import EARLIEST, LATEST, TimeRange

pytestmark = on_both_databases
SECONDS = 10


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "STEP", 10)


@pytest.fixture
def pk() -> int:
    """A series with 25 readings, at the times 0 to 240."""
    pk = make_series("a")
    write({pk: {10 * n: float(n) for n in range(25)}})
    return pk


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """The pipeline of a server, in place of that of the process of the tests."""
    running = Pipeline()
    running.start()
    monkeypatch.setattr(corrections, "pipeline", running)
    yield running
    running.stop()


def test_a_range_goes_in_steps_each_a_commit_of_its_own(pk: int) -> None:
    before = newest()
    assert delete_readings(pk, TimeRange(5, 235)) == 23
    assert content_of(pk) == {0: 0.0, 240: 24.0}
    assert log_after(before) == [(pk, 10, 100, 1), (pk, 110, 200, 1), (pk, 210, 230, 1)]
    assert extent_of(pk) == (0, 240)


def test_a_range_without_readings_makes_no_commit(pk: int) -> None:
    before = newest()
    assert delete_readings(pk, TimeRange(1, 10)) == 0
    assert delete_readings(pk, TimeRange(241, LATEST)) == 0
    assert delete_readings(make_series("b"), ALL) == 0
    assert newest() == before


@pytest.mark.parametrize("time", [EARLIEST, -1, 0, LATEST])
def test_any_time_that_there_is_can_be_deleted(time: int) -> None:
    pk = make_series("a")
    write({pk: {time: 1.0}})
    assert delete_readings(pk, ALL) == 1
    assert (content_of(pk), extent_of(pk)) == ({}, (None, None))


@given(st.sets(st.integers(-60, 60)), st.integers(-70, 70), st.integers(0, 140))
@settings(max_examples=30)
def test_just_what_lies_in_the_range_goes(times: set[int], start: int, span: int) -> None:
    pk = make_series(f"a{Series.objects.count()}")
    if times:
        write({pk: dict.fromkeys(times, 1.0)})
    inside = {time for time in times if start <= time < start + span}
    found = extent(pk, TimeRange(start, start + span))
    assert found == (Stretch(min(inside), max(inside) + 1, len(inside)) if inside else None)
    assert delete_readings(pk, TimeRange(start, start + span)) == len(inside)
    assert content_of(pk) == dict.fromkeys(times - inside, 1.0)
    left = times - inside
    assert extent_of(pk) == ((min(left), max(left)) if left else (None, None))


def test_stretches_are_looked_up_as_they_are_come_to(pk: int) -> None:
    found = stretches(pk, ALL)
    assert next(found) == Stretch(0, 91, 10)
    write({pk: {95: 0.5}})
    assert list(found) == [Stretch(95, 181, 10), Stretch(190, 241, 6)]


def test_a_series_goes_with_all_that_it_has(pk: int) -> None:
    other = make_series("b")
    write({other: {1: 1.0}})
    before = newest()
    assert delete_series(pk) == 25
    assert list(Series.objects.values_list("pk", flat=True)) == [other]
    assert list(SeriesState.objects.values_list("pk", flat=True)) == [other]
    assert (content_of(pk), content_of(other)) == ({}, {1: 1.0})
    assert log_after(before)[-1] == (pk, EARLIEST, LATEST, 1)
    assert delete_series(pk) == 0


def test_what_comes_late_while_a_series_goes_is_counted_and_goes_too(pk: int) -> None:
    def come() -> None:
        if not content_of(pk) and Series.objects.exists():
            write({pk: {-5: 1.0}})
            stop()

    stop = bus.listen(come)
    assert delete_series(pk) == 26
    assert not Reading.objects.exists()


def test_a_reading_is_corrected_or_added(pk: int) -> None:
    before = newest()
    write_reading(pk, 20, 7.5)
    write_reading(pk, 25, 2.5)
    assert {time: content_of(pk)[time] for time in (20, 25)} == {20: 7.5, 25: 2.5}
    assert len(content_of(pk)) == 26
    assert log_after(before) == [(pk, 20, 20, 1), (pk, 25, 25, 1)]
    with pytest.raises(NotFound):
        write_reading(pk + 1000, 20, 1.0)


# In a server


def test_writers_come_between_the_steps(pk: int, server: Pipeline) -> None:
    writer = server._writer
    assert writer
    held, go = Event(), Event()

    def hold() -> None:
        held.set()
        go.wait(SECONDS)

    def delete() -> None:
        delete_readings(pk, ALL)
        connections.close_all()

    deleting = Thread(target=delete)
    writer.call(hold)
    assert held.wait(SECONDS)
    deleting.start()
    while writer._queue.empty():
        pass
    # It waits behind the first step alone.
    sent = writer.submit(batch_of({"b": {1: 1.0}}))
    go.set()
    deleting.join(SECONDS)
    number = sent.result(SECONDS)
    touched = [commit.series.tolist() for commit in Commit.objects.order_by("id")]
    b = Series.objects.get(key="b").pk
    assert touched == [[pk], [pk], [b], [pk], [pk]]
    assert Commit.objects.filter(id__lt=number).count() == 2
    assert content_of(pk) == {}


def test_a_delete_ends_after_its_step_when_the_server_stops(
    pk: int, server: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping = Event()
    monkeypatch.setattr(corrections, "stopping", stopping)
    stop = bus.listen(stopping.set)
    with pytest.raises(Overloaded, match="what is left"):
        delete_readings(pk, ALL)
    stop()
    assert len(content_of(pk)) == 15


def test_a_server_that_has_stopped_deletes_nothing(pk: int, server: Pipeline) -> None:
    server.stop()
    with pytest.raises(Overloaded):
        delete_readings(pk, ALL)
    assert len(content_of(pk)) == 25


# What a request names


def named(**given: object) -> TimeRange:
    return range_to_delete(Parameters(given))


def test_a_delete_names_a_range_or_one_time() -> None:
    assert named(start=1, end="1970-01-01T00:00:01") == TimeRange(1_000, 1_000_000)
    assert named(time="1970-01-01T00:00:00.000005Z") == TimeRange(5, 6)
    assert named(time="0001-01-01") == TimeRange(EARLIEST, EARLIEST + 1)
    assert named(time=0) == TimeRange(0, 1)


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({}, "start"),
        ({"start": 1}, "end"),
        ({"end": 1}, "start"),
        ({"time": 0, "end": 1}, "time"),
        ({"time": "x"}, "time"),
        ({"start": 2, "end": 1}, "start"),
    ],
)
def test_a_delete_takes_nothing_for_granted(given: dict[str, object], parameter: str) -> None:
    with pytest.raises(BadParameter) as refused:
        named(**given)
    assert refused.value.parameter == parameter
