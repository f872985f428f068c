import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import sleep

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeseries.contents import (
    Content,
    Stretch,
    content_of,
    extent_of,
    log_after,
    make_series,
    newest,
    run,
    write,
)
from tests.timeseries.databases import on_both_databases
from timeseries import exact
from timeseries import store as store_module
from timeseries.counting import counts
from timeseries.models import Commit, Reading, Series
from timeseries.store import (
    LOG_KEPT,
    commits_after,
    get_store,
    log_reaches,
    prune_log,
    snapshot,
)
from timeseries.timerange import EARLIEST, LATEST, now

pytestmark = on_both_databases
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
numbered = count()


@pytest.fixture
def pk() -> int:
    return make_series("a")


def in_thread(work: Callable[[], object]) -> None:
    """Run it elsewhere, to its end."""

    def working() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=working)
    thread.start()
    thread.join()


# Reading


def test_a_range_is_read_half_open_and_ascending(pk: int) -> None:
    write({pk: {5: 1.0, -3: 2.0, 9: 3.0, 0: 4.0}})
    times, values = get_store().columns(pk, -3, 9, "default")
    assert (times.tolist(), values.tolist()) == ([-3, 0, 5], [2.0, 4.0, 1.0])
    assert [times.dtype.name, values.dtype.name] == ["int64", "float64"]


def test_a_range_without_readings_is_two_empty_arrays(pk: int) -> None:
    times, values = get_store().columns(pk, 0, 10, "default")
    assert (len(times), len(values)) == (0, 0)
    assert [times.dtype.name, values.dtype.name] == ["int64", "float64"]


def test_the_first_and_the_newest_readings_are_read_ascending(pk: int) -> None:
    write({pk: {time: time / 2 for time in range(10)}})
    assert get_store().first_columns(pk, 2, 100, 3, "default")[0].tolist() == [2, 3, 4]
    times, values = get_store().newest_columns(pk, 8, 3, "default")
    assert (times.tolist(), values.tolist()) == ([5, 6, 7], [2.5, 3.0, 3.5])


def test_counts_leave_out_series_without_readings(pk: int) -> None:
    other = make_series("b")
    write({pk: {1: 1.0, 2: 2.0}})
    assert counts(get_store(), [pk, other], "default") == {pk: 2}


def test_every_double_and_every_time_comes_back(pk: int) -> None:
    extremes = [-0.0, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308, 0.1]
    of = dict(zip([EARLIEST, -1, 0, 1, LATEST], extremes, strict=True))
    write({pk: of})
    # SQLite keeps whole numbers without a sign of zero; every other bit comes back.
    assert content_of(pk) == of


def test_all_reads_of_a_snapshot_see_one_moment(pk: int) -> None:
    write({pk: {1: 1.0}})
    with snapshot() as using:
        before = get_store().newest_commit(using)
        in_thread(lambda: write({pk: {1: 5.0, 2: 2.0}}))
        assert content_of(pk, using) == {1: 1.0}
        assert get_store().newest_commit(using) == before
        assert commits_after(0, get_store(), using)[1][-1][0] <= before
        in_thread(lambda: Series.objects.filter(pk=pk).delete())
        assert content_of(pk, using) == {1: 1.0}
    with snapshot() as using:
        assert content_of(pk, using) == {}
        assert get_store().newest_commit(using) > before


def test_the_reading_alias_refuses_to_write(pk: int) -> None:
    with pytest.raises(DatabaseError), transaction.atomic("snapshot"):
        Reading(series_id=pk, time=1, value=1.0).save(using="snapshot")
    assert content_of(pk) == {}


# Writing


def test_a_run_of_a_new_series_is_one_stretch_that_is_not_late(pk: int) -> None:
    number = write({pk: {3: 1.0, 1: 2.0}})
    assert log_after(0) == [(pk, 1, 3, 0)]
    assert number == newest()
    assert extent_of(pk) == (1, 3)


def test_a_run_across_the_newest_reading_is_told_in_two_stretches(pk: int) -> None:
    before = write({pk: {10: 1.0}})
    write({pk: {4: 1.0, 10: 2.0, 11: 3.0, 15: 4.0}})
    assert log_after(before) == [(pk, 4, 10, 1), (pk, 11, 15, 0)]


def test_the_log_has_its_series_in_the_order_of_their_ids() -> None:
    pks = [make_series(name) for name in "abc"]
    write({pk: {1: 1.0} for pk in reversed(pks)})
    assert [stretch[0] for stretch in log_after(0)] == pks


