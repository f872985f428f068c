import asyncio
import threading
import time

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, connections

from tests.timeseries.contents import make_series
from timeseries.errors import DatabaseUnavailable, NotFound
from timeseries.models import Series
from timeseries.threads import READERS, Readers, guarded, unavailable

pytestmark = [pytest.mark.database]
on_database = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


def test_work_runs_on_few_threads_of_its_own() -> None:
    readers, names = Readers(), []

    def work(number: int, *, factor: int) -> int:
        names.append(threading.current_thread().name)
        time.sleep(0.01)
        return number * factor

    async def many() -> list[int]:
        return await asyncio.gather(*(readers.run(work, n, factor=2) for n in range(10)))

    assert asyncio.run(many()) == [2 * n for n in range(10)]
    assert len(set(names)) == READERS
    readers.close()


def test_an_error_comes_back_to_who_asked() -> None:
    def fail() -> None:
        raise NotFound("nothing here")

    readers = Readers()
    with pytest.raises(NotFound, match="nothing here"):
        asyncio.run(readers.run(fail))
    readers.close()


@on_database
def test_a_thread_keeps_its_connection_until_the_pool_is_closed() -> None:
    make_series("a")
    readers, opened = Readers(1), []

    def work() -> int:
        found = Series.objects.count()
        opened.append(connections["default"].connection)
        return found

    async def twice() -> None:
        assert await readers.run(work) == 1
        assert await readers.run(work) == 1

    asyncio.run(twice())
    assert opened[0] is opened[1]
    readers.close()
    asyncio.run(readers.run(work))
    assert opened[2] is not opened[0]
    readers.close()


def test_closing_waits_for_work_and_may_be_done_twice() -> None:
    readers, done = Readers(), []

    def work() -> None:
        time.sleep(0.1)
        done.append(1)

    async def begin() -> None:
        running = asyncio.ensure_future(readers.run(work))
        await asyncio.sleep(0.02)
        await asyncio.to_thread(readers.close)
        await running

    asyncio.run(begin())
    readers.close()
    assert done == [1]


def test_a_pool_that_was_never_used_is_closed_at_once() -> None:
    Readers().close()


@pytest.mark.parametrize(
    "error",
    [OperationalError("unable to open database file"), InterfaceError("connection is closed")],
)
def test_a_lost_database_becomes_one_sentence(error: Exception) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(DatabaseUnavailable, match="cannot be asked") as told:
        guarded(fail)
    assert str(error) in str(told.value)
    assert told.value.status == 503


@on_database
def test_a_connection_that_failed_is_let_go() -> None:
    def fail() -> None:
        Series.objects.count()
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(DatabaseUnavailable):
        guarded(fail)
    assert connection.connection is None
    assert guarded(Series.objects.count) == 0


def test_a_database_without_tables_says_what_to_do() -> None:
    for error in (
        OperationalError("no such table: timeseries_series"),
        ProgrammingError('relation "timeseries_series" does not exist\nLINE 1: ...'),
    ):
        assert "manage.py migrate" in str(unavailable(error))


def test_a_database_that_does_not_exist_is_not_one_to_migrate() -> None:
    told = str(unavailable(OperationalError('FATAL: database "livecurve" does not exist')))
    assert "check DATABASE_URL" in told
    assert "migrate" not in told


def test_only_the_first_line_of_an_error_is_shown() -> None:
    assert "second" not in str(unavailable(OperationalError("first\nsecond")))
    assert "OperationalError" in str(unavailable(OperationalError("")))
