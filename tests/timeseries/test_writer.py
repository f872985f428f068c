import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from itertools import count, pairwise
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeseries.contents import (
    Content,
    batch_of,
    content_of,
    extent_of,
    log_after,
    make_series,
    newest,
    write,
)
from tests.timeseries.databases import on_both_databases
from timeseries import exact
from timeseries import writer as writer_module
from timeseries.batch import ReadingBatch
from timeseries.errors import (
    DatabaseUnavailable,
    LivecurveError,
    NotFound,
    Overloaded,
    StorageFull,
)
from timeseries.models import ApiToken, Commit, Series
from timeseries.packing import DamagedArray
from timeseries.runs import Run
from timeseries.tokens import create_token, keeper
from timeseries.writer import Writer

pytestmark = on_both_databases
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own limits")
numbered = count()
SECONDS = 10


class Gated(Writer):
    """A writer that can be held after a commit, while others come to wait."""

    def __init__(self) -> None:
        self.gate = Event()
        self.gate.set()
        self.held = Event()
        self.commits = 0
        self.in_thread: Callable[[], None] | None = None
        super().__init__(on_commit=self._committed)

    def _committed(self) -> None:
        self.commits += 1
        if self.in_thread:
            self.in_thread()
        self.held.set()
        self.gate.wait(SECONDS)

    def hold(self) -> None:
        """From now on whatever is submitted waits until `release`."""
        self.gate.clear()
        self.held.clear()
        self.submit(batch_of({"gate": {0: 0.0}}))
        assert self.held.wait(SECONDS)

    def release(self) -> None:
        self.gate.set()

    def write(self, content: dict[str, Content], **units: str) -> int:
        return self.submit(batch_of(content, units)).result(SECONDS)


@pytest.fixture
def writer() -> Iterator[Gated]:
    gated = Gated()
    gated.start()
    yield gated
    gated.release()
    gated.stop()


def pk_of(name: str) -> int:
    return Series.objects.get(key=name).pk


def content(name: str) -> Content:
    return content_of(pk_of(name))


def refuse_time(monkeypatch: pytest.MonkeyPatch, refused: int, error: Exception) -> None:
    """Let every transaction fail that holds a reading of that time."""

    def picky(runs: list[Run]) -> int:
        if any(refused in run.times for run in runs):
            raise error
        return exact.write(runs)

    monkeypatch.setattr(writer_module, "write", picky)


# Writing


def test_a_batch_is_stored_when_its_promise_is_kept(writer: Gated) -> None:
    number = writer.write({"a": {1: 1.0, 2: 2.0}, "b": {1: 3.0}})
    assert (content("a"), content("b")) == ({1: 1.0, 2: 2.0}, {1: 3.0})
    assert (newest(), extent_of(pk_of("a"))) == (number, (1, 2))
    assert sorted(log_after(0)) == [(pk_of("a"), 1, 2, 0), (pk_of("b"), 1, 1, 0)]


def test_of_a_series_and_time_that_comes_twice_the_last_stands(writer: Gated) -> None:
    both = ReadingBatch.concatenate([batch_of({"a": {1: 1.0}}), batch_of({"a": {1: 2.0}})])
    writer.submit(both).result(SECONDS)
    assert content("a") == {1: 2.0}
    writer.write({"a": {1: 3.0}})
    assert content("a") == {1: 3.0}


def test_a_unit_is_kept_from_the_first_sender_that_names_one(writer: Gated) -> None:
    for unit in ("", "°C", "°F"):
        writer.write({"a": {1: 1.0}}, **({"a": unit} if unit else {}))
    assert Series.objects.get().unit == "°C"


def test_every_commit_is_hinted_at_after_it_is_there(writer: Gated) -> None:
    seen: list[int] = []
    writer.in_thread = lambda: seen.append(Commit.objects.count())
    for time in range(3):
        writer.write({"a": {time: 1.0}})
    writer.stop()
    assert seen == [1, 2, 3]


def test_what_waits_goes_into_one_transaction(writer: Gated) -> None:
    writer.hold()
    waiting = [writer.submit(batch_of({"a": {time: float(time)}})) for time in range(50)]
    writer.release()
    assert {promise.result(SECONDS) for promise in waiting} == {newest()}
    assert Commit.objects.count() == 2
    assert content("a") == {time: float(time) for time in range(50)}