def test_a_transaction_may_write_more_than_once(pk: int) -> None:
    with transaction.atomic():
        exact.write([run(pk, {1: 1.0, 2: 2.0})])
        number = exact.write([run(pk, {3: 3.0})])
    assert log_after(0) == [(pk, 1, 2, 0), (pk, 3, 3, 0)]
    assert number == newest()


def test_a_transaction_that_is_rolled_back_leaves_nothing(pk: int) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        exact.write([run(pk, {1: 1.0})])
        raise ZeroDivisionError
    assert (content_of(pk), extent_of(pk), log_after(0)) == ({}, (None, None), [])


def test_of_two_who_write_a_new_series_at_once_the_second_may_be_late(pk: int) -> None:
    written = threading.Event()

    def first() -> None:
        with transaction.atomic():
            exact.write([run(pk, {100: 1.0})])
            written.set()
            # Long enough for the other to come as far as it can.
            sleep(0.2)

        connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    written.wait()
    write({pk: {50: 1.0}})
    thread.join()
    assert sorted(log_after(0)) == [(pk, 50, 50, 1), (pk, 100, 100, 0)]
    assert extent_of(pk) == (50, 100)


times = st.integers(0, 12)
values = st.integers(0, 5).map(float)
contents = st.dictionaries(times, values, min_size=1, max_size=6)
places = st.integers(0, 2)
operations = st.one_of(
    st.tuples(st.just("append"), st.dictionaries(places, contents, min_size=1)),
    st.tuples(st.just("append"), st.dictionaries(places, contents, min_size=1)),
    st.tuples(st.just("save"), places, times, values),
    st.tuples(st.just("create"), places, contents),
    st.tuples(st.just("bulk_update"), places, values),
    st.tuples(st.just("update"), places, times, times, values),
    st.tuples(st.just("delete"), places, times, times),
    st.tuples(st.just("delete_one"), places, times),
    st.tuples(st.just("delete_series"), places),
)


class Plain:
    """The same store as dictionaries, driven with the same operations."""

    def __init__(self) -> None:
        self.name = f"plain {next(numbered)} "
        self.pks = [make_series(self.name + str(place)) for place in range(3)]
        self.content: list[Content] = [{}, {}, {}]
        self.number = newest()

    def do(self, operation: tuple[object, ...]) -> None:
        """An append is told exactly; by other ways at least what they changed is, if not by
        themselves then earlier in the same transaction."""
        name, *arguments = operation
        pks, before = list(self.pks), [dict(content) for content in self.content]
        if not connection.in_atomic_block:
            self.number = newest()
        told_before = len(log_after(self.number))
        exact = getattr(self, f"_{name}")(*arguments)
        log = log_after(self.number)
        if exact is not None:
            assert log[told_before:] == exact
        for pk, old, new in zip(pks, before, self.content, strict=True):
            told = [(first, last) for one, first, last, late in log if one == pk and late]
            for time in old.keys() if exact is not None else old.keys() | new.keys():
                if old.get(time) != new.get(time):
                    assert any(first <= time <= last for first, last in told)

    def check(self) -> None:
        for pk, content in zip(self.pks, self.content, strict=True):
            assert content_of(pk) == content
            assert extent_of(pk) == (min(content, default=None), max(content, default=None))

    def _append(self, batch: dict[int, Content]) -> list[Stretch]:
        exact: list[Stretch] = []
        for place, content in sorted(batch.items(), key=lambda item: self.pks[item[0]]):
            last = max(self.content[place], default=EARLIEST - 1)
            for late in (1, 0):
                part = [time for time in content if (time <= last) == bool(late)]
                if part:
                    exact.append((self.pks[place], min(part), max(part), late))
            self.content[place] |= content
        write({self.pks[place]: content for place, content in batch.items()})
        return exact

    def _save(self, place: int, time: int, value: float) -> None:
        Reading(series_id=self.pks[place], time=time, value=value).save()
        self.content[place][time] = value

    def _create(self, place: int, content: Content) -> None:
        fresh = {time: value for time, value in content.items() if time not in self.content[place]}
        Reading.objects.bulk_create(
            [Reading(series_id=self.pks[place], time=t, value=v) for t, v in fresh.items()]
        )
        self.content[place] |= fresh

    def _bulk_update(self, place: int, value: float) -> None:
        readings = list(Reading.objects.filter(series=self.pks[place])[:3])
        for reading in readings:
            reading.value = value
            self.content[place][reading.time] = value
        Reading.objects.bulk_update(readings, ["value"])

    def _update(self, place: int, start: int, end: int, value: float) -> None:
        found = Reading.objects.filter(series=self.pks[place], time__gte=start, time__lt=end)
        found.update(value=value)
        for time in self.content[place]:
            if start <= time < end:
                self.content[place][time] = value

    def _delete(self, place: int, start: int, end: int) -> None:
        Reading.objects.filter(series=self.pks[place], time__gte=start, time__lt=end).delete()
        kept = {t: v for t, v in self.content[place].items() if not start <= t < end}
        self.content[place] = kept

    def _delete_one(self, place: int, time: int) -> None:
        for reading in Reading.objects.filter(series=self.pks[place], time=time):
            reading.delete()
        self.content[place].pop(time, None)

    def _delete_series(self, place: int) -> None:
        Series.objects.get(pk=self.pks[place]).delete()
        assert (self.pks[place], EARLIEST, LATEST, 1) in log_after(self.number)
        assert content_of(self.pks[place]) == {}
        self.pks[place] = make_series(f"{self.name}then {next(numbered)}")
        self.content[place] = {}


