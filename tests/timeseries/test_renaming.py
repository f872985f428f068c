import asyncio
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command

from tests.timeseries.contents import batch_of, content_of, log_after, make_series, newest, write
from tests.timeseries.databases import on_both_databases
from timeseries import corrections, renaming
from timeseries.check import check
from timeseries.errors import BadParameter, BadRequest, NotFound
from timeseries.ingest.pipeline import Pipeline
from timeseries.models import Series, SeriesState
from timeseries.renaming import Merged, SeriesTaken, key_of, merge, rename
from timeseries.series_key import SeriesKey
from timeseries.store import WRITING
from timeseries.timerange import DAY, EARLIEST, LATEST, SECOND

pytestmark = on_both_databases


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "STEP", 10)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    running = Pipeline()
    running.start()
    for module in (corrections, renaming):
        monkeypatch.setattr(module, "pipeline", running)
    yield running
    running.stop()


def test_a_series_keeps_its_id_and_readings_when_it_is_called_otherwise() -> None:
    pk = make_series("a")
    write({pk: {0: 1.0}})
    before = newest()
    rename(pk, SeriesKey.of("b", {"room": "lab"}))
    series = Series.objects.get(pk=pk)
    assert (series.name, series.tags, series.key) == ("b", {"room": "lab"}, 'b{room="lab"}')
    assert content_of(pk) == {0: 1.0}
    # Open charts ask again.
    assert log_after(before) == [(pk, EARLIEST, LATEST, 1)]


def test_what_comes_under_the_old_name_makes_a_new_series(server: Pipeline) -> None:
    async def send(value: float) -> None:
        await server.write(batch_of({"a": {int(value): value}}))

    asyncio.run(send(1))
    pk = Series.objects.get(key="a").pk
    rename(pk, SeriesKey.of("b"))
    asyncio.run(send(2))
    assert content_of(pk) == {1: 1.0}
    other = Series.objects.get(key="a")
    assert other.pk != pk
    assert content_of(other.pk) == {2: 2.0}


def test_a_name_that_another_series_has_is_refused() -> None:
    first, second = make_series("a"), make_series("b")
    with pytest.raises(SeriesTaken, match=f"already, with the id {second}"):
        rename(first, SeriesKey.of("b"))
    with pytest.raises(NotFound):
        rename(10**9, SeriesKey.of("c"))


@pytest.mark.parametrize(
    ("name", "tags", "sentence"),
    [
        ("", {}, "cannot be called that"),
        ("a", {"b": ""}, "cannot be called that"),
        ("a", {"b": 1}, "tags takes an object of texts"),
        (7, {}, "name takes a text"),
    ],
)
def test_a_name_that_no_series_can_have_is_refused(
    name: object, tags: object, sentence: str
) -> None:
    with pytest.raises(BadRequest, match=sentence):
        key_of(name, tags)


def test_all_readings_of_a_series_go_into_another_in_steps() -> None:
    first, second = make_series("a"), make_series("b")
    write({first: {n * SECOND: float(n) for n in range(25)}})
    write({second: {5 * SECOND: -1.0, 30 * SECOND: 30.0}})
    before = newest()
    assert merge(first, second) == Merged(25, 0)
    # At the same time the reading of the merged series stands.
    assert content_of(second) == {n * SECOND: float(n) for n in (*range(25), 30)}
    assert not Series.objects.filter(pk=first).exists()
    state = SeriesState.objects.get(series=second)
    assert (state.first, state.last) == (0, 30 * SECOND)
    moved = [stretch for stretch in log_after(before) if stretch[0] == second]
    assert [(low // SECOND, high // SECOND) for _, low, high, _ in moved] == [
        (0, 9),
        (10, 19),
        (20, 24),
    ]


def test_rollups_are_exact_after_a_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "STEP", 3_000)
    first, second = make_series("a"), make_series("b")
    for pk, shift in ((first, 0), (second, SECOND // 2)):
        write({pk: {n * SECOND + shift: float(n % 7) for n in range(5_000)}})
    call_command("rebuildrollups", stdout=StringIO())
    assert SeriesState.objects.get(series=second).base_width
    merge(first, second)
    assert len(content_of(second)) == 10_000
    assert list(check(second, WRITING)) == []


def test_what_is_older_than_what_is_kept_is_left_out() -> None:
    first, second = make_series("a"), make_series("b")
    write({first: {0: 1.0, 60 * DAY: 2.0}, second: {61 * DAY: 3.0}})
    SeriesState.objects.filter(series=second).update(raw_from=56 * DAY)
    assert merge(first, second) == Merged(1, 1)
    assert content_of(second) == {60 * DAY: 2.0, 61 * DAY: 3.0}


def test_a_series_is_merged_into_another_that_there_is() -> None:
    pk = make_series("a")
    with pytest.raises(BadParameter, match="into takes the id of another series"):
        merge(pk, pk)
    with pytest.raises(NotFound):
        merge(pk, 10**9)
    with pytest.raises(BadParameter, match="the codes of states"):
        merge(pk, make_series("b", semantics="state"))