def test_a_transaction_is_full_at_its_fill(writer: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "GROUP_READINGS", 10)
    writer.hold()
    batches = [{"a": dict.fromkeys(range(start, start + 5), 1.0)} for start in range(0, 25, 5)]
    waiting = [writer.submit(batch_of(batch)) for batch in batches]
    writer.release()
    numbers = [promise.result(SECONDS) for promise in waiting]
    assert numbers == sorted(numbers)
    assert [numbers.count(number) for number in sorted(set(numbers))] == [2, 2, 1]


def test_a_client_that_went_away_has_its_readings_written(writer: Gated) -> None:
    writer.hold()
    promise = writer.submit(batch_of({"a": {1: 1.0}}))
    promise.cancel()
    writer.release()
    writer.write({"a": {2: 2.0}})
    assert content("a") == {1: 1.0, 2: 2.0}


steps = st.lists(
    st.dictionaries(
        st.sampled_from("abc"),
        st.dictionaries(st.integers(0, 12), st.integers(0, 5).map(float), min_size=1, max_size=6),
        min_size=1,
    ),
    min_size=1,
    max_size=12,
)


@given(steps, st.sets(st.integers(0, 11)))
@settings(max_examples=40)
def test_batches_take_effect_in_the_order_in_which_they_were_submitted(
    writer: Gated, batches: list[dict[str, Content]], waits: set[int]
) -> None:
    prefix, before = f"ordered {next(numbered)} ", newest()
    expected: dict[str, Content] = {}
    promises: list[Future[int]] = []
    for place, batch in enumerate(batches):
        named = {prefix + name: of for name, of in batch.items()}
        promises.append(writer.submit(batch_of(named)))
        for name, of in named.items():
            expected[name] = expected.get(name, {}) | of
        if place in waits:
            promises[-1].result(SECONDS)
    assert all(promise.result(SECONDS) > before for promise in promises)
    assert {name: content(name) for name in expected} == expected
    # Each reading is told: as new by the stretch of its first commit, or as late.
    log = log_after(before)
    for name, of in expected.items():
        pk = pk_of(name)
        assert extent_of(pk) == (min(of), max(of))
        told = [(first, last) for one, first, last, _ in log if one == pk]
        assert all(any(first <= time <= last for first, last in told) for time in of)
        fresh = [(first, last) for one, first, last, late in log if one == pk and not late]
        assert all(earlier[1] < later[0] for earlier, later in pairwise(fresh))


# What goes wrong