@given(st.lists(operations, max_size=12), st.booleans())
@settings(max_examples=60)
def test_the_store_is_a_plain_dictionary_whatever_is_done(
    steps: list[tuple[object, ...]], together: bool
) -> None:
    plain = Plain()
    with transaction.atomic() if together else _apart():
        for step in steps:
            plain.do(step)
    plain.check()


@contextmanager
def _apart() -> Iterator[None]:
    yield


# The commit log


def test_the_log_is_read_after_a_number_up_to_where_it_is_complete(pk: int) -> None:
    numbers = [write({pk: {time: 0.0}}) for time in range(4)]
    with snapshot() as using:
        complete, commits = commits_after(numbers[1], get_store(), using)
    assert [number for number, _ in commits] == numbers[2:]
    assert [stretches.starts.tolist() for _, stretches in commits] == [[2], [3]]
    assert complete >= numbers[-1]


def test_a_log_without_commits_reaches_back_to_anywhere() -> None:
    assert log_reaches(0, "default")


def test_pruning_keeps_the_newest_of_the_old_commits_and_all_younger_ones(
    pk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = []
    for age in (3, 2, 1, 0):
        monkeypatch.setattr(store_module, "now", lambda age=age: now() - age * LOG_KEPT * 2 // 3)
        numbers.append(write({pk: {-age: 1.0}}))
    monkeypatch.undo()
    assert prune_log() == 1
    assert list(Commit.objects.order_by("id").values_list("id", flat=True)) == numbers[1:]
    # A client that had seen the one that went is owed those that are there.
    assert [log_reaches(number, "default") for number in numbers] == [True, True, True, True]
    assert not log_reaches(numbers[0] - 1, "default")
    assert prune_log() == 0


def test_a_log_from_which_nothing_went_reaches_back_to_anywhere(pk: int) -> None:
    first = write({pk: {0: 0.0}})
    write({pk: {1: 0.0}})
    assert log_reaches(first, "default")
    assert log_reaches(0, "default")


def test_a_log_of_young_commits_loses_none(pk: int) -> None:
    for time in range(3):
        write({pk: {time: 0.0}})
    assert prune_log() == 0
    assert Commit.objects.count() == 3


def test_doubles_at_the_edges_are_kept_bit_for_bit(pk: int) -> None:
    edges = [-0.0, 0.0, 5e-324, -5e-324, 1.7976931348623157e308, 3.0, 0.1]
    write({pk: dict(enumerate(edges))})
    assert [value.hex() for value in content_of(pk).values()] == [edge.hex() for edge in edges]


# SQLite


@only_sqlite
def test_readings_lie_in_the_order_of_their_key_on_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'timeseries_reading'")
        sql = cursor.fetchone()[0]
        cursor.execute("PRAGMA index_list(timeseries_reading)")
        indexes = cursor.fetchall()
    assert sql.endswith("WITHOUT ROWID")
    assert [index[3] for index in indexes] == ["pk"]


@only_sqlite
@pytest.mark.parametrize("alias", ["default", "snapshot"])
def test_sqlite_syncs_every_commit_and_leaves_checkpoints_to_the_writer(alias: str) -> None:
    def pragma(name: str) -> object:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"PRAGMA {name}")
            return cursor.fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("wal_autocheckpoint") == 0
    assert pragma("query_only") == (alias == "snapshot")


@only_sqlite
def test_a_transaction_takes_sqlites_lock_when_it_begins() -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


@only_sqlite
def test_a_checkpoint_when_idle_empties_the_write_ahead_log(pk: int) -> None:
    write({pk: dict.fromkeys(range(5_000), 0.0)})
    get_store().checkpoint(idle=True)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        assert cursor.fetchone() == (0, 0, 0)