def test_a_bad_batch_does_not_fail_its_neighbours(
    writer: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_time(monkeypatch, 666, IntegrityError("CHECK constraint failed"))
    writer.hold()
    good = writer.submit(batch_of({"a": {1: 1.0}}))
    bad = writer.submit(batch_of({"a": {2: 2.0, 666: 0.0}}))
    also_good = writer.submit(batch_of({"b": {1: 1.0}}))
    writer.release()
    with pytest.raises(DatabaseUnavailable, match="CHECK constraint failed"):
        bad.result(SECONDS)
    assert good.result(SECONDS) < also_good.result(SECONDS)
    assert (content("a"), content("b")) == ({1: 1.0}, {1: 1.0})


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("connection closed")])
def test_a_lost_database_is_told_and_the_next_batch_finds_it_again(
    writer: Gated, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    opened: list[Any] = []
    writer.in_thread = lambda: opened.append(connections["default"].connection)
    writer.write({"a": {1: 1.0}})
    with monkeypatch.context() as broken:
        refuse_time(broken, 2, error)
        with pytest.raises(DatabaseUnavailable, match=str(error)):
            writer.write({"a": {2: 2.0}})
    writer.write({"a": {3: 3.0}})
    writer.stop()
    assert content("a") == {1: 1.0, 3: 3.0}
    # The connection that failed has been let go.
    assert opened[1] is None
    assert opened[2] is not opened[0]


def test_a_fault_in_the_code_is_logged_and_the_writer_goes_on(
    writer: Gated, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refuse_time(monkeypatch, 2, ZeroDivisionError("oops"))
    with pytest.raises(LivecurveError, match="the server's log says why") as told:
        writer.write({"a": {2: 2.0}})
    assert told.value.status == 500
    assert "oops" in caplog.text
    writer.write({"a": {3: 3.0}})
    assert content("a") == {3: 3.0}


def test_a_series_that_was_deleted_under_the_cache_is_made_again(writer: Gated) -> None:
    writer.write({"a": {1: 1.0}, "b": {1: 1.0}})
    old, kept = pk_of("a"), pk_of("b")
    Series.objects.get(pk=old).delete()
    writer.write({"a": {2: 2.0}, "b": {2: 2.0}})
    assert pk_of("a") > old
    assert pk_of("b") == kept
    assert (content("a"), content("b")) == ({2: 2.0}, {1: 1.0, 2: 2.0})


def test_a_series_of_a_rolled_back_transaction_is_not_remembered(
    writer: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        refuse_time(broken, 1, OperationalError("gone"))
        with pytest.raises(DatabaseUnavailable):
            writer.write({"a": {1: 1.0}})
    assert not Series.objects.exists()
    writer.write({"a": {1: 1.0}})
    assert content("a") == {1: 1.0}


def test_too_many_requests_that_wait_are_refused(
    writer: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "QUEUE_REQUESTS", 3)
    writer.hold()
    waiting = [writer.submit(batch_of({"a": {time: 1.0}})) for time in range(3)]
    with pytest.raises(Overloaded, match="send this again"):
        writer.submit(batch_of({"a": {3: 1.0}}))
    writer.release()
    for promise in waiting:
        promise.result(SECONDS)
    writer.write({"a": {4: 1.0}})
    assert list(content("a")) == [0, 1, 2, 4]


def test_too_many_readings_that_wait_are_refused(
    writer: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "QUEUE_READINGS", 10)
    writer.hold()
    writer.submit(batch_of({"a": dict.fromkeys(range(8), 1.0)}))
    with pytest.raises(Overloaded):
        writer.submit(batch_of({"a": dict.fromkeys(range(3), 2.0)}))
    last = writer.submit(batch_of({"a": {8: 1.0, 9: 1.0}}))
    writer.release()
    last.result(SECONDS)
    assert content("a") == dict.fromkeys(range(10), 1.0)


def test_a_batch_larger_than_the_queue_goes_in_when_nothing_else_waits(
    writer: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "QUEUE_READINGS", 10)
    for start in (0, 50):
        writer.write({"a": dict.fromkeys(range(start, start + 50), 1.0)})
    assert len(content("a")) == 100


def test_failed_batches_leave_the_queue(writer: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "QUEUE_READINGS", 10)
    refuse_time(monkeypatch, 666, OperationalError("gone"))
    for _ in range(5):
        with pytest.raises(DatabaseUnavailable):
            writer.write({"a": {666: 0.0, 1: 1.0, 2: 2.0, 3: 3.0}})
    writer.hold()
    writer.submit(batch_of({"a": dict.fromkeys(range(10), 1.0)}))


@only_sqlite
def test_a_full_disk_is_told_and_writes_go_on_when_there_is_room(writer: Gated) -> None:
    def leave_no_room() -> None:
        with connections["default"].cursor() as cursor:
            # What earlier tests have left free is room too.
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 4}")
        writer.in_thread = None

    writer.in_thread = leave_no_room
    writer.hold()
    # Noise, of which packing makes nothing smaller.
    noise = np.random.default_rng(1).random(20_000)
    many = writer.submit(batch_of({"a": dict(enumerate(noise.tolist()))}))
    writer.release()
    with pytest.raises(StorageFull, match="make room"):
        many.result(SECONDS)
    writer.write({"b": {time: float(time) for time in range(20_000)}})
    assert not Series.objects.filter(key="a").exists()
    assert len(content("b")) == 20_000


# Calls


def test_a_call_is_done_in_a_transaction_of_its_own_and_answered_after_it(writer: Gated) -> None:
    def work() -> bool:
        return connections["default"].in_atomic_block

    assert writer.call(work).result(SECONDS) is True
    assert writer.call(lambda: Series.objects.create(name="a").pk).result(SECONDS) == pk_of("a")


def test_a_call_takes_its_turn(writer: Gated) -> None:
    """After all that was submitted before it, and before all that comes later."""
    writer.hold()
    writer.submit(batch_of({"a": {1: 1.0}}))
    first = writer.call(lambda: list(content("a")))
    second = writer.call(lambda: list(content("a")))
    writer.submit(batch_of({"a": {2: 2.0}}))
    third = writer.call(lambda: list(content("a")))
    writer.release()
    assert [one.result(SECONDS) for one in (first, second, third)] == [[1], [1], [1, 2]]


def test_a_call_that_fails_leaves_nothing_behind(
    writer: Gated, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(error: Exception) -> None:
        Series.objects.create(name="half")
        raise error

    for error, named in (
        (OperationalError("gone"), DatabaseUnavailable),
        (OperationalError("database or disk is full"), StorageFull),
        (NotFound("There is none."), NotFound),
        (ZeroDivisionError("oops"), LivecurveError),
    ):
        with pytest.raises(named):
            writer.call(partial(fail, error)).result(SECONDS)
    assert not Series.objects.exists()
    assert "oops" in caplog.text
    writer.write({"a": {1: 1.0}})


def test_a_call_whose_caller_went_away_is_not_done(writer: Gated) -> None:
    writer.hold()
    gone = writer.call(lambda: Series.objects.create(name="a"))
    assert gone.cancel()
    writer.release()
    writer.write({"b": {1: 1.0}})
    assert not Series.objects.filter(name="a").exists()


def test_a_call_is_refused_when_too_much_waits_and_when_the_writer_stops(
    writer: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "QUEUE_REQUESTS", 2)
    writer.hold()
    waiting = [writer.call(Series.objects.count) for _ in range(2)]
    with pytest.raises(Overloaded, match="send this again"):
        writer.call(Series.objects.count)
    writer.release()
    assert [one.result(SECONDS) for one in waiting] == [1, 1]
    writer.stop()
    with pytest.raises(Overloaded):
        writer.call(Series.objects.count)


def test_a_stop_does_the_calls_that_wait(writer: Gated) -> None:
    writer.hold()
    writer.submit(batch_of({"a": {1: 1.0}}))
    call = writer.call(lambda: list(content("a")))
    writer.submit(batch_of({"a": {2: 2.0}}))
    stopping = Thread(target=writer.stop)
    stopping.start()
    writer.release()
    stopping.join(SECONDS)
    assert call.result(0) == [1]
    assert list(content("a")) == [1, 2]


# Start, stop and upkeep


def test_a_stop_writes_what_waits(writer: Gated) -> None:
    writer.hold()
    waiting = [writer.submit(batch_of({"a": {time: 1.0}})) for time in range(20)]
    stopping = Thread(target=writer.stop)
    stopping.start()
    while not writer._stopping:
        pass
    with pytest.raises(Overloaded):
        writer.submit(batch_of({"a": {99: 1.0}}))
    writer.release()
    stopping.join(SECONDS)
    assert all(promise.done() for promise in waiting)
    assert list(content("a")) == list(range(20))


def test_a_writer_can_be_started_again(writer: Gated) -> None:
    writer.write({"a": {1: 1.0}})
    writer.stop()
    writer.start()
    writer.write({"a": {2: 2.0}})
    assert content("a") == {1: 1.0, 2: 2.0}


def test_commits_of_another_server_whose_numbers_are_still_to_come_are_forgotten() -> None:
    before = write({make_series("a"): {1: 1.0}})
    restored = Commit.objects.get(pk=before)
    restored.pk = 2**62
    if connection.vendor == "postgresql":
        restored.save(force_insert=True)
    writer = Writer()
    writer.start()
    number = writer.submit(batch_of({"a": {2: 2.0}})).result(SECONDS)
    writer.stop()
    assert list(Commit.objects.order_by("id").values_list("id", flat=True)) == [before, number]


def test_upkeep_writes_down_which_tokens_were_used(
    writer: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = create_token("door", "write")
    keeper.look_up(token)
    assert ApiToken.objects.get().last_used_at is None
    writer.write({"a": {1: 1.0}})
    writer.stop()
    assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize("error", [OperationalError("locked"), InterfaceError("closed")])
def test_failing_upkeep_waits_and_holds_up_nobody(
    writer: Gated,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def fail() -> int:
        raise error

    monkeypatch.setattr(writer_module, "UPKEEP_SECONDS", 0.0)
    monkeypatch.setattr(writer_module, "prune_log", fail)
    with caplog.at_level(logging.WARNING):
        for time in range(3):
            writer.write({"a": {time: 1.0}})
        writer.stop()
    assert len(content("a")) == 3
    assert f"has to wait: {error}" in caplog.text


def test_a_fault_in_upkeep_is_logged_and_the_writer_goes_on(
    writer: Gated, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise DamagedArray("oops")

    monkeypatch.setattr(writer_module, "UPKEEP_SECONDS", 0.0)
    monkeypatch.setattr(writer_module, "prune_log", fail)
    for time in range(3):
        writer.write({"a": {time: 1.0}})
    writer.stop()
    assert len(content("a")) == 3
    assert "oops" in caplog.text


def test_an_idle_writer_forgets_old_commits(writer: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    pruned = Event()
    monkeypatch.setattr(writer_module, "prune_log", pruned.set)
    monkeypatch.setattr(writer_module, "UPKEEP_SECONDS", 0.01)
    writer.write({"a": {1: 1.0}})
    assert pruned.wait(SECONDS)
